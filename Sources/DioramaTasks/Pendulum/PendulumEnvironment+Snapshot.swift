// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
internal import DioramaMath

extension PendulumEnvironment {
  public var snapshot: Snapshot {
    var writer = SnapshotWriter()
    writer.write(elapsed ?? -1)
    writer.write(horizon)
    writer.write(randomization.seed)
    writer.write(pendulum.angle)
    writer.write(pendulum.velocity)
    writer.write(pendulum.mass)
    return Snapshot(environment: Self.id.description, words: writer.words)
  }

  public mutating func restore(
    _ snapshot: Snapshot
  ) throws(SimulationError) -> TaskObservation {
    var reader = try SnapshotReader(snapshot, of: Self.id.description)
    let steps = try reader.integer()
    try reader.horizon(horizon)
    let seed = try reader.word()
    let angle = try reader.double()
    let velocity = try reader.double()
    let mass = try reader.double()
    try reader.finish()
    guard (-1...horizon).contains(steps), angle.isFinite,
      abs(velocity) <= Pendulum.maximumVelocity, Pendulum.masses.contains(mass)
    else { throw .damagedSnapshot(of: snapshot.environment) }
    pendulum = Pendulum(angle: angle, velocity: velocity)
    pendulum.mass = mass
    randomization.seed = seed
    elapsed = steps < 0 ? nil : steps
    return try observe()
  }

  /// Stops the pendulum at an angle: upright; a little too far from it; hanging; or in between.
  public mutating func stage(
    _ kind: ExampleKind, seed: UInt64
  ) throws(SimulationError) -> Bool {
    var stream = RandomStream("examples", seed: seed)
    let side: Double = stream.integer(below: 2) == 0 ? -1 : 1
    let range: ClosedRange<Double> =
      switch kind {
      case .success: 0...0.18
      case .nearMiss: 0.25...0.6
      case .mishap: .pi - 0.4 ... .pi
      case .elsewhere: 0.9...(.pi - 0.6)
      }
    pendulum = Pendulum(angle: side * stream.uniform(in: range), velocity: 0)
    begin(seed: seed)
    return true
  }

  /// The line of the catalogue.
  static func entry(randomSuccess: Double, expertSuccess: Double) -> Catalog.Entry {
    Catalog.Entry(
      id: id, summary: "Swing a pendulum up with a weak motor, and hold it there.",
      observationSpace: observationSpace(EnvironmentOptions()),
      actionSpace: .box(count: 1, in: -1...1), horizon: horizon, isGoalConditioned: false,
      randomSuccess: randomSuccess, expertSuccess: expertSuccess,
      stateElements: [
        StateElement("cosine of the angle", "", -1...1),
        StateElement("sine of the angle", "", -1...1),
        StateElement("angular velocity", "rad/s", -8...8),
      ], rewardRange: -16.273605...0, controlPeriod: Pendulum.timeStep
    ) { options in
      AnyEnvironment(
        PendulumEnvironment(options: options), id: id, horizon: options.horizon ?? horizon)
    }
  }
}
