// SPDX-License-Identifier: Apache-2.0

internal import DioramaScene

/// A number, or several, that a task reads from its scene (MJCF: `custom/numeric`), and their bounds.
struct TaskNumber {
  let name: String
  let count: Int
  /// In what each of them lies.
  let range: ClosedRange<Double>
  let unit: String
  /// Whether the second of each two bounds the first from above.
  let isInterval: Bool
  let isOptional: Bool

  init(
    _ name: String, count: Int = 1, in range: ClosedRange<Double>, _ unit: String = "",
    isInterval: Bool = false, isOptional: Bool = false
  ) {
    self.name = name
    self.count = count
    self.range = range
    self.unit = unit
    self.isInterval = isInterval
    self.isOptional = isOptional
  }

  /// Checks the `numbers` that a scene gives.
  fileprivate func check(_ numbers: [Double]) throws(TaskError) {
    guard numbers.allSatisfy(range.contains) else {
      throw .parameter(
        name, values: numbers,
        expected: "in \(range.lowerBound)...\(range.upperBound)" + (unit.isEmpty ? "" : " \(unit)"))
    }
    for index in stride(from: 0, to: isInterval ? count : 0, by: 2)
    where numbers[index] > numbers[index + 1] {
      throw .parameter(name, values: numbers, expected: "a lower and an upper bound, in turn")
    }
  }
}

/// The numbers of a task's scene, each within its bounds.
struct TaskNumbers {
  private var numbers: [String: [Double]] = [:]

  /// Reads what `table` names.
  ///
  /// - Throws: A ``SceneError`` for what is missing, a ``TaskError`` for what is out of bounds.
  init(_ table: [TaskNumber], in scene: Scene) throws {
    for entry in table where !entry.isOptional || scene.parameters[entry.name] != nil {
      let values = try scene.parameter(entry.name, count: entry.count)
      try entry.check(values)
      numbers[entry.name] = values
    }
  }

  /// The numbers called `name`; none where that is optional, and not in the scene.
  subscript(name: String) -> [Double] { numbers[name] ?? [] }

  /// The one number called `name`, which is in the table.
  func number(_ name: String) -> Double {
    guard let number = numbers[name]?.first else {
      preconditionFailure("the task's table has no numeric '\(name)'")
    }
    return number
  }
}

extension Scene {
  /// How a task moves a body.
  enum Motion {
    /// Physics moves it, the task only puts it somewhere.
    case free
    /// The task alone.
    case posed
  }

  /// Returns the body called `name`, which a task needs, and moves as `motion` says.
  func requiredBody(_ name: String, _ motion: Motion? = nil) throws(TaskError) -> BodyID {
    guard let id = body(named: name) else { throw .missingBody(name, scene: self.name) }
    switch motion {
    case .free:
      let kinds = joints.filter { $0.body == id }.map(\.kind)
      guard kinds == [.free] else { throw .wrongMotion(body: name, expected: "a <freejoint>") }
    case .posed:
      guard self[id].isPosedByProgram else {
        throw .wrongMotion(body: name, expected: "mocap=\"true\"")
      }
    case nil: break
    }
    return id
  }
}
