// SPDX-License-Identifier: Apache-2.0

import DioramaCore
public import DioramaMath
package import DioramaNetworks

extension ModelTraining: Agent {
  package var reward: LearnedReward? { nil }
  package var updateCount: Int { learner.updateCount }

  package var measures: [String: Double] {
    learner.updateCount == 0 ? [:] : ["model_loss": Double(learner.loss)]
  }

  /// One hash over all that acts: weights, biases, and what is known of the observations.
  public var parametersHash: TrajectoryHash {
    var hash = TrajectoryHash()
    let ensemble = learner.ensemble
    hash.combine(ensemble.network.parameters.values)
    for word in ensemble.inputs.words + ensemble.targets.words { hash.combine(word) }
    return hash
  }

  package var notes: [String: String] {
    TrainingStore.notes(environment, layout, Self.notes(settings, planner))
  }

  /// The settings that a checkpoint belongs to.
  static func notes(_ settings: ModelSettings, _ planner: PlannerSettings) -> String {
    JSONValue.object(settings.values.merging(planner.values) { $1 }).description
  }

  /// Everything that the future depends on but the observations in the replay.
  ///
  /// | array | holds |
  /// | --- | --- |
  /// | `network.model`, `optimizer.model.first`, `.second` | the ensemble's weights and biases, Adam's moments |
  /// | `standardizer.inputs`, `.targets` | means and deviations, as bits of doubles |
  /// | `counters` | steps, episodes, updates, observations ever added, length and success of the running episode, steps of the running plan, its return's bits |
  /// | `streams` | four words each: episodes, exploration, sampling, planner |
  /// | `loss` | the last one |
  /// | `held` | the random action that is held |
  /// | `planner.…` | the planner's mean as bits of doubles, the sequences that it kept, the plan in hand |
  /// | `environment`, `observation.…` | the environment's snapshot, and what is seen |
  /// | `rewards`, `replay` | the replay's rewards by slot, and a hash over its end |
  package func checkpoint() throws(TrainingError) -> SafeTensors {
    let ensemble = learner.ensemble
    guard ensemble.network.parameters.values.allSatisfy(\.isFinite) else {
      throw .networkNotFinite("model", step: stepCount)
    }
    var file = SafeTensors()
    file.add(ensemble)
    file.add("model", learner.optimizer)
    let memory = acting.memory
    let counts = [
      stepCount, episodeCount, learner.updateCount, replay.added, episode.length,
      episode.isSuccess ? 1 : 0, memory.elapsed,
    ]
    file.add("counters", counts.map { UInt64($0) } + [episode.episodeReturn.bitPattern])
    file.add(
      "streams",
      [episodes, exploration, learner.sampling, memory.planner.random].flatMap(\.words))
    file.add("loss", [learner.loss])
    file.add("held", held)
    file.add("planner.mean", memory.planner.mean.map(\.bitPattern))
    file.add("planner.kept", memory.planner.kept.flatMap(\.self))
    file.add("planner.plan", memory.actions)
    file.add("environment", environment.snapshot.words)
    file.add(observation, as: "observation")
    file.add("rewards", replay.rewards)
    file.add("replay", [replay.tailHash])
    return file
  }

  package func restore(
    _ file: SafeTensors,
    readReplay: (_ added: Int, _ rewards: [Float]) throws(CheckpointError) -> Replay
  ) throws {
    let counters = try file.words("counters", count: 8)
    if let wrong = counters.dropLast().first(where: { $0 >= 1 << 40 }) {
      throw Impossible(what: "the count \(wrong)")
    }
    guard Double(bitPattern: counters[7]).isFinite else {
      throw Impossible(what: "the return \(Double(bitPattern: counters[7]))")
    }
    let counts = counters.dropLast().map { Int($0) }
    replay = try readReplay(counts[3], try file.floats("rewards", count: counts[3]))
    guard try file.words("replay", count: 1) == [replay.tailHash] else {
      throw Impossible(what: "the end of the replay beside it")
    }
    try file.restore(learner.ensemble)
    try file.restore("model", learner.optimizer)
    (stepCount, episodeCount, learner.updateCount) = (counts[0], counts[1], counts[2])
    episode = EpisodeSummary(
      episodeReturn: Double(bitPattern: counters[7]), length: counts[4], isSuccess: counts[5] == 1)
    let streams = try file.words("streams", count: 16)
    episodes = RandomStream(words: streams[0..<4])
    exploration = RandomStream(words: streams[4..<8])
    learner.sampling = RandomStream(words: streams[8..<12])
    learner.loss = try file.floats("loss", count: 1)[0]
    held = try file.action("held", of: replay.actionCount) { $0.allSatisfy(\.isFinite) }
    try restorePlan(file, elapsed: counts[6], RandomStream(words: streams[12..<16]))
    _ = try environment.restore(
      Snapshot(environment: environment.id.description, words: try file.words("environment")))
    observation = try file.observation("observation", like: observation)
  }

  private func restorePlan(
    _ file: SafeTensors, elapsed: Int, _ random: RandomStream
  ) throws {
    let shape = acting.shape
    var memory = PlannerMemory(shape, random)
    memory.mean = try file.words("planner.mean", count: shape.count).map {
      Double(bitPattern: $0)
    }
    let kept = try file.floats("planner.kept")
    let plan = try file.floats("planner.plan")
    guard kept.count % shape.count == 0, [0, shape.count].contains(plan.count),
      (0...planner.replanEvery).contains(elapsed),
      (memory.mean.map(Float.init) + kept + plan).allSatisfy({ (-1...1).contains($0) })
    else { throw Impossible(what: "a plan of \(plan.count) numbers") }
    memory.kept = stride(from: 0, to: kept.count, by: shape.count).map {
      Array(kept[$0..<$0 + shape.count])
    }
    acting.memory = .init(planner: memory, actions: plan, elapsed: elapsed)
  }
}

extension SafeTensors {
  /// Adds all that predicts.
  fileprivate mutating func add(_ ensemble: DynamicsEnsemble) {
    add("model", ensemble.network)
    add("standardizer.inputs", ensemble.inputs.words)
    add("standardizer.targets", ensemble.targets.words)
  }

  /// Gives `ensemble` the numbers that were added.
  func restore(_ ensemble: DynamicsEnsemble) throws(SafeTensorsError) {
    try restore("model", ensemble.network)
    ensemble.inputs = try standardizer("inputs", like: ensemble.inputs)
    ensemble.targets = try standardizer("targets", like: ensemble.targets)
  }

  private func standardizer(
    _ name: String, like example: Standardizer
  ) throws(SafeTensorsError) -> Standardizer {
    let words = try words("standardizer.\(name)", count: example.words.count)
    guard let standardizer = Standardizer(words: words) else {
      throw .badEntry("standardizer.\(name)", reason: "has a deviation that is none")
    }
    return standardizer
  }
}
