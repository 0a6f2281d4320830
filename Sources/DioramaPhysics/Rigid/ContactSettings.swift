// SPDX-License-Identifier: Apache-2.0

public import DioramaScene

/// The settings of the contact solver, which a scene sets in `<custom><numeric>`.
public struct ContactSettings: Hashable, Sendable {
  /// `contact_softness`: constraint mixing (ODE: `soft_cfm`); 0 makes the direct solver break down.
  public var softness = 1e-5
  /// `contact_error_reduction`: the fraction of a penetration that a step corrects (ODE: ERP).
  public var errorReduction = 0.2
  /// `contact_correction_speed`: the largest speed at which a penetration is pushed out [m/s].
  public var correctionSpeed = 0.5
  /// `contact_layer`: how deep bodies may rest in each other [m].
  public var layer = 1e-4
  /// `contact_limit`: how many contacts of a pair of shapes are kept, those that span its patch.
  public var limit = 4
  /// `contact_restitution`: speed after over speed before, in `0...1`.
  public var restitution = 0.0
  /// `contact_restitution_threshold`: the slowest impact that bounces [m/s].
  public var restitutionThreshold = 0.05
  /// `quick_step_iterations`: sweeps of ODE's iterative solver; 0 for the direct one.
  ///
  /// > Note: With more than 8 iterations ODE would draw from a random seed of the whole process.
  public var quickStepIterations = 0

  public init() {}

  /// Reads the settings of `scene`; those that it does not name keep their defaults.
  ///
  /// - Throws: ``PhysicsError`` when a number is outside its range.
  public init(_ scene: Scene) throws(PhysicsError) {
    func read(
      _ name: String, _ fallback: Double, in range: ClosedRange<Double>
    ) throws(PhysicsError) -> Double {
      try scene.physicsParameter(name, fallback, in: range)
    }
    softness = try read("contact_softness", softness, in: 0...1)
    errorReduction = try read("contact_error_reduction", errorReduction, in: 0...1)
    correctionSpeed = try read("contact_correction_speed", correctionSpeed, in: 1e-3...1e3)
    layer = try read("contact_layer", layer, in: 0...0.1)
    limit = Int(try read("contact_limit", Double(limit), in: 1...16))
    restitution = try read("contact_restitution", restitution, in: 0...1)
    restitutionThreshold = try read(
      "contact_restitution_threshold", restitutionThreshold, in: 0...100)
    quickStepIterations = Int(
      try read("quick_step_iterations", Double(quickStepIterations), in: 0...8))
  }
}

extension Scene {
  /// Returns the parameter called `name`, or `fallback` if the scene does not set it.
  func physicsParameter(
    _ name: String, _ fallback: Double, in range: ClosedRange<Double>
  ) throws(PhysicsError) -> Double {
    guard let value = parameters[name]?.first else { return fallback }
    guard range.contains(value) else {
      throw .parameterOutOfRange(name: name, value: value, range: range)
    }
    return value
  }
}
