// SPDX-License-Identifier: Apache-2.0

internal import Foundation

extension GridMap {
  /// Sets the setting of `key`, and returns whether `value` is valid.
  mutating func set(_ key: Key, to value: String) -> Bool {
    switch key {
    case .name:
      guard !value.isEmpty else { return false }
      name = value
    case .horizon:
      guard let number = Int(value), (1...1_000_000).contains(number) else { return false }
      horizon = number
    case .livingReward: return setReward(\.livingReward, value)
    case .goalReward: return setReward(\.goalReward, value)
    case .holeReward: return setReward(\.holeReward, value)
    case .cliffReward: return setReward(\.cliffReward, value)
    case .slip: return setChance(\.slip, value)
    case .iceSlip: return setChance(\.iceSlip, value)
    case .slipTarget:
      guard let target = SlipTarget(rawValue: value) else { return false }
      slipTarget = target
    case .floor:
      guard let kind = Floor(rawValue: value) else { return false }
      floor = kind
    case .wind:
      let numbers = value.split(whereSeparator: \.isWhitespace).map { Int($0) }
      let strengths = numbers.compactMap { $0 }.filter {
        (-Self.sizeLimit...Self.sizeLimit).contains($0)
      }
      guard numbers.count == columns, strengths.count == columns else { return false }
      wind = strengths
    case .actions:
      let names = value.split(whereSeparator: \.isWhitespace)
      let known = names.compactMap { GridAction(rawValue: String($0)) }
      guard known.count == names.count, known.count >= 2, Set(known).count == known.count else {
        return false
      }
      actions = known
    case .start:
      guard value == "marked" || value == "anywhere" else { return false }
      startsAnywhere = value == "anywhere"
    }
    return true
  }

  /// Returns a description of the valid values of `key`.
  func expected(_ key: Key) -> String {
    switch key {
    case .name: "some text"
    case .horizon: "a whole number of steps in 1...1000000"
    case .livingReward, .goalReward, .holeReward, .cliffReward: "a finite number"
    case .slip, .iceSlip: "a probability in 0...1, such as 0.2 or 2/3"
    case .slipTarget: "'sides' or 'others'"
    case .floor: "'stone' or 'ice'"
    case .wind: "\(columns) whole numbers, one a column"
    case .actions:
      "two or more, none twice, of " + GridAction.allCases.map(\.rawValue).joined(separator: " ")
    case .start: "'marked' or 'anywhere'"
    }
  }

  private mutating func setReward(_ place: WritableKeyPath<GridMap, Double>, _ text: String) -> Bool
  {
    guard let number = Double(text), number.isFinite else { return false }
    self[keyPath: place] = number
    return true
  }

  private mutating func setChance(_ place: WritableKeyPath<GridMap, Double>, _ text: String) -> Bool
  {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
      .map { Double($0.trimmingCharacters(in: .whitespaces)) }
    let number: Double? =
      switch parts.count {
      case 1: parts[0]
      case 2: parts[0].flatMap { top in parts[1].map { top / $0 } }
      default: nil
      }
    guard let number, (0...1).contains(number) else { return false }
    self[keyPath: place] = number
    return true
  }
}
