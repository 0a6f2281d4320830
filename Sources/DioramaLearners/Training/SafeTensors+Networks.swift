// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks

extension SafeTensors {
  /// Adds all that acts.
  mutating func add(_ networks: SACNetworks) {
    for (name, network) in networks.named { add(name, network) }
    add("normalizer", networks.normalizer.statistics.words)
  }

  /// Gives `networks` the numbers that were added.
  func restore(_ networks: SACNetworks) throws(SafeTensorsError) {
    for (name, network) in networks.named { try restore(name, network) }
    let count = networks.normalizer.statistics.means.count
    let statistics = StateNormalizer.Statistics(try words("normalizer", count: 1 + 2 * count))
    guard ([statistics.count] + statistics.squares).allSatisfy({ $0 >= 0 && $0.isFinite }),
      statistics.means.allSatisfy(\.isFinite)
    else { throw .badEntry("normalizer", reason: "has a number that cannot be") }
    networks.normalizer.statistics = statistics
  }

  /// Adds the numbers of `network`.
  mutating func add(_ name: String, _ network: Network) {
    add("network.\(name)", network.parameters.values)
  }

  /// Gives `network` the numbers that were added.
  func restore(_ name: String, _ network: Network) throws(SafeTensorsError) {
    network.parameters.update(
      try floats("network.\(name)", count: network.parameters.count))
  }

  /// Adds the moments of `optimizer`.
  mutating func add(_ name: String, _ optimizer: Adam) {
    add("optimizer.\(name).first", optimizer.firstMoment.values)
    add("optimizer.\(name).second", optimizer.secondMoment.values)
  }

  /// Gives `optimizer` the moments that were added.
  func restore(_ name: String, _ optimizer: Adam) throws(SafeTensorsError) {
    let count = optimizer.firstMoment.count
    optimizer.firstMoment.update(try floats("optimizer.\(name).first", count: count))
    let squares = try floats("optimizer.\(name).second", count: count)
    guard squares.allSatisfy({ $0 >= 0 }) else {
      throw .badEntry("optimizer.\(name).second", reason: "has a square below 0")
    }
    optimizer.secondMoment.update(squares)
  }
}

extension StateNormalizer.Statistics {
  /// Its numbers as bits.
  var words: [UInt64] { ([count] + means + squares).map(\.bitPattern) }

  /// Makes it of its ``words``.
  fileprivate init(_ words: [UInt64]) {
    let numbers = words.map { Double(bitPattern: $0) }
    let half = numbers.count / 2
    self.init(
      count: numbers[0], means: Array(numbers[1..<(1 + half)]),
      squares: Array(numbers[(1 + half)...]))
  }
}
