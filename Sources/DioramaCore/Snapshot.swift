// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// A snapshot: everything that an environment's future depends on, as bits.
public struct Snapshot: Hashable, Sendable {
  /// The name of the environment, such as `Pushing-v1`.
  public let environment: String
  /// The bits.
  public let words: [UInt64]

  public init(environment: String, words: [UInt64]) {
    self.environment = environment
    self.words = words
  }

  /// Makes the snapshot whose words are these, 16 hexadecimal digits each; nil if they are none.
  public init?(environment: String, hexadecimal: String) {
    let digits = Array(hexadecimal.utf8)
    guard digits.count.isMultiple(of: 16) else { return nil }
    var words: [UInt64] = []
    for start in stride(from: 0, to: digits.count, by: 16) {
      let text = String(decoding: digits[start..<start + 16], as: UTF8.self)
      guard text.first?.isHexDigit == true, let word = UInt64(text, radix: 16) else { return nil }
      words.append(word)
    }
    self.init(environment: environment, words: words)
  }

  /// The words, 16 hexadecimal digits each, as manifests have them.
  public var hexadecimal: String {
    words.map { $0.digits(atLeast: 16, radix: 16) }.joined()
  }
}

/// A writer that collects the bits of a snapshot.
public struct SnapshotWriter: Sendable {
  public private(set) var words: [UInt64] = []

  public init() {}

  public mutating func write(_ word: UInt64) { words.append(word) }
  public mutating func write(_ number: Int) { words.append(UInt64(bitPattern: Int64(number))) }
  public mutating func write(_ number: Double) { words.append(number.bitPattern) }
  public mutating func write(_ words: [UInt64]) { self.words += words }

  public mutating func write(_ vector: Vector3) {
    write(vector.x)
    write(vector.y)
    write(vector.z)
  }

  public mutating func write(_ stream: RandomStream) {
    words += stream.words
  }
}

/// A reader that returns the bits of a snapshot in the order in which they were written.
public struct SnapshotReader: Sendable {
  private let snapshot: Snapshot
  private var next = 0

  /// Opens `snapshot`.
  ///
  /// - Throws: ``SimulationError`` when it is of another environment than `environment`.
  public init(_ snapshot: Snapshot, of environment: String) throws(SimulationError) {
    guard snapshot.environment == environment else {
      throw .foreignSnapshot(of: snapshot.environment, expected: environment)
    }
    self.snapshot = snapshot
  }

  /// Returns the next `count` words.
  public mutating func words(_ count: Int) throws(SimulationError) -> [UInt64] {
    guard count >= 0, count <= snapshot.words.count - next else {
      throw .damagedSnapshot(of: snapshot.environment)
    }
    defer { next += count }
    return Array(snapshot.words[next..<next + count])
  }

  /// Returns all words that are left.
  public mutating func rest() -> [UInt64] {
    defer { next = snapshot.words.count }
    return Array(snapshot.words[next...])
  }

  public mutating func word() throws(SimulationError) -> UInt64 { try words(1)[0] }

  public mutating func integer() throws(SimulationError) -> Int {
    Int(truncatingIfNeeded: Int64(bitPattern: try word()))
  }

  public mutating func double() throws(SimulationError) -> Double {
    Double(bitPattern: try word())
  }

  public mutating func vector() throws(SimulationError) -> Vector3 {
    Vector3(try double(), try double(), try double())
  }

  public mutating func stream() throws(SimulationError) -> RandomStream {
    RandomStream(words: try words(4))
  }

  /// Reads a horizon, which must be `horizon`.
  public mutating func horizon(_ horizon: Int) throws(SimulationError) {
    let found = try integer()
    guard found == horizon else {
      throw .otherHorizon(found, of: snapshot.environment, expected: horizon)
    }
  }

  /// Checks that everything was read.
  public func finish() throws(SimulationError) {
    guard next == snapshot.words.count else {
      throw damaged
    }
  }

  /// The error of a snapshot that cannot be.
  public var damaged: SimulationError { .damagedSnapshot(of: snapshot.environment) }
}
