// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import DioramaMath
internal import DioramaScene

/// A motor of ODE's between a joint's body and its parent, along or about up to three axes.
@safe struct JointMotor {
  let id: dJointID
  let isLinear: Bool
  let axisCount: Int
  let child: dBodyID
  /// ODE's body of the parent; nil if it never moves.
  let parent: dBodyID?

  /// Makes a motor that does nothing yet; if `isAnchored`, its axes turn with the child.
  init(
    in world: dWorldID, isLinear: Bool, axes: [Vector3], isAnchored: Bool, child: dBodyID,
    parent: dBodyID?
  ) {
    self.isLinear = isLinear
    axisCount = axes.count
    unsafe self.child = child
    unsafe self.parent = parent
    unsafe id = made(isLinear ? dJointCreateLMotor(world, nil) : dJointCreateAMotor(world, nil))
    unsafe dJointAttach(id, child, parent)
    if isLinear {
      unsafe dJointSetLMotorNumAxes(id, Int32(axes.count))
    } else {
      unsafe dJointSetAMotorNumAxes(id, Int32(axes.count))
    }
    for (index, axis) in axes.enumerated() {
      setAxis(index, to: axis, isAnchored: isAnchored)
    }
  }

  /// Sets an axis in the world frame, as the bodies are now.
  func setAxis(_ index: Int, to axis: Vector3, isAnchored: Bool) {
    let frame: Int32 = isAnchored ? 1 : 0
    if isLinear {
      unsafe dJointSetLMotorAxis(id, Int32(index), frame, axis.x, axis.y, axis.z)
    } else {
      unsafe dJointSetAMotorAxis(id, Int32(index), frame, axis.x, axis.y, axis.z)
    }
  }

  /// Sets a parameter of one axis; ODE counts those of the second and third on from those of the first.
  func set(_ parameter: Int, ofAxis axis: Int, to value: Double) {
    let parameter = Int32(parameter) + Int32(axis) * 0x100
    if isLinear {
      unsafe dJointSetLMotorParam(id, parameter, value)
    } else {
      unsafe dJointSetAMotorParam(id, parameter, value)
    }
  }

  /// Sets a parameter of every axis.
  func set(_ parameter: Int, to value: Double) {
    for axis in 0..<axisCount { set(parameter, ofAxis: axis, to: value) }
  }

  /// Returns the speed of the child relative to the parent, along or about an axis [m/s] or [rad/s].
  func rate(alongAxis index: Int) -> Double {
    var numbers = (0.0, 0.0, 0.0, 0.0)
    unsafe withUnsafeMutableBytes(of: &numbers) {
      let numbers = unsafe $0.assumingMemoryBound(to: dReal.self).baseAddress
      if isLinear {
        unsafe dJointGetLMotorAxis(id, Int32(index), numbers)
      } else {
        unsafe dJointGetAMotorAxis(id, Int32(index), numbers)
      }
    }
    let axis = Vector3(numbers.0, numbers.1, numbers.2)
    return unsafe isLinear
      ? slidingRate(along: axis, of: child, against: parent)
      : axis.dot(spin(of: child) - spin(of: parent))
  }
}

/// Returns the angular velocity of `body` [rad/s]; zero for nil, a body that never moves.
func spin(of body: dBodyID?) -> Vector3 {
  guard let body = unsafe body else { return .zero }
  return unsafe Vector3(dBodyGetAngularVel(body))
}

/// Returns the speed at which `child` slides against `parent` along `axis`, in the world frame [m/s].
///
/// The axis turns with the bodies, and the motion that this causes is not sliding: ODE's own
/// `dJointGetSliderPositionRate` ignores that.
func slidingRate(along axis: Vector3, of child: dBodyID, against parent: dBodyID?) -> Double {
  let velocity = unsafe Vector3(dBodyGetLinearVel(child))
  guard let parent = unsafe parent else { return axis.dot(velocity) }
  let offset = unsafe Vector3(dBodyGetPosition(child)) - Vector3(dBodyGetPosition(parent))
  let turning = unsafe 0.5 * (spin(of: child) + spin(of: parent))
  return unsafe axis.dot(velocity - Vector3(dBodyGetLinearVel(parent)) - turning.cross(offset))
}
