// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
public import DioramaMath
public import DioramaScene

/// A point at which two shapes touched in the last time step.
public struct Contact: Hashable, Sendable {
  public let first: ShapeID
  public let second: ShapeID
  /// The point, in the world [m].
  public let point: Vector3
  /// The unit normal, in the world, from the second shape into the first.
  public let normal: Vector3
  /// How deep the shapes overlap there [m].
  public let depth: Double
  /// The force on the first shape, in the world [N].
  public let force: Vector3
}

/// A recorder of the contacts of a step, and of the forces that the solver finds for them.
@safe final class ContactRecorder {
  private struct Record {
    let first: ShapeID
    let second: ShapeID
    let point: Vector3
    let normal: Vector3
    let depth: Double
    let isSwapped: Bool
  }

  private var records: [Record] = []
  /// Where ODE writes the forces; it keeps the addresses until the contacts are freed.
  private var feedbacks: [UnsafeMutablePointer<dJointFeedback>] = unsafe []

  deinit {
    for index in unsafe feedbacks.indices { unsafe feedbacks[index].deallocate() }
  }

  func begin() { records.removeAll(keepingCapacity: true) }

  /// Records a contact between two shapes, for which the solver will write the force.
  func add(_ geometry: dContactGeom, _ joint: dJointID, _ first: ShapeID, _ second: ShapeID) {
    if unsafe feedbacks.count == records.count {
      unsafe feedbacks.append(.allocate(capacity: 1))
      unsafe feedbacks[records.count].initialize(to: dJointFeedback())
    }
    unsafe dJointSetFeedback(joint, feedbacks[records.count])
    // where the first body never moves, ODE's first is the second
    let isSwapped = unsafe dJointGetBody(joint, 0) == nil
    records.append(
      Record(
        first: first, second: second,
        point: unsafe Vector3(geometry.pos.0, geometry.pos.1, geometry.pos.2),
        normal: unsafe Vector3(geometry.normal.0, geometry.normal.1, geometry.normal.2),
        depth: unsafe geometry.depth, isSwapped: isSwapped))
  }

  /// The contacts of the step, with their forces.
  var contacts: [Contact] {
    records.enumerated().map { index, record in
      let feedback = unsafe feedbacks[index].pointee
      let force = Vector3(feedback.f1.0, feedback.f1.1, feedback.f1.2)
      return Contact(
        first: record.first, second: record.second, point: record.point, normal: record.normal,
        depth: record.depth, force: record.isSwapped ? -force : force)
    }
  }
}

extension RigidWorld {
  /// Whether the contacts of each step are recorded, which takes some time; not part of the state.
  public var reportsContacts: Bool {
    get { contactRecorder != nil }
    set {
      guard newValue != reportsContacts else { return }
      contactRecorder = newValue ? ContactRecorder() : nil
    }
  }

  /// The contacts of the last step, in the order of the shapes; empty unless ``reportsContacts`` was set before.
  public var contacts: [Contact] { contactRecorder?.contacts ?? [] }
}
