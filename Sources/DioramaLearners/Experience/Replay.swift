// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
import DioramaNetworks

/// A replay buffer: the transitions of an agent, of which every observation is stored once.
///
/// It takes an observation when it is seen (``append(_:)``), and the action when it is known
/// (``complete(_:reward:terminated:)``): a transition is a slot and the one after it. A slot remembers
/// whether the episode ended *by the task* there, so that a time limit never cuts the value of the steps that
/// would have followed.
public struct Replay: Sendable {
  /// The follower of an observation: an action, or the end of the episode.
  enum Follower: UInt8, Sendable {
    /// An action, with the next observation in the next slot.
    case step
    /// An action that terminated the task, with the next observation in the next slot.
    case terminal
    /// No action: the episode ended here.
    case end
    /// An action that is not known yet.
    case open
  }

  /// The layout of the stored observations.
  public let layout: ObservationLayout

  /// The number of elements of an action.
  public let actionCount: Int

  /// The number of observations that fit; the oldest are overwritten, but for those that are ``kept``.
  public private(set) var capacity: Int

  /// The number of the first observations that are never overwritten: the demonstrations of a learner that
  /// keeps them apart; see ``keep()``.
  public private(set) var kept = 0

  /// The number of observations that were ever completed.
  public private(set) var added = 0

  /// The rewards, by slot; a learned reward writes its own here.
  public var rewards: [Float] = []

  /// The additional columns, each with a number for each slot, by name.
  public internal(set) var columns: [String: [Float]] = [:]

  private(set) var states: [Float] = []
  private(set) var goals: [Float] = []
  private(set) var frames: [UInt8] = []
  private(set) var actions: [Float] = []
  private(set) var followers: [Follower] = []

  /// Makes an empty replay.
  public init(_ layout: ObservationLayout, actionCount: Int, capacity: Int) {
    precondition(capacity > 2, "a replay of \(capacity) observations holds no transition; use more")
    self.layout = layout
    self.actionCount = actionCount
    self.capacity = capacity
  }

  /// Makes a replay from the stored contents of another: the last of `added` observations, by slot.
  init(
    _ layout: ObservationLayout, actionCount: Int, capacity: Int, kept: Int, added: Int,
    states: [Float], goals: [Float], frames: [UInt8], actions: [Float], followers: [Follower]
  ) {
    self.init(layout, actionCount: actionCount, capacity: capacity)
    self.kept = kept
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

  /// Adds an observation, whose action is not known yet.
  ///
  /// - Precondition: The previous one is completed.
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
    let slot = slot(of: added)
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

  /// Completes the newest observation with the action that was taken there.
  ///
  /// - Parameters:
  ///   - action: The action.
  ///   - reward: The reward for it.
  ///   - terminated: Whether the task terminated after it.
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

  /// Keeps all observations so far for good, and makes room for as many more.
  ///
  /// - Precondition: None was overwritten yet.
  public mutating func keep() {
    precondition(added <= followers.count, "\(added - capacity) observations were overwritten")
    capacity += added - kept
    kept = added
  }

  /// Adds a column, with a number for each slot, 0 at first.
  public mutating func addColumn(_ name: String) {
    if columns[name] == nil { columns[name] = Array(repeating: 0, count: followers.count) }
  }

  /// The number at `slot` in the column `name`; 0 if there is no such column.
  public subscript(name: String, slot: Int) -> Float {
    get { columns[name]?[slot] ?? 0 }
    set { columns[name]?[slot] = newValue }
  }

  private func replace<Number>(_ all: inout [Number], _ slot: Int, _ new: [Number]) {
    let start = slot * new.count
    for index in new.indices { all[start + index] = new[index] }
  }

  // MARK: Reading

  /// The number of slots in use, including that of an observation that waits for its action.
  public var slotCount: Int { followers.count }

  /// The number of observations that are stored and completed.
  public var count: Int { followers.count - (open == nil ? 0 : 1) }

  /// The slot of the observation whose action is not known; nil if there is no such observation.
  public var open: Int? {
    let slot = slot(of: added)
    return slot < followers.count && followers[slot] == .open ? slot : nil
  }

  /// The slot of the observation that was completed last.
  public var last: Int { added == 0 ? capacity - 1 : slot(of: added - 1) }

  /// Returns the slot of the observation that was added as number `number`, from 0 on.
  func slot(of number: Int) -> Int {
    number < capacity ? number : kept + (number - kept) % (capacity - kept)
  }

  /// Returns the slots of the completed observations from number `first` on that are stored.
  func slots(from first: Int) -> [Int] {
    let ring = max(first, kept, added - (count - kept))
    return Array(min(first, kept)..<kept) + (ring..<max(ring, added)).map { slot(of: $0) }
  }

  /// The number of bytes of a frame.
  public var frameCount: Int {
    layout.frame.map { $0.height * $0.width * $0.channels } ?? 0
  }

  /// Returns whether an action was taken at `slot`, and the next observation is stored.
  public func isStep(_ slot: Int) -> Bool {
    switch followers[slot] {
    case .end, .open: false
    case .step, .terminal: slot != last || open != nil
    }
  }

  /// Returns whether a transition that can be drawn begins at `slot`.
  ///
  /// The newest one can be drawn once an action was taken at its end.
  public func isTransition(_ slot: Int) -> Bool { isStep(slot) && slot != last }

  /// Returns whether the task terminated after the action at `slot`.
  public func isTerminal(_ slot: Int) -> Bool { followers[slot] == .terminal }

  /// Returns whether an episode ends with the observation at `slot`.
  public func isEnd(_ slot: Int) -> Bool { followers[slot] == .end }

  /// Returns the slot of the next observation.
  public func next(_ slot: Int) -> Int { slot + 1 == capacity ? kept : slot + 1 }

  /// Returns the slot of the previous observation; nil at the beginning of an episode and at the oldest
  /// observation.
  public func previous(_ slot: Int) -> Int? {
    let all = added + (open == nil ? 0 : 1)
    let isFull = all > capacity
    if slot == 0, kept > 0 || !isFull { return nil }
    if isFull, slot == self.slot(of: all) { return nil }
    let previous = isFull && slot == kept ? capacity - 1 : slot - 1
    return followers[previous] == .end ? nil : previous
  }

  /// Returns the state vector at `slot`.
  public func state(_ slot: Int) -> ArraySlice<Float> {
    states[slot * layout.stateCount..<(slot + 1) * layout.stateCount]
  }

  /// Returns the action at `slot`.
  public func action(_ slot: Int) -> ArraySlice<Float> {
    actions[slot * actionCount..<(slot + 1) * actionCount]
  }

  /// Returns the goal that was achieved at `slot`.
  public func achievedGoal(_ slot: Int) -> ArraySlice<Float> {
    goals[slot * layout.goalCount..<(slot + 1) * layout.goalCount]
  }

  /// Returns the frame at `slot`.
  public func frameBytes(_ slot: Int) -> [UInt8] {
    Array(frames[slot * frameCount..<(slot + 1) * frameCount])
  }

  /// Returns the slots of the episode that `slot` is in, as far as it is stored.
  func episode(around slot: Int) -> Set<Int> {
    var slots: Set = [slot]
    var at = slot
    while let before = previous(at), slots.insert(before).inserted { at = before }
    at = slot
    while isTransition(at), slots.insert(next(at)).inserted { at = next(at) }
    return slots
  }
}
