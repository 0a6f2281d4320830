// SPDX-License-Identifier: Apache-2.0

/// The kind of a cell of a map.
public enum GridCell: Hashable, Sendable {
  case wall, floor, start, goal, hole, cliff, ice
  /// A key of colour `a` to `d`, counted from 0.
  case key(Int)
  /// A door of colour `A` to `D`, counted from 0, closed at the start.
  case door(Int)

  /// The colours of keys and doors.
  static let colors = 4

  /// Makes the kind that is written as `symbol`; nil for an unknown symbol.
  init?(symbol: Character) {
    switch symbol {
    case "#": self = .wall
    case ".": self = .floor
    case "S": self = .start
    case "G": self = .goal
    case "H": self = .hole
    case "!": self = .cliff
    case "~": self = .ice
    case "a"..."d": self = .key(Int(symbol.asciiValue ?? 97) - 97)
    case "A"..."D": self = .door(Int(symbol.asciiValue ?? 65) - 65)
    default: return nil
    }
  }

  /// The symbol that stands for it in a map.
  public var symbol: Character {
    switch self {
    case .wall: "#"
    case .floor: "."
    case .start: "S"
    case .goal: "G"
    case .hole: "H"
    case .cliff: "!"
    case .ice: "~"
    case .key(let color): Character(UnicodeScalar(UInt8(97 + color)))
    case .door(let color): Character(UnicodeScalar(UInt8(65 + color)))
    }
  }

  /// Whether an episode ends here.
  public var isTerminal: Bool { self == .goal || self == .hole }
}

/// An action in a gridworld.
public enum GridAction: String, Hashable, Sendable, CaseIterable {
  case north = "N"
  case northEast = "NE"
  case east = "E"
  case southEast = "SE"
  case south = "S"
  case southWest = "SW"
  case west = "W"
  case northWest = "NW"
  /// Stays where it is.
  case stay
  /// Takes the key that it stands on.
  case take
  /// Opens the closed doors beside it that it has a key for.
  case open

  /// The direction of a move; nil for an action that is not a move.
  var direction: GridDirection? {
    switch self {
    case .north: GridDirection(-1, 0)
    case .northEast: GridDirection(-1, 1)
    case .east: GridDirection(0, 1)
    case .southEast: GridDirection(1, 1)
    case .south: GridDirection(1, 0)
    case .southWest: GridDirection(1, -1)
    case .west: GridDirection(0, -1)
    case .northWest: GridDirection(-1, -1)
    case .stay, .take, .open: nil
    }
  }
}

/// A direction: rows down and columns to the right, each -1, 0 or 1.
struct GridDirection: Hashable, Sendable {
  var rows: Int
  var columns: Int

  init(_ rows: Int, _ columns: Int) {
    self.rows = rows
    self.columns = columns
  }

  /// The direction a quarter turn to the left of this one; two of them are back, three are right.
  var left: GridDirection { GridDirection(-columns, rows) }
}
