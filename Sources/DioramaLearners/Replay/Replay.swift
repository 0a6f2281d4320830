// SPDX-License-Identifier: Apache-2.0
import DioramaNetworks

/// What an agent lived through, for learning from it again.
///
/// Every observation is stored once, frames as bytes: a transition is a slot and the one after it.
/// A slot remembers whether the episode ended *by the task* there, so that a time limit never cuts
/// the value of what would have followed.
public struct Replay: Sendable {
  /// What follows an observation.
  enum Follower: UInt8, Sendable {
    /// An action whose result is in the next slot.
    case step
    /// The same, and the task was over.
    case terminal
    /// Nothing: the episode ended here.
    case end
  }

  /// What is stored.
  public let layout: ObservationLayout

  /// How many numbers an action has.
  public let actionCount: Int

  /// How many observations fit; the oldest are replaced.
  public let capacity: Int

  /// How many observations were ever added.
  public private(set) var added = 0

  /// The rewards, by slot; a learned reward writes its own here.
  public var rewards: [Float] = []

  private(set) var states: [Float] = []
  private(set) var frames: [UInt8] = []
  private(set) var actions: [Float] = []
  private(set) var followers: [Follower] = []

  /// Makes an empty one.
  public init(_ layout: ObservationLayout, actionCount: Int, capacity: Int) {
    precondition(capacity > 1, "a replay of \(capacity) observations holds no transition; use more")
    self.layout = layout
    self.actionCount = actionCount
    self.capacity = capacity
  }

  /// Makes one that holds what was stored in another: the last of `added` observations, by slot.
  init(
    _ layout: ObservationLayout, actionCount: Int, capacity: Int, added: Int, states: [Float],
    frames: [UInt8], actions: [Float], followers: [Follower], rewards: [Float]
  ) {
    self.init(layout, actionCount: actionCount, capacity: capacity)
    precondition(followers.count == min(added, capacity) && rewards.count == followers.count)
    precondition(states.count == followers.count * layout.stateCount)
    precondition(frames.count == followers.count * frameCount)
    precondition(actions.count == followers.count * actionCount)
    self.added = added
    self.states = states
    self.frames = frames
    self.actions = actions
    self.followers = followers
    self.rewards = rewards
  }

  /// How many observations it holds.
  public var count: Int { followers.count }

  /// Adds an observation and what was done there.
  ///
  /// - Parameters:
  ///   - state: The state vector.
  ///   - frame: The frame `[height, width, channels]`, top row first.
  ///   - action: What was done; empty at the end of an episode.
  ///   - reward: What came of it.
  ///   - terminated: Whether the task was over after it.
  public mutating func append(
    state: [Float], frame: [UInt8], action: [Float], reward: Float, terminated: Bool
  ) {
    precondition(state.count == layout.stateCount, "the state has \(state.count) numbers")
    precondition(frame.count == frameCount, "the frame has \(frame.count) bytes")
    precondition(action.isEmpty || action.count == actionCount)
    let slot = nextSlot
    let act = action.isEmpty ? Array(repeating: 0, count: actionCount) : action
    let follower: Follower = action.isEmpty ? .end : terminated ? .terminal : .step
    if slot == followers.count {
      states += state
      frames += frame
      actions += act
      rewards.append(reward)
      followers.append(follower)
    } else {
      replace(&states, slot, state)
      replace(&frames, slot, frame)
      replace(&actions, slot, act)
      rewards[slot] = reward
      followers[slot] = follower
    }
    added += 1
  }

  /// Where the next observation goes.
  public var nextSlot: Int { added % capacity }

  /// How many bytes a frame has.
  public var frameCount: Int {
    layout.frame.map { $0.height * $0.width * $0.channels } ?? 0
  }

  /// Whether a transition begins at `slot`: something was done there, and its result is known.
  package func isTransition(_ slot: Int) -> Bool {
    followers[slot] != .end && slot != (added - 1) % capacity
  }

  /// The slot of the next observation.
  package func next(_ slot: Int) -> Int { slot + 1 == capacity ? 0 : slot + 1 }

  /// The slot of the observation before; nil where an episode begins or the oldest one is.
  func previous(_ slot: Int) -> Int? {
    let oldest = added > capacity ? added % capacity : 0
    if slot == oldest { return nil }
    let previous = slot == 0 ? capacity - 1 : slot - 1
    return followers[previous] == .end ? nil : previous
  }

  /// What was done at `slot`.
  package func action(_ slot: Int) -> ArraySlice<Float> {
    actions[slot * actionCount..<(slot + 1) * actionCount]
  }

  /// The frame at `slot`.
  package func frameBytes(_ slot: Int) -> [UInt8] {
    Array(frames[slot * frameCount..<(slot + 1) * frameCount])
  }

  /// The slots of the episode that `slot` is in, as far as it is stored.
  func episode(around slot: Int) -> Set<Int> {
    var slots: Set = [slot]
    var at = slot
    while let before = previous(at), slots.insert(before).inserted { at = before }
    at = slot
    while isTransition(at), slots.insert(next(at)).inserted { at = next(at) }
    return slots
  }

  private func replace<Number>(_ all: inout [Number], _ slot: Int, _ new: [Number]) {
    let start = slot * new.count
    for index in new.indices { all[start + index] = new[index] }
  }
}
