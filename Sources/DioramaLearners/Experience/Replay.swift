// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
import DioramaNetworks

/// A replay buffer: the transitions of an agent, of which every observation is stored once.
///
/// It takes an observation when it is seen (``append(_:)``), and the action when it is known
/// (``complete(_:reward:terminated:)``): a transition is a slot and the one after it. A slot remembers
/// whether the episode ended *by the task* there, so that a time limit never cuts the value of what would
/// have followed.
public struct Replay: Sendable {
  /// What follows an observation.
  enum Follower: UInt8, Sendable {
    /// An action whose result is in the next slot.
    case step
    /// The same, and the task was over.
    case terminal
    /// Nothing: the episode ended here.
    case end
    /// An action that is not known yet.
    case open
  }

  /// What is stored of an observation.
  public let layout: ObservationLayout

  /// How many numbers an action has.
  public let actionCount: Int

  /// How many observations fit; the oldest are replaced.
  public let capacity: Int

  /// How many observations were ever completed.
  public private(set) var added = 0

  /// The rewards, by slot; a learned reward writes its own here.
  public var rewards: [Float] = []

  /// More numbers, one a slot, by name.
  public internal(set) var columns: [String: [Float]] = [:]

  private(set) var states: [Float] = []
  private(set) var goals: [Float] = []
  private(set) var frames: [UInt8] = []
  private(set) var actions: [Float] = []
  private(set) var followers: [Follower] = []

  /// Makes an empty one.
  public init(_ layout: ObservationLayout, actionCount: Int, capacity: Int) {
    precondition(capacity > 2, "a replay of \(capacity) observations holds no transition; use more")
    self.layout = layout
    self.actionCount = actionCount
    self.capacity = capacity
  }

  /// Makes one that holds what was stored in another: the last of `added` observations, by slot.
  init(
    _ layout: ObservationLayout, actionCount: Int, capacity: Int, added: Int, states: [Float],
    goals: [Float], frames: [UInt8], actions: [Float], followers: [Follower]
  ) {
    self.init(layout, actionCount: actionCount, capacity: capacity)
    precondition(followers.count == min(added, capacity))
    precondition(states.count == followers.count * layout.stateCount)
    precondition(goals.count == followers.count * layout.goalCount)
    precondition(frames.count == followers.count * frameCount)
    precondition(actions.count == followers.count * actionCount)
    self.added = added
    self.states = states
    self.goals = goals
    self.frames = frames
    self.actions = actions
    self.followers = followers
    rewards = Array(repeating: 0, count: followers.count)
  }

  // MARK: Filling

  /// Adds an observation, of which the action is not known yet.
  ///
  /// - Precondition: The one before is completed.
  public mutating func append(_ observation: TaskObservation) {
    append(
      state: layout.state(observation), goal: layout.achievedGoal(observation),
      frame: layout.frame(observation))
  }

  /// Adds an observation: its state vector, the goal that is achieved, and the frame
  /// `[height, width, channels]`, top row first.
  public mutating func append(state: [Float], goal: [Float] = [], frame: [UInt8] = []) {
    precondition(open == nil, "the action of the observation before is not known")
    precondition(state.count == layout.stateCount, "the state has \(state.count) numbers")
    precondition(goal.count == layout.goalCount, "the goal has \(goal.count) numbers")
    precondition(frame.count == frameCount, "the frame has \(frame.count) bytes")
    let slot = added % capacity
    if slot == followers.count {
      states += state
      goals += goal
      frames += frame
      actions += Array(repeating: 0, count: actionCount)
      rewards.append(0)
      followers.append(.open)
      for name in columns.keys { columns[name]?.append(0) }
    } else {
      replace(&states, slot, state)
      replace(&goals, slot, goal)
      replace(&frames, slot, frame)
      replace(&actions, slot, Array(repeating: 0, count: actionCount))
      rewards[slot] = 0
      followers[slot] = .open
      for name in columns.keys { columns[name]?[slot] = 0 }
    }
  }

  /// Completes the newest observation by what was done there.
  ///
  /// - Parameters:
  ///   - action: The action.
  ///   - reward: The reward for it.
  ///   - terminated: Whether the task was over after it.
  public mutating func complete(_ action: [Float], reward: Float, terminated: Bool) {
    precondition(action.count == actionCount, "the action has \(action.count) numbers")
    let slot = close(terminated ? .terminal : .step)
    replace(&actions, slot, action)
    rewards[slot] = reward
  }

  /// Completes the newest observation as the last one of its episode.
  public mutating func endEpisode() { _ = close(.end) }

  private mutating func close(_ follower: Follower) -> Int {
    guard let slot = open else { preconditionFailure("no observation waits for an action") }
    followers[slot] = follower
    added += 1
    return slot
  }

  /// Makes room for one more number a slot, 0 at first.
  public mutating func addColumn(_ name: String) {
    if columns[name] == nil { columns[name] = Array(repeating: 0, count: followers.count) }
  }

  /// A number of the column `name`, which was added.
  public subscript(name: String, slot: Int) -> Float {
    get { columns[name]?[slot] ?? 0 }
    set { columns[name]?[slot] = newValue }
  }

  private func replace<Number>(_ all: inout [Number], _ slot: Int, _ new: [Number]) {
    let start = slot * new.count
    for index in new.indices { all[start + index] = new[index] }
  }

  // MARK: Reading

  /// How many slots are used, with that of an observation that waits for its action.
  public var slotCount: Int { followers.count }

  /// How many observations are completed.
  public var count: Int { followers.count - (open == nil ? 0 : 1) }

  /// The slot of the observation whose action is not known; nil where there is none.
  public var open: Int? {
    let slot = added % capacity
    return slot < followers.count && followers[slot] == .open ? slot : nil
  }

  /// The slot of the observation that was completed last.
  public var last: Int { (added - 1 + capacity) % capacity }

  /// How many bytes a frame has.
  public var frameCount: Int {
    layout.frame.map { $0.height * $0.width * $0.channels } ?? 0
  }

  /// Whether something was done at `slot`, and its result is stored.
  public func isStep(_ slot: Int) -> Bool {
    switch followers[slot] {
    case .end, .open: false
    case .step, .terminal: slot != last || open != nil
    }
  }

  /// Whether a transition that can be drawn begins at `slot`.
  ///
  /// The newest one can be drawn once something was done at its end.
  public func isTransition(_ slot: Int) -> Bool { isStep(slot) && slot != last }

  /// Whether the task was over after what was done at `slot`.
  public func isTerminal(_ slot: Int) -> Bool { followers[slot] == .terminal }

  /// Whether an episode ends with the observation at `slot`.
  public func isEnd(_ slot: Int) -> Bool { followers[slot] == .end }

  /// The slot of the next observation.
  public func next(_ slot: Int) -> Int { slot + 1 == capacity ? 0 : slot + 1 }

  /// The slot of the observation before; nil where an episode begins or the oldest one is.
  public func previous(_ slot: Int) -> Int? {
    let all = added + (open == nil ? 0 : 1)
    let oldest = all > capacity ? all % capacity : 0
    if slot == oldest { return nil }
    let previous = slot == 0 ? capacity - 1 : slot - 1
    return followers[previous] == .end ? nil : previous
  }

  /// The state vector at `slot`.
  public func state(_ slot: Int) -> ArraySlice<Float> {
    states[slot * layout.stateCount..<(slot + 1) * layout.stateCount]
  }

  /// What was done at `slot`.
  public func action(_ slot: Int) -> ArraySlice<Float> {
    actions[slot * actionCount..<(slot + 1) * actionCount]
  }

  /// The goal that was achieved at `slot`.
  public func achievedGoal(_ slot: Int) -> ArraySlice<Float> {
    goals[slot * layout.goalCount..<(slot + 1) * layout.goalCount]
  }

  /// The frame at `slot`.
  public func frameBytes(_ slot: Int) -> [UInt8] {
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
}
