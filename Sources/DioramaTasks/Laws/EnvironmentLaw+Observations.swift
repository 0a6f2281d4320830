// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath

extension EnvironmentLaw {
  static let observationLaws = [
    EnvironmentLaw("observations lie in their space and are finite") { entry in
      let environment = try entry.make()
      let space = environment.observationSpace
      for seed in 0..<5 {
        let episode = try Episode(environment, seed: UInt64(seed))
        for (step, observation) in episode.observations.enumerated() {
          guard observation.state.allSatisfy(\.isFinite), space.contains(observation) else {
            return "seed \(seed), step \(step): \(observation.state) is not in \(space)"
          }
        }
      }
      return nil
    },
    EnvironmentLaw("action bounds are symmetric and normalised") { entry in
      switch entry.actionSpace {
      case .box(let low, let high):
        return low.allSatisfy { $0 == -1 } && high.allSatisfy { $0 == 1 }
          ? nil : "the space is \(entry.actionSpace)"
      case .discrete(let count): return count > 1 ? nil : "there are \(count) choices"
      default: return "\(entry.actionSpace) is not a space of actions"
      }
    },
    EnvironmentLaw("no element of the state is constant") { entry in
      let environment = try entry.make()
      var seen: [Set<Float>] = []
      for seed in 0..<5 {
        // an expert reaches states that random actions may not
        let observations =
          try Episode(environment, seed: UInt64(seed)).observations
          + (Episode(ofExpertFor: entry, in: environment, seed: UInt64(seed))?.observations ?? [])
        for observation in observations {
          if seen.isEmpty { seen = Array(repeating: [], count: observation.state.count) }
          for (index, number) in observation.state.enumerated() { seen[index].insert(number) }
        }
      }
      let constant = seen.indices.filter { seen[$0].count < 2 }
      return constant.isEmpty ? nil : "elements \(constant) never change"
    },
    EnvironmentLaw("rewards lie in the range that is declared, sparse ones in 0...1") { entry in
      for kind in RewardKind.allCases {
        let environment = try entry.make(EnvironmentOptions(reward: kind))
        let range = kind == .sparse ? 0...1 : entry.rewardRange
        for seed in 0..<5 {
          let rewards =
            try Episode(environment, seed: UInt64(seed)).rewards
            + (Episode(ofExpertFor: entry, in: environment, seed: UInt64(seed))?.rewards ?? [])
          if let bad = rewards.first(where: { !range.contains($0) }) {
            return "seed \(seed): a \(kind.rawValue) reward is \(bad), outside \(range)"
          }
        }
      }
      return nil
    },
    EnvironmentLaw("the sparse reward is 1 on success and 0 otherwise") { entry in
      let environment = try entry.make(EnvironmentOptions(reward: .sparse))
      for seed: UInt64 in 0..<3 {
        _ = try environment.reset(seed: seed)
        var stream = RandomStream("law", seed: seed)
        while true {
          let action =
            try entry.isExpertScripted
            ? environment.expertAction() : environment.actionSpace.sample(from: &stream)
          let step = try environment.step(action)
          guard step.reward == (environment.metrics.isSuccess ? 1 : 0) else {
            return "seed \(seed): reward \(step.reward), success \(environment.metrics.isSuccess)"
          }
          if step.ending != nil { break }
        }
      }
      return nil
    },
    EnvironmentLaw("success is measured first, as 0 or 1") { entry in
      let environment = try entry.make()
      _ = try environment.reset(seed: 0)
      let metrics = environment.metrics
      guard metrics.names.first == "success", let value = metrics["success"] else {
        return "the metrics are \(metrics.names)"
      }
      return value == 0 || value == 1 ? nil : "success is \(value)"
    },
    EnvironmentLaw("the reward is the goal reward of the observed goals") { entry in
      for kind in RewardKind.allCases {
        let environment = try entry.make(EnvironmentOptions(reward: kind))
        guard let reward = environment.goalReward else {
          return entry.isGoalConditioned ? "it has no goal reward" : nil
        }
        let episode = try Episode(environment, seed: 4)
        let after = episode.observations.dropFirst()
        let batch = try reward(
          achieved: after.flatMap(\.achievedGoal), desired: after.flatMap(\.desiredGoal))
        guard batch == episode.rewards else { return "\(kind.rawValue) rewards differ" }
      }
      return nil
    },
  ]
}
