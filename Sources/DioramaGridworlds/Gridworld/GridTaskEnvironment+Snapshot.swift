// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
internal import DioramaMath
internal import DioramaPainting

extension GridTaskEnvironment {
  public var snapshot: Snapshot {
    var writer = SnapshotWriter()
    writer.write(base.world.fingerprint)
    writer.write(base.horizon)
    writer.write(base.clock.steps)
    writer.write(randomization.seed)
    writer.write(base.state)
    writer.write(base.stream)
    return Snapshot(environment: id.description, words: writer.words)
  }

  public mutating func restore(
    _ snapshot: Snapshot
  ) throws(SimulationError) -> TaskObservation {
    var reader = try SnapshotReader(snapshot, of: id.description)
    let fingerprint = try reader.word()
    try reader.horizon(base.horizon)
    let steps = try reader.steps(upTo: base.horizon)
    let seed = try reader.word()
    let state = try reader.integer()
    let stream = try reader.stream()
    try reader.finish()
    guard fingerprint == base.world.fingerprint,
      base.world.states.indices.contains(state)
    else { throw reader.damaged }
    base.continue(at: state, after: steps, stream)
    randomization.seed = seed
    return try observe()
  }

  public mutating func stage(
    _ kind: ExampleKind, seed: UInt64
  ) throws(SimulationError) -> Bool {
    _ = try base.reset(seed: seed)
    randomization.seed = seed
    var stream = RandomStream("examples", seed: seed)
    let examples = base.world.examples(of: kind)
    guard !examples.isEmpty else { return false }
    base.continue(at: examples[stream.integer(below: examples.count)], after: 0, base.stream)
    return true
  }
}
