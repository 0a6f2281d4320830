// SPDX-License-Identifier: Apache-2.0

import DioramaMath

extension Catalog {
  /// Returns the entry of several tasks at once, whose ids have a `+` between them; see ``entry(_:)``.
  func jointEntry(_ id: String) throws(CatalogError) -> Entry {
    let names = id.split(separator: "+", omittingEmptySubsequences: false).map(String.init)
    guard !names.contains("") else {
      throw .notJoined(id, reason: "a '+' stands between two ids, as in 'Pushing-v1+Draping-v1'")
    }
    var members: [Entry] = []
    for name in names {
      let member = try entry(name)
      guard !members.contains(where: { $0.id == member.id }) else {
        throw .notJoined(id, reason: "'\(name)' is in it twice; name each task once")
      }
      members.append(member)
    }
    guard let joint = EnvironmentID(id) else {
      preconditionFailure("ids with a '+' between them are an id; '\(id)' is none")
    }
    return try Entry(joint, joining: members)
  }
}

extension Catalog.Entry {
  /// Makes the entry of several tasks at once.
  ///
  /// Episodes are as long as the longest of all of them, unless a task terminates. The rates of success are means.
  fileprivate init(
    _ id: EnvironmentID, joining members: [Catalog.Entry]
  ) throws(CatalogError) {
    let actions = try Self.jointActions(id, of: members)
    let elements = try Self.jointElements(id, of: members)
    let horizon = members.map(\.horizon).max() ?? 1
    let state = Space.box(
      low: elements.map(\.range.lowerBound), high: elements.map(\.range.upperBound))
    let counts = members.compactMap(\.startCount)
    func mean(_ rate: (Catalog.Entry) -> Double) -> Double {
      members.reduce(0) { $0 + rate($1) } / Double(members.count)
    }
    self.init(
      id: id,
      summary: "Several tasks at once: "
        + members.map(\.id.description).joined(separator: ", ") + ".",
      observationSpace: state, actionSpace: actions, horizon: horizon, isGoalConditioned: false,
      randomSuccess: mean(\.randomSuccess), expertSuccess: mean(\.expertSuccess),
      stateElements: elements,
      rewardRange: members.dropFirst().reduce(members[0].rewardRange) { $0.joined($1.rewardRange) },
      startCount: counts.count == members.count ? counts.reduce(0, +) : nil,
      controlPeriod: members.map(\.controlPeriod).min() ?? 0.1,
      isExpertScripted: members.allSatisfy(\.isExpertScripted),
      exampleKinds: ExampleKind.allCases.filter { kind in
        members.allSatisfy { $0.exampleKinds.contains(kind) }
      }
    ) { options in
      var options = options
      options.horizon = options.horizon ?? horizon
      let environments = try members.map { try $0.make(options) }
      return AnyEnvironment(
        joint: JointEnvironment(id, environments, state: state, actions: actions, options), id: id,
        horizon: options.horizon ?? horizon)
    }
  }

  /// Returns the space of actions that serve all of `members`: the longest box, or the same choices.
  private static func jointActions(
    _ id: EnvironmentID, of members: [Catalog.Entry]
  ) throws(CatalogError) -> Space {
    let longest = members.reduce(members[0]) {
      $0.actionSpace.count < $1.actionSpace.count ? $1 : $0
    }
    for member in members where !longest.actionSpace.serves(member.actionSpace) {
      throw .notJoined(
        id.description,
        reason: "the actions of \(longest.id) are \(longest.actionSpace) and those of \(member.id) "
          + "\(member.actionSpace); join continuous actions within the same bounds, or equally "
          + "many discrete ones")
    }
    return longest.actionSpace
  }

  /// Returns the elements of the joint state: those of the tasks side by side, and one for each task.
  private static func jointElements(
    _ id: EnvironmentID, of members: [Catalog.Entry]
  ) throws(CatalogError) -> [StateElement] {
    for member in members {
      guard !member.isGoalConditioned else {
        throw .notJoined(
          id.description,
          reason: "the goals of \(member.id) are not those of the others; join tasks without goals")
      }
      guard case .box = member.observationSpace,
        member.observationSpace.count == member.stateElements.count
      else {
        throw .notJoined(
          id.description,
          reason: "\(member.id) observes \(member.observationSpace); join tasks with a state vector"
        )
      }
    }
    let width = members.map(\.stateElements.count).max() ?? 0
    let shared = (0..<width).map { index in
      let elements = members.compactMap { member in
        index < member.stateElements.count ? member.stateElements[index] : nil
      }
      let filled: ClosedRange<Float>? = elements.count < members.count ? 0...0 : nil
      return StateElement(
        distinct(elements.map(\.name)).joined(separator: " | "),
        distinct(elements.map(\.unit)).joined(separator: " | "),
        (elements.map(\.range) + [filled].compactMap(\.self)).reduce(elements[0].range) {
          $0.joined($1)
        },
        elements.allSatisfy { $0.subject == elements[0].subject } ? elements[0].subject : .other)
    }
    return shared + members.map { StateElement("is \($0.id)", "", 0...1) }
  }

  /// Returns `texts` without those that came before.
  private static func distinct(_ texts: [String]) -> [String] {
    texts.enumerated().filter { !texts.prefix($0.offset).contains($0.element) }.map(\.element)
  }
}

extension ClosedRange<Float> {
  /// Returns the least range that holds both.
  fileprivate func joined(_ other: ClosedRange<Float>) -> ClosedRange<Float> {
    Swift.min(lowerBound, other.lowerBound)...Swift.max(upperBound, other.upperBound)
  }
}

extension Space {
  /// Returns whether the beginning of each of these actions is one of `other`.
  fileprivate func serves(_ other: Space) -> Bool {
    switch (self, other) {
    case (.box(let low, let high), .box(let otherLow, let otherHigh)):
      low.starts(with: otherLow) && high.starts(with: otherHigh)
    default: self == other
    }
  }
}
