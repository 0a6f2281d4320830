// SPDX-License-Identifier: Apache-2.0

extension VectorStorage {
  /// Returns the action of environment `index`.
  func action(at index: Int) -> TaskAction {
    let count = shape.action
    guard count > 0 else { return .index(Int(choice[index])) }
    return .vector(action.elements(index * count..<(index + 1) * count))
  }

  /// Returns the reason why the episode of environment `index` ended in the last step.
  func ending(_ index: Int) -> Ending? {
    terminated[index] != 0 ? .terminated : truncated[index] != 0 ? .truncated : nil
  }

  /// Returns the reason why environment `index` failed to do what it was last asked to.
  func failure(_ index: Int) -> VectorFailure? {
    status[index] == 0 ? nil : VectorFailure(rawValue: status[index]) ?? .other
  }

  /// Stores the action of environment `index`.
  func write(_ action: TaskAction, at index: Int) {
    switch action {
    case .vector(let numbers): self.action.write(numbers, at: index * numbers.count)
    case .index(let choice): self.choice[index] = Int64(choice)
    }
  }

  /// Sets every action to 0.
  func clearActions() {
    for index in 0..<action.count { action[index] = 0 }
    for index in 0..<choice.count { choice[index] = 0 }
  }

  /// Stores the error message of environment `index`, cut to ``complaintLength`` bytes.
  func complain(_ reason: String, at index: Int) {
    var bytes = Array(reason.utf8.prefix(Self.complaintLength))
    bytes += Array(repeating: 0, count: Self.complaintLength - bytes.count)
    complaint.write(bytes, at: index * Self.complaintLength)
  }

  /// Returns the error message of environment `index`.
  func complaint(at index: Int) -> String {
    let length = Self.complaintLength
    let bytes = complaint.elements(index * length..<(index + 1) * length)
    return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}

extension VectorShape {
  /// Makes the shape of the rows of environments like `model`, made with `options`.
  init(_ model: AnyEnvironment, _ options: EnvironmentOptions) {
    self.init()
    var parts = ["": model.observationSpace]
    if case .dictionary(let spaces) = model.observationSpace { parts = spaces }
    for (name, space) in parts {
      switch (name, space) {
      case ("achieved_goal", _): goal = space.count
      case ("desired_goal", _): break
      case (_, .pixels(let width, let height)): (self.width, self.height) = (width, height)
      default: state = space.count
      }
    }
    metrics = model.metrics.names.count
    if case .box(let low, _) = model.actionSpace { action = low.count }
  }
}
