// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath

extension EnvironmentLaw {
  static let snapshotLaws = [
    EnvironmentLaw("a restored snapshot goes on with the same bits: in place, fresh, and elsewhere")
    {
      entry in
      for steps in [0, 1, 13, 30] {
        // the reference never stops
        let environment = try entry.make()
        var observation = try environment.reset(seed: 21)
        var stream = RandomStream("law", seed: 21)
        var hasEnded = false
        for _ in 0..<min(steps, entry.horizon - 1) where !hasEnded {
          let step = try environment.step(environment.actionSpace.sample(from: &stream))
          observation = step.observation
          hasEnded = step.ending != nil
        }
        let snapshot = environment.snapshot
        guard !hasEnded else {
          // the restored episode has ended, too
          let fresh = try entry.make()
          guard try fresh.restore(snapshot) == observation else {
            return "after the end, the observation differs"
          }
          let action = fresh.actionSpace.sample(from: &stream)
          guard case .episodeOver? = refusal({ _ = try fresh.step(action) }) else {
            return "after the end, a step was not refused"
          }
          continue
        }
        let reference = try continued(environment, from: observation, stream)

        let restored = try environment.restore(snapshot)
        guard try continued(environment, from: restored, stream) == reference else {
          return "in place, after \(steps) steps"
        }
        let fresh = try entry.make()
        guard try continued(fresh, from: fresh.restore(snapshot), stream) == reference else {
          return "in a fresh environment, after \(steps) steps"
        }
        let other = try entry.make()
        _ = try Episode(other, seed: 99)
        guard try continued(other, from: other.restore(snapshot), stream) == reference else {
          return "in an environment with another history, after \(steps) steps"
        }
        guard other.snapshot.environment == snapshot.environment else { return "the name differs" }
      }
      return nil
    },
    EnvironmentLaw("taking a snapshot changes nothing") { entry in
      let quiet = try Episode(entry.make(), seed: 8)
      let environment = try entry.make()
      var observations = [try environment.reset(seed: 8)]
      var stream = RandomStream("law", seed: 8)
      while true {
        let snapshot = environment.snapshot
        guard environment.snapshot == snapshot else { return "two in a row differ" }
        let step = try environment.step(environment.actionSpace.sample(from: &stream))
        observations.append(step.observation)
        if step.ending != nil { break }
      }
      return observations == quiet.observations ? nil : "the trajectory differs"
    },
    EnvironmentLaw("a damaged or foreign snapshot is refused and changes nothing") { entry in
      let environment = try entry.make()
      _ = try environment.reset(seed: 6)
      let good = environment.snapshot
      let bad = [
        Snapshot(environment: "Nothing-v1", words: good.words),
        Snapshot(environment: good.environment, words: []),
        Snapshot(environment: good.environment, words: Array(good.words.dropLast())),
        Snapshot(environment: good.environment, words: good.words + [0]),
        Snapshot(
          environment: good.environment, words: good.words.map { _ in Double.nan.bitPattern }),
      ]
      for snapshot in bad {
        do {
          _ = try environment.restore(snapshot)
          return "one with \(snapshot.words.count) words was not refused"
        } catch {}
      }
      return environment.snapshot == good ? nil : "the state changed"
    },
  ]

  private static func continued(
    _ environment: AnyEnvironment, from observation: TaskObservation, _ stream: RandomStream
  ) throws -> Episode {
    var stream = stream
    return try Episode(continuing: environment, from: observation, stream: &stream)
  }
}
