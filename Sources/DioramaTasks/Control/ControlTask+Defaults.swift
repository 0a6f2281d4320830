// SPDX-License-Identifier: Apache-2.0

public import DioramaMath
public import DioramaPhysics

/// The defaults of a task without a hand, without a scripted expert, and without a state beside the physics.
extension ControlTask {
  public var controlPeriod: Double { 0.1 }

  public func dress(_ world: RigidWorld) {}

  public func hand(_ world: RigidWorld) -> Vector3? { nil }

  public func expertAction(_ world: RigidWorld) -> [Float]? { nil }

  public var state: [Double] {
    get { [] }
    set { precondition(newValue.isEmpty, "the task has no state; it is given \(newValue)") }
  }
}
