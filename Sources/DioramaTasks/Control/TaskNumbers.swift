// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
public import DioramaScene

/// A parameter that a task reads from its scene (MJCF: `custom/numeric`): one number or several, and bounds.
struct TaskNumber {
  let name: String
  let count: Int
  /// The range that each number must lie in.
  let range: ClosedRange<Double>
  let unit: String
  /// Whether the numbers are pairs of a lower and an upper bound.
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

/// The parameters of a task's scene, each within its bounds.
struct TaskNumbers {
  private var numbers: [String: [Double]] = [:]

  /// Reads the parameters that `table` names.
  ///
  /// - Throws: A ``SceneError`` for a missing parameter, a ``TaskError`` for one that is out of bounds.
  init(_ table: [TaskNumber], in scene: Scene) throws {
    for entry in table where !entry.isOptional || scene.parameters[entry.name] != nil {
      let values = try scene.parameter(entry.name, count: entry.count)
      try entry.check(values)
      numbers[entry.name] = values
    }
  }

  /// The numbers of the parameter `name`; empty where it is optional and not in the scene.
  subscript(name: String) -> [Double] { numbers[name] ?? [] }

  /// Returns the one number of the parameter `name`, which is in the table.
  func number(_ name: String) -> Double {
    guard let number = numbers[name]?.first else {
      preconditionFailure("the task's table has no numeric '\(name)'")
    }
    return number
  }
}

extension Scene {
  /// The way in which a task moves a body.
  public enum Motion: Sendable {
    /// Physics moves it; the task only places it.
    case free
    /// The task alone moves it.
    case posed
  }

  /// Returns the body called `name`, which a task needs.
  ///
  /// - Parameters:
  ///   - name: The body's name.
  ///   - motion: The way in which the task moves it; nil for any, such as by joints.
  /// - Returns: The body.
  /// - Throws: ``TaskError`` when there is no such body, or it cannot be moved in this way.
  public func requiredBody(_ name: String, _ motion: Motion? = nil) throws(TaskError) -> BodyID {
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

  /// Returns the hinge that is all that `body` moves by.
  ///
  /// - Throws: ``TaskError/missingHinge(body:scene:)``.
  func requiredHinge(of body: BodyID) throws(TaskError) -> JointID {
    let own = joints.indices.filter { joints[$0].body == body }
    guard own.count == 1, joints[own[0]].kind == .hinge else {
      throw .missingHinge(body: self[body].name, scene: name)
    }
    return JointID(own[0])
  }

  /// Returns whether `body`, or one that carries it, moves by a hinge.
  func hangsOnHinge(_ body: BodyID) -> Bool {
    joints.contains { $0.body == body && $0.kind == .hinge }
      || self[body].parent.map(hangsOnHinge) ?? false
  }

  /// Returns the position of the site called `site` in the frame of `body` [m].
  ///
  /// - Throws: ``TaskError/missingSite(_:body:scene:)``.
  func requiredSite(_ site: String, on body: BodyID) throws(TaskError) -> Vector3 {
    guard let id = self.site(named: site), self[id].body == body else {
      throw .missingSite(site, body: self[body].name, scene: name)
    }
    return self[id].pose.position
  }
}
