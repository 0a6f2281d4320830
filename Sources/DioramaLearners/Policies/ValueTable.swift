// SPDX-License-Identifier: Apache-2.0

import DioramaMath
public import DioramaNetworks

/// A table of action values Q(s, a), with a row for each state that was met so far.
///
/// A state is its state vector, bit for bit. With tiles (``ObservationLayout/tileCount``) it is the tiles that
/// its numbers lie in, and all states in the same tiles share a row (state aggregation).
public final class ValueTable {
  /// The number of discrete actions, which is the width of a row.
  public let actionCount: Int

  /// The value of every action of a state that was not met yet.
  public let initialValue: Float

  /// The values, `[rows, actions]`.
  public private(set) var values: [Float] = []

  /// How often each value was updated, `[rows, actions]`.
  public private(set) var visits: [Int] = []

  /// The place of the value that was updated last.
  private var latest = 0
  private var states: [[Float]] = []
  private var rows: [[Float]: Int] = [:]

  /// Makes an empty table.
  public init(actionCount: Int, initialValue: Float = 0) {
    (self.actionCount, self.initialValue) = (actionCount, initialValue)
  }

  /// Returns the values of all actions in `state`, met or not.
  public func callAsFunction(_ state: ArraySlice<Float>) -> [Float] {
    guard let place = knownPlace(state) else {
      return Array(repeating: initialValue, count: actionCount)
    }
    return Array(values[place..<place + actionCount])
  }

  /// Returns the place of the first action in `state` among ``values``; nil if the state was never met.
  public func knownPlace(_ state: ArraySlice<Float>) -> Int? {
    rows[Array(state)].map { $0 * actionCount }
  }

  /// Returns the place of `action` in `state` among ``values``; a new state gets a row.
  public func place(_ state: ArraySlice<Float>, _ action: Int = 0) -> Int {
    if let place = knownPlace(state) { return place + action }
    let state = Array(state)
    rows[state] = states.count
    states.append(state)
    values += Array(repeating: initialValue, count: actionCount)
    visits += Array(repeating: 0, count: actionCount)
    return (states.count - 1) * actionCount + action
  }

  /// Sets the value at `place`, and counts that.
  public func set(_ place: Int, to value: Float) {
    values[place] = value
    visits[place] += 1
    latest = place
  }

  /// The number of states that were met.
  public var stateCount: Int { states.count }

  /// The value that was updated last, and the number of states, by the names of the catalogue's columns.
  var measures: Measures {
    values.isEmpty ? [:] : ["value": values[latest], "states": Float(stateCount)]
  }
}

extension ValueTable: Acting {
  func combine(into hash: inout TrajectoryHash) {
    hash.combine(states.flatMap(\.self))
    hash.combine(values)
  }

  public func save(to file: inout SafeTensors, as name: String) {
    file.add("\(name).states", states.flatMap(\.self))
    file.add("\(name).values", values)
    file.add("\(name).visits", visits.map(UInt64.init))
    file.add("\(name).latest", [UInt64(latest)])
  }

  public func load(from file: SafeTensors, as name: String) throws {
    let values = try file.floats("\(name).values")
    let visits = try file.counts("\(name).visits", count: values.count)
    let numbers = try file.floats("\(name).states")
    let count = values.count / actionCount
    guard values.count == count * actionCount, values.allSatisfy(\.isFinite) else {
      throw SafeTensorsError.badEntry("\(name).values", reason: "is not a row for each state")
    }
    let width = numbers.count / max(count, 1)
    let states = (0..<count).map { Array(numbers[$0 * width..<($0 + 1) * width]) }
    guard numbers.count == count * width, Set(states).count == count else {
      throw SafeTensorsError.badEntry("\(name).states", reason: "is not a state for each row")
    }
    latest = try file.counts("\(name).latest", count: 1)[0]
    guard latest < max(values.count, 1) else {
      throw SafeTensorsError.badEntry("\(name).latest", reason: "is beyond the table")
    }
    (self.values, self.visits, self.states) = (values, visits, states)
    rows = Dictionary(uniqueKeysWithValues: states.enumerated().map { ($1, $0) })
  }
}
