// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import DioramaScene

/// A hinge of the scene.
struct Hinge {
  let joint: JointID
  let range: ClosedRange<Double>?
}

/// The whole turns of a hinge, which ODE's angle in -π...π leaves out.
struct HingeTurns {
  /// The number of whole turns, to be added to ODE's angle.
  var count = 0.0
  /// ODE's angle when the turns were last counted [rad].
  var angle = 0.0
}

extension RigidWorld {
  /// Returns the angle of a hinge's whole turns, to be added to ODE's angle [rad].
  func turnedAngle(of joint: JointID) -> Double {
    guard let index = hinges.firstIndex(where: { $0.joint == joint }) else { return 0 }
    return 2 * .pi * turns[index].count
  }

  /// Counts the turns of the hinges that have passed half a turn since the last time.
  ///
  /// - Parameter timeStep: The time for which they have moved at their present speed [s].
  func countTurns(timeStep: Double) {
    for (index, hinge) in hinges.enumerated() {
      guard let id = unsafe joints[hinge.joint.index] else { continue }
      let angle = unsafe dJointGetHingeAngle(id)
      let expected = unsafe turns[index].angle + timeStep * dJointGetHingeAngleRate(id)
      let passed = ((expected - angle) / (2 * .pi)).rounded()
      turns[index].angle = angle
      guard passed != 0 else { continue }
      turns[index].count += passed
      setStops(index)
    }
  }

  /// Counts the whole turns of `joint`, a hinge that was put at `angle` [rad].
  func setTurns(of joint: JointID, at angle: Double) {
    guard let index = hinges.firstIndex(where: { $0.joint == joint }),
      let id = unsafe joints[joint.index]
    else { return }
    turns[index].angle = unsafe dJointGetHingeAngle(id)
    let turned = angle - scene[joint].reference - turns[index].angle
    turns[index].count = (turned / (2 * .pi)).rounded()
    setStops(index)
  }

  /// Reads the present angles, and sets the stops for the turns as they are counted.
  func recountTurns() {
    for (index, hinge) in hinges.enumerated() {
      guard let id = unsafe joints[hinge.joint.index] else { continue }
      turns[index].angle = unsafe dJointGetHingeAngle(id)
      setStops(index)
    }
  }

  /// Sets ODE's stops of a hinge to its limits, relative to the turn that it is in.
  private func setStops(_ index: Int) {
    guard let range = hinges[index].range,
      let id = unsafe joints[hinges[index].joint.index]
    else { return }
    let turned = 2 * .pi * turns[index].count + scene[hinges[index].joint].reference
    unsafe dJointSetHingeParam(id, Int32(dParamLoStop), range.lowerBound - turned)
    unsafe dJointSetHingeParam(id, Int32(dParamHiStop), range.upperBound - turned)
    // ODE refuses a low stop above the high
    unsafe dJointSetHingeParam(id, Int32(dParamLoStop), range.lowerBound - turned)
  }
}
