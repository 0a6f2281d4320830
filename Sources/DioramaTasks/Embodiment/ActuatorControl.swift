// SPDX-License-Identifier: Apache-2.0

public import DioramaPhysics
public import DioramaScene

/// The scene's own actuators; several of them may be driven by one number, as the two fingers of a gripper are.
public struct ActuatorControl: Embodiment {
  /// An actuator, with the controls that -1 and 1 stand for.
  public struct Drive: Hashable, Sendable {
    public let actuator: ActuatorID
    public let range: ClosedRange<Double>

    public init(actuator: ActuatorID, range: ClosedRange<Double>) {
      self.actuator = actuator
      self.range = range
    }
  }

  /// The actuators that each number drives.
  public let drives: [[Drive]]

  /// Makes the control of `drives`: the actuators that each number drives.
  public init(drives: [[Drive]]) { self.drives = drives }

  public var actionCount: Int { drives.count }

  public func act(_ action: ArraySlice<Float>, in world: RigidWorld, period: Double) {
    for (number, together) in zip(action, drives) {
      let share = (Double(number) + 1) / 2
      for drive in together {
        let (low, high) = (drive.range.lowerBound, drive.range.upperBound)
        world.controls[drive.actuator.index] = low + share * (high - low)
      }
    }
  }

  /// Positions are held where they are; forces and speeds are 0.
  public func restingAction(_ world: RigidWorld) -> [Float] {
    drives.map { together in
      let drive = together[0]
      let actuator = world.scene.actuators[drive.actuator.index]
      var control = 0.0
      if case .position = actuator.kind {
        control = actuator.gear * world.position(of: actuator.joint)
      }
      let width = drive.range.upperBound - drive.range.lowerBound
      let share = width > 0 ? (control - drive.range.lowerBound) / width : 0.5
      return Float(min(max(2 * share - 1, -1), 1))
    }
  }
}
