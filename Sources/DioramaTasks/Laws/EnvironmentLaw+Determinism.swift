// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaFiles
internal import DioramaMath
internal import Foundation
internal import Synchronization

extension EnvironmentLaw {
  static let determinismLaws = [
    EnvironmentLaw("equal seeds and actions give equal bits, in two environments side by side") {
      entry in
      let first = try entry.make()
      let second = try entry.make()
      for seed: UInt64 in [0, 7, .max] {
        var a = try first.reset(seed: seed)
        var b = try second.reset(seed: seed)
        guard a == b else { return "seed \(seed): the starts differ" }
        var stream = RandomStream("law", seed: seed)
        for step in 1...environmentSteps(first) {
          let action = first.actionSpace.sample(from: &stream)
          let stepA = try first.step(action)
          let stepB = try second.step(action)
          guard stepA == stepB else { return "seed \(seed): step \(step) differs" }
          if stepA.ending != nil { break }
          (a, b) = (stepA.observation, stepB.observation)
        }
      }
      return nil
    },
    EnvironmentLaw("a reset forgets what went before, even in the middle of an episode") { entry in
      let fresh = try Episode(entry.make(), seed: 11)
      let used = try entry.make()
      _ = try Episode(used, seed: 3)
      guard try Episode(used, seed: 11) == fresh else { return "after a whole episode" }
      for steps in [1, 2, 7] {
        _ = try Episode(used, seed: UInt64(steps), limit: steps)
        guard try Episode(used, seed: 11) == fresh else { return "after \(steps) steps" }
      }
      if entry.isExpertScripted { _ = try used.stage(.success, seed: 5) }
      guard try Episode(used, seed: 11) == fresh else { return "after a staged example" }
      return nil
    },
    EnvironmentLaw("different seeds give different starts, as many as there are") { entry in
      let environment = try entry.make()
      var starts = Set<TaskObservation>()
      // of a few starts, each is missed by 20 seeds a start with a chance of 2e-9
      let seeds = entry.startCount.map { UInt64(20 * $0) } ?? 20
      for seed in 0..<seeds { starts.insert(try environment.reset(seed: seed)) }
      return starts.count == entry.startCount ?? 20 ? nil : "\(seeds) seeds gave \(starts.count)"
    },
    EnvironmentLaw("another thread gives the same bits") { entry in
      let here = try Episode(entry.make(), seed: 5)
      let results = try onThreads(2) { try Episode(entry.make(), seed: 5) }
      return results.allSatisfy { $0 == here } ? nil : "a trajectory differs"
    },
    EnvironmentLaw("episodes are truncated at the horizon") { entry in
      for horizon in [nil, 1, 5] as [Int?] {
        let environment = try entry.make(EnvironmentOptions(horizon: horizon))
        let episode = try Episode(environment, seed: 1)
        let terminated = episode.endings.last == .some(.terminated)
        let expected = horizon ?? entry.horizon
        guard terminated || episode.rewards.count == expected else {
          return "an episode had \(episode.rewards.count) steps; the horizon is \(expected)"
        }
        guard terminated || episode.endings.last == .some(.truncated) else {
          return "the last step of an episode does not end it"
        }
      }
      return nil
    },
    EnvironmentLaw("an observation stays as it was when the episode goes on") { entry in
      let environment = try entry.make()
      let kept = try environment.reset(seed: 2)
      let copy = try environment.reset(seed: 2)
      var stream = RandomStream("law", seed: 2)
      _ = try environment.step(environment.actionSpace.sample(from: &stream))
      return kept == copy ? nil : "it changed"
    },
  ]

  private static func environmentSteps(_ environment: AnyEnvironment) -> Int {
    min(environment.horizon, 200)
  }

  /// Runs `body` on `count` new threads at once, and returns the results.
  ///
  /// - Throws: The errors of `body`, and `SystemError` where a thread cannot be started.
  static func onThreads<Value: Sendable>(
    _ count: Int, _ body: @escaping @Sendable () throws -> Value
  ) throws -> [Value] {
    let results = Mutex<[Result<Value, any Error>]>([])
    let done = DispatchSemaphore(value: 0)
    var started = 0
    defer { for _ in 0..<started { done.wait() } }
    for _ in 0..<count {
      try SystemThread.start {
        let result = Result { try body() }
        results.withLock { $0.append(result) }
        done.signal()
      }
      started += 1
    }
    while started > 0 {
      done.wait()
      started -= 1
    }
    return try results.withLock { try $0.map { try $0.get() } }
  }
}
