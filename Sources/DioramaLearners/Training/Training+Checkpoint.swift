// SPDX-License-Identifier: Apache-2.0

import DioramaCore
public import DioramaMath
package import DioramaNetworks

extension Training {
  /// Everything that the future depends on but the observations in the replay, which are in a
  /// ``ReplayLog``.
  ///
  /// | array | holds |
  /// | --- | --- |
  /// | `network.NAME` | weights and biases |
  /// | `normalizer` | what is known of the states: count, means, sums of squares, as bits of doubles |
  /// | `optimizer.NAME.first`, `.second` | Adam's moments |
  /// | `entropy` | log α and its two moments |
  /// | `counters` | steps, episodes, updates, steps of α, observations ever added, length and success of the running episode, its return's bits |
  /// | `streams` | four words each: episodes, exploration, sampling, the shards' noise |
  /// | `losses` | the sums that each shard reported last |
  /// | `held` | the random action that is held |
  /// | `decision.…` | what is being done, what was seen then and earned since; where ``SACSettings/actionRepeat`` is not 1 |
  /// | `environment` | the environment's snapshot |
  /// | `observation.…`, `recent.…` | what is seen, and the frames before |
  /// | `rewards` | the replay's rewards by slot |
  /// | `reward.…`, `network.classifier`, `optimizer.classifier.…` | what ``LearnedReward`` adds |
  package func checkpoint() throws(TrainingError) -> SafeTensors {
    for (name, network) in learner.networks.named
    where !network.parameters.values.allSatisfy(\.isFinite) {
      throw .networkNotFinite(name, step: stepCount)
    }
    var file = SafeTensors()
    file.add(learner.networks)
    for (name, optimizer) in learner.optimizers.named { file.add(name, optimizer) }
    let entropy = learner.logEntropyWeight
    file.add("entropy", [entropy.value, entropy.firstMoment, entropy.secondMoment])
    file.add("counters", Counters(self).words)
    file.add("streams", streams.flatMap(\.words))
    file.add(
      "losses", learner.shards.map(\.sums).flatMap { [$0.critic, $0.value, $0.logProbability] })
    file.add("held", held)
    if learner.settings.actionRepeat > 1 {
      file.add("decision.action", decision.action)
      file.add("decision.reward", [decision.reward])
      file.add(decision.observation, as: "decision")
    }
    file.add("environment", environment.snapshot.words)
    file.add(observation, as: "observation")
    file.add(actor.recent, as: "recent")
    file.add("rewards", replay.rewards)
    file.add("replay", [replay.tailHash])
    reward?.add(to: &file)
    return file
  }

  /// Goes on from `file`, with the same bits as if it had never stopped.
  ///
  /// `readReplay` returns the replay of so many observations with these rewards.
  package func restore(
    _ file: SafeTensors,
    readReplay: (_ added: Int, _ rewards: [Float]) throws(CheckpointError) -> Replay
  ) throws {
    let counters = try Counters(file.words("counters", count: 8))
    let added = counters.added
    replay = try readReplay(added, try file.floats("rewards", count: min(added, replay.capacity)))
    guard try file.words("replay", count: 1) == [replay.tailHash] else {
      throw Impossible(what: "the end of the replay beside it")
    }
    let head = learner.networks.head
    guard head.contains(replay.actions) else {
      throw Impossible(what: "an action in the replay beside it")
    }
    try file.restore(learner.networks)
    for (name, optimizer) in learner.optimizers.named { try file.restore(name, optimizer) }
    let entropy = try file.floats("entropy", count: 3)
    learner.logEntropyWeight.value = entropy[0]
    learner.logEntropyWeight.firstMoment = entropy[1]
    learner.logEntropyWeight.secondMoment = entropy[2]
    counters.restore(self)
    let shards = learner.shards
    let words = try file.words("streams", count: 4 * (3 + shards.count))
    let sums = try file.floats("losses", count: 3 * shards.count)
    (episodes, exploration) = (RandomStream(words: words[0..<4]), RandomStream(words: words[4..<8]))
    learner.sampling = RandomStream(words: words[8..<12])
    for (index, shard) in shards.enumerated() {
      shard.restore(
        noise: RandomStream(words: words[(12 + 4 * index)..<(16 + 4 * index)]),
        sums: SACShard.Sums(
          critic: sums[3 * index], value: sums[3 * index + 1], logProbability: sums[3 * index + 2]))
    }
    learner.losses = SACLosses(shards)
    held = try file.action("held", of: head.actionCount, where: head.contains)
    _ = try environment.restore(
      Snapshot(environment: environment.id.description, words: try file.words("environment")))
    observation = try file.observation("observation", like: observation)
    if learner.settings.actionRepeat > 1 {
      decision = Decision(
        observation: try file.observation("decision", like: observation),
        action: try file.action("decision.action", of: head.actionCount, where: head.contains),
        reward: try file.floats("decision.reward", count: 1)[0])
    }
    actor.recent = try file.replay("recent", like: actor.recent)
    let isDeciding = episode.length % learner.settings.actionRepeat == 0
    try reward?.restore(
      file, frame: layout.frame(isDeciding ? observation : decision.observation),
      slots: replay.count)
  }

  private var streams: [RandomStream] {
    [episodes, exploration, learner.sampling] + learner.shards.map(\.noise)
  }

  /// One hash over all that acts: weights, biases, and what is known of the states.
  public var parametersHash: TrajectoryHash {
    var hash = TrajectoryHash()
    for (_, network) in learner.networks.named { hash.combine(network.parameters.values) }
    for word in learner.networks.normalizer.statistics.words { hash.combine(word) }
    if let reward { hash.combine(reward.classifier.network.parameters.values) }
    return hash
  }
}

/// The whole numbers of a checkpoint.
private struct Counters {
  var words: [UInt64]

  init(_ training: Training) {
    let episode = training.episode
    words = [
      training.stepCount, training.episodeCount, training.learner.updateCount,
      training.learner.logEntropyWeight.count, training.replay.added, episode.length,
      episode.isSuccess ? 1 : 0,
    ].map { UInt64($0) }
    words.append(episode.episodeReturn.bitPattern)
  }

  init(_ words: [UInt64]) throws {
    guard Double(bitPattern: words[7]).isFinite else {
      throw Impossible(what: "the return \(Double(bitPattern: words[7]))")
    }
    guard let wrong = words.dropLast().first(where: { $0 >= 1 << 40 }) else {
      self.words = words
      return
    }
    throw Impossible(what: "the count \(wrong)")
  }

  var added: Int { Int(words[4]) }

  func restore(_ training: Training) {
    training.stepCount = Int(words[0])
    training.episodeCount = Int(words[1])
    training.learner.updateCount = Int(words[2])
    training.learner.logEntropyWeight.count = Int(words[3])
    training.episode = EpisodeSummary(
      episodeReturn: Double(bitPattern: words[7]), length: Int(words[5]), isSuccess: words[6] == 1)
  }
}
