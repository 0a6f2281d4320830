// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import DioramaScene

/// The limits of the work in a step.
extension RigidWorld {
  /// The most rows of one island that the direct solver takes: its time grows with their third power.
  static let rowLimit = 1200
  /// The most rows that the iterative solver takes.
  static let quickRowLimit = 200_000
  /// The most pairs of shapes that a step looks at.
  static let pairLimit = 5_000_000

  /// Checks that the constraints of the step can be solved in reasonable time.
  func checkRows() throws(PhysicsError) {
    let isQuick = contactSettings.quickStepIterations > 0
    let limit = isQuick ? Self.quickRowLimit : Self.rowLimit
    // all of them together are few enough at almost every step
    let held = 6 * attachments.count
    guard ode.constantRows + held + 6 * telemetry.contactCount > limit else { return }
    let indices = unsafe Dictionary(
      uniqueKeysWithValues: movers.indices.map { unsafe (movers[$0].id, $0) })
    var seen = Array(repeating: false, count: movers.count)
    for start in movers.indices where !seen[start] {
      seen[start] = true
      var island = [start]
      var next = 0
      var rows: [(mover: Int, count: Int)] = []
      while next < island.count {
        let id = unsafe movers[island[next]].id
        var count = 0
        for number in 0..<(unsafe dBodyGetNumJoints(id)) {
          guard let joint = unsafe dBodyGetJoint(id, number) else { continue }
          let ends = unsafe (dJointGetBody(joint, 0), dJointGetBody(joint, 1))
          let other = unsafe ends.0 == id ? ends.1 : ends.0
          let neighbor = unsafe other.flatMap { unsafe indices[$0] }
          // a joint between two movers is met twice
          count += unsafe Self.rows(joint) * (neighbor == nil ? 2 : 1)
          if let neighbor, !seen[neighbor] {
            seen[neighbor] = true
            island.append(neighbor)
          }
        }
        rows.append((island[next], count))
        next += 1
      }
      let total = rows.reduce(0) { $0 + $1.count } / 2
      if total > limit {
        let most = rows.sorted { ($1.count, $0.mover) < ($0.count, $1.mover) }.prefix(2)
        throw .tooManyRows(
          count: total, limit: limit,
          bodies: most.map { scene[movers[$0.mover].body].name })
      }
    }
  }

  /// Returns the largest number of the solver's rows that `joint` has.
  static func rows(_ joint: dJointID) -> Int {
    switch unsafe dJointGetType(joint) {
    case dJointTypeBall, dJointTypeContact, dJointTypeLMotor, dJointTypeAMotor: 3
    default: 6
    }
  }
}
