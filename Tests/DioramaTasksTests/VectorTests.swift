// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaTasks
import TestSupport
import Testing

/// What several environments show at a moment: one hash each.
private typealias Moment = [TrajectoryHash]

@Suite("Several environments")
struct VectorTests {
  static let ids = EnvironmentLawTests.ids
  private static let options = EnvironmentOptions(horizon: 7)
  private let count = 5

  @Test(.slow, arguments: ids, Autoreset.allCases)
  func `are bit for bit what single ones are, on any number of threads`(
    id: String, autoreset: Autoreset
  ) throws {
    let entry = try EnvironmentSuite.catalog.entry(id)
    let expected = try singles(entry, autoreset)
    for threads in 1...3 {
      let vector = try VectorEnvironment(
        entry, count: count, workers: .threads(threads), options: Self.options,
        autoreset: autoreset)
      defer { vector.close() }
      #expect(vector.workerCount == threads)
      #expect(try moments(vector) == expected, "\(threads) threads")
    }
  }

  @Test func `give the ends of episodes apart when they reset in the same step`() throws {
    let entry = try EnvironmentSuite.catalog.entry("PushingGoal-v1")
    let vector = try VectorEnvironment(
      entry, count: 2, workers: .threads(2), options: EnvironmentOptions(horizon: 3),
      autoreset: .sameStep)
    defer { vector.close() }
    let single = try entry.make(EnvironmentOptions(horizon: 3))
    try vector.reset(seed: 5, wantsMetrics: true)
    _ = try single.reset(seed: 6)
    for _ in 0..<2 {
      try vector.step([.vector([0, 1]), .vector([1, 0])], wantsMetrics: true)
      _ = try single.step(.vector([1, 0]))
      #expect(vector.finalObservation(1) == nil)
    }
    try vector.step([.vector([0, 1]), .vector([1, 0])], wantsMetrics: true)
    let last = try single.step(.vector([1, 0]))
    #expect(vector.finalObservation(1) == last.observation)
    #expect(vector.finalMetrics(1) == single.metrics)
    #expect(vector.ending(1) == .truncated)
    let next = try single.reset(seed: EpisodeSeed.of(6, number: 1))
    #expect(vector.observation(1) == next)
    #expect(vector.metrics(1) == single.metrics)
  }

  @Test func `reset where the mask says, and go on with their own seeds`() throws {
    let entry = try EnvironmentSuite.catalog.entry("Pendulum-v1")
    let vector = try VectorEnvironment(
      entry, count: 3, workers: .threads(2), autoreset: .disabled)
    defer { vector.close() }
    #expect(throws: VectorError.noSeed(index: 0)) { try vector.reset(seeds: nil) }
    try vector.reset(seed: 10)
    let before = (0..<3).map { vector.observation($0) }
    try vector.reset(seeds: nil, mask: [false, true, false])
    #expect(vector.observation(0) == before[0])
    #expect(vector.observation(2) == before[2])
    let single = try entry.make()
    #expect(vector.observation(1) == (try single.reset(seed: EpisodeSeed.of(11, number: 1))))
    try vector.reset(seeds: [1, 2, 3], mask: [true, false, false])
    #expect(vector.observation(0) == (try single.reset(seed: 1)))
  }

  @Test func `live on one thread where a step is cheaper than a hand-over, and else on all`() throws
  {
    func count(_ id: String, _ environments: Int) throws -> Int {
      try VectorWorkers.countThatPays(
        EnvironmentSuite.catalog.entry(id), count: environments, atMost: 2)
    }
    #if !DEBUG
    // a debug build is slower than any hand-over
    for id in ["Pendulum-v1", "FrozenLake-v1", "CliffWalking-v1"] {
      #expect(try count(id, 8) == 1, "\(id)")
    }
    #endif
    #expect(try count("Draping-v1", 8) == 2)
    #expect(try count("Draping-v1", 1) == 1)
    #expect(
      try VectorWorkers.countThatPays(
        EnvironmentSuite.catalog.entry("Draping-v1"), count: 3, atMost: 64) == 3)
  }

  @Test func `ask all experts at once`() throws {
    for id in ["Pushing-v1", "FourRooms-v1"] {
      let entry = try EnvironmentSuite.catalog.entry(id)
      let vector = try VectorEnvironment(entry, count: 3, workers: .threads(2))
      defer { vector.close() }
      #expect(try vector.expertActions() == [nil, nil, nil])
      try vector.reset(seed: 4)
      let single = try entry.make()
      _ = try single.reset(seed: 5)
      #expect(try vector.expertActions()[1] == single.expertAction())
    }
  }

  // MARK: the same, twice

  /// What single environments show, reset by hand as `autoreset` says.
  private func singles(_ entry: Catalog.Entry, _ autoreset: Autoreset) throws -> [Moment] {
    let environments = try (0..<count).map { _ in try entry.make(Self.options) }
    var stream = RandomStream("test", seed: 1)
    var episodes = [UInt64](repeating: 0, count: count)
    var isOver = [Bool](repeating: false, count: count)
    func restart(_ index: Int) throws -> Step<TaskObservation> {
      let seed = EpisodeSeed.of(100 + UInt64(index), number: episodes[index])
      episodes[index] += 1
      isOver[index] = false
      return Step(observation: try environments[index].reset(seed: seed), reward: 0)
    }
    var moments = [try environments.indices.map { hash(try restart($0)) }]
    for _ in 0..<20 {
      if autoreset == .disabled {
        for index in environments.indices where isOver[index] { _ = try restart(index) }
      }
      moments.append(
        try environments.indices.map { index in
          let action = environments[index].actionSpace.sample(from: &stream)
          if isOver[index] { return hash(try restart(index)) }
          var step = try environments[index].step(action)
          isOver[index] = step.ending != nil
          if step.ending != nil, autoreset == .sameStep {
            step.observation = try restart(index).observation
          }
          return hash(step)
        })
    }
    return moments
  }

  private func moments(_ vector: VectorEnvironment) throws -> [Moment] {
    var stream = RandomStream("test", seed: 1)
    try vector.reset(seed: 100)
    var moments = [moment(vector)]
    for _ in 0..<20 {
      let isOver = (0..<count).map { vector.ending($0) != nil }
      if vector.autoreset == .disabled, isOver.contains(true) {
        try vector.reset(seeds: nil, mask: isOver)
      }
      try vector.step((0..<count).map { _ in vector.actionSpace.sample(from: &stream) })
      moments.append(moment(vector))
    }
    return moments
  }

  private func moment(_ vector: VectorEnvironment) -> Moment {
    (0..<count).map {
      hash(
        Step(
          observation: vector.observation($0), reward: vector.reward($0),
          ending: vector.ending($0)))
    }
  }

  private func hash(_ step: Step<TaskObservation>) -> TrajectoryHash {
    var hash = TrajectoryHash()
    hash.combine(step)
    return hash
  }
}
