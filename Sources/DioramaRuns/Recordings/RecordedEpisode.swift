// SPDX-License-Identifier: Apache-2.0

public import DioramaCore

/// An episode of a recording, as exactly as it can be lived through again.
///
/// It is a line of JSON. Numbers are written with as many digits as their bits need, so that reading gives the
/// same bits.
public struct RecordedEpisode: Hashable, Sendable, Codable {
  /// The reason why an episode has no more steps.
  public enum End: String, Hashable, Sendable, Codable {
    /// The task is over.
    case terminated
    /// The horizon was reached.
    case truncated
    /// The person who acted ended it.
    case stopped
  }

  /// The seed that the environment was reset with.
  public let seed: UInt64

  /// The actions, one for each step: numbers, or the number of a choice.
  public let actions: [TaskAction]

  /// The reward of each step.
  public let rewards: [Float]

  /// The reason why there is no further step.
  public let end: End

  /// Whether the last step was a success.
  public let success: Bool

  /// The ``TrajectoryHash`` after the reset and after each step, 16 hexadecimal digits each.
  ///
  /// It is over states, goals, rewards and endings, not over images. The last one is the hash of the episode.
  public let hashes: [String]

  /// The sum of the rewards.
  public var episodeReturn: Double { rewards.reduce(0) { $0 + Double($1) } }

  /// The fault that it has; nil if it may have happened.
  var fault: String? {
    if actions.isEmpty { return "it has no step" }
    if rewards.count != actions.count {
      return "it has \(actions.count) actions and \(rewards.count) rewards"
    }
    if hashes.count != actions.count + 1 {
      return "it has \(actions.count) actions and \(hashes.count) hashes, not one more"
    }
    return nil
  }
}

extension RecordedEpisode {
  private enum CodingKeys: String, CodingKey {
    case seed, actions, rewards, end, success, hashes
  }

  /// An action in JSON: an array of numbers, or a whole number.
  struct ActionValue: Codable {
    let action: TaskAction

    init(_ action: TaskAction) { self.action = action }

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let index = try? value.decode(Int.self) {
        action = .index(index)
      } else {
        action = .vector(try value.decode([Float].self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var value = encoder.singleValueContainer()
      switch action {
      case .index(let index): try value.encode(index)
      case .vector(let numbers): try value.encode(numbers)
      }
    }
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    seed = try values.decode(UInt64.self, forKey: .seed)
    actions = try values.decode([ActionValue].self, forKey: .actions).map(\.action)
    rewards = try values.decode([Float].self, forKey: .rewards)
    end = try values.decode(End.self, forKey: .end)
    success = try values.decode(Bool.self, forKey: .success)
    hashes = try values.decode([String].self, forKey: .hashes)
  }

  public func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(seed, forKey: .seed)
    try values.encode(actions.map(ActionValue.init), forKey: .actions)
    try values.encode(rewards, forKey: .rewards)
    try values.encode(end, forKey: .end)
    try values.encode(success, forKey: .success)
    try values.encode(hashes, forKey: .hashes)
  }
}
