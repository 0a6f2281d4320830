// SPDX-License-Identifier: Apache-2.0

/// The map of a gridworld: its cells, and the settings that say how it behaves.
///
/// `scenes/README.md` describes the text; ``init(contentsOf:)`` and ``init(text:file:)`` read it. Make a
/// variant by changing a number: `map.livingReward = -0.04`.
public struct GridMap: Hashable, Sendable {
  /// The directions in which a move that slips may go.
  public enum SlipTarget: String, Hashable, Sendable, CaseIterable {
    /// To the left or right of where it wanted.
    case sides
    /// To the left, to the right or back.
    case others
  }

  /// The material of ordinary cells.
  public enum Floor: String, Hashable, Sendable, CaseIterable {
    case stone, ice
  }

  /// The map's name.
  public var name: String
  /// Steps until an episode is truncated.
  public var horizon = 100
  /// The living reward: of a step to any cell but a goal, a hole or a cliff.
  public var livingReward = 0.0
  /// The reward of a step to a goal, instead of the living reward.
  public var goalReward = 1.0
  /// The reward of a step into a hole, instead of the living reward.
  public var holeReward = 0.0
  /// The reward of a step over a cliff, instead of the living reward.
  public var cliffReward = -100.0
  /// The probability that a move slips, in `0...1`.
  public var slip = 0.0
  /// The probability that a move slips that begins on ice, in `0...1`.
  public var iceSlip = 2.0 / 3
  /// The directions in which a move that slips goes, each equally likely.
  public var slipTarget = SlipTarget.sides
  /// The material of ordinary cells.
  public var floor = Floor.stone
  /// The strength of the wind: how many cells north it blows a move that begins in each column, `[columns]`.
  public var wind: [Int]
  /// The agent's actions, in the order of their numbers.
  public var actions: [GridAction] = [.north, .east, .south, .west]
  /// Whether an episode may start on any ordinary cell, rather than only on those marked as starts.
  public var startsAnywhere = false

  public let rows: Int
  public let columns: Int
  /// The cells, the north row first, `[rows, columns]`.
  public let cells: [GridCell]
  /// The path of the file that it was read from, for messages.
  let file: String
  /// The line of the first row, counted from 1.
  let firstLine: Int

  /// Makes a map of `cells`, `[rows, columns]`, with the default settings.
  init(name: String, file: String, firstLine: Int, rows: Int, columns: Int, cells: [GridCell]) {
    precondition(cells.count == rows * columns, "\(rows) × \(columns) are not \(cells.count)")
    self.name = name
    self.file = file
    self.firstLine = firstLine
    self.rows = rows
    self.columns = columns
    self.cells = cells
    wind = Array(repeating: 0, count: columns)
  }

  /// The largest number of rows, and of columns.
  static let sizeLimit = 256

  /// Returns the name of `cell`: row and column, counted from 1 in the south-west as in the book.
  public func name(of cell: Int) -> String { "\(rows - cell / columns),\(cell % columns + 1)" }

  /// Returns the probability that a move from `cell` slips.
  func slip(at cell: Int) -> Double {
    switch cells[cell] {
    case .ice: iceSlip
    case .floor, .start: floor == .ice ? iceSlip : slip
    default: slip
    }
  }

  /// The cells where an episode may start.
  var starts: [Int] {
    cells.indices.filter {
      cells[$0] == .start || startsAnywhere && [.floor, .ice].contains(cells[$0])
    }
  }
}
