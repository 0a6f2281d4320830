// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

/// What the actions of a task file do: move the hand, drive the scene's actuators, or both.
struct TaskMotion {
  /// The hand, with the axes that actions move it along; nil for a task without one.
  var hand: (hand: Hand, axes: [Int])?
  /// An actuator, with the controls that -1 and 1 stand for.
  struct Drive {
    let actuator: ActuatorID
    let range: ClosedRange<Double>
  }

  /// The actuators that each number drives, such as both fingers of a gripper.
  var drives: [[Drive]] = []

  /// The number of elements of an action.
  var count: Int { (hand?.axes.count ?? 0) + drives.count }

  /// Returns the action that leaves things alone: the hand stays, positions are held, forces and speeds are 0.
  func restingAction(_ world: RigidWorld) -> [Float] {
    let hand = Array(repeating: Float(0), count: self.hand?.axes.count ?? 0)
    return hand
      + drives.map { together in
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

  /// Turns `action` into motion for one control `period` [s].
  func act(_ action: [Float], in world: RigidWorld, period: Double) {
    var numbers = action[...]
    if let (hand, axes) = hand {
      var move = Vector3.zero
      for axis in axes { move[axis] = Double(numbers.removeFirst()) }
      hand.move(by: move, in: world, period: period)
    }
    for together in drives {
      let share = (Double(numbers.removeFirst()) + 1) / 2
      for drive in together {
        let (low, high) = (drive.range.lowerBound, drive.range.upperBound)
        world.controls[drive.actuator.index] = low + share * (high - low)
      }
    }
  }
}
