// SPDX-License-Identifier: Apache-2.0

/// A gridworld as it is written: the cells, and the numbers that say how it behaves.
///
/// `scenes/README.md` describes the text; ``init(contentsOf:)`` and ``init(text:file:)`` read it. Make a
/// variant by changing a number: `map.livingReward = -0.04`.
public struct GridMap: Hashable, Sendable {
  /// Where an agent goes that slips.
  public enum SlipTarget: String, Hashable, Sendable, CaseIterable {
    /// To the left or right of where it wanted.
    case sides
    /// To the left, to the right or back.
    case others
  }

  /// What ordinary cells are made of.
  public enum Floor: String, Hashable, Sendable, CaseIterable {
    case stone, ice
  }

  /// What it is called.
  public var name: String
  /// Steps until an episode is truncated.
  public var horizon = 100
  /// The reward of a step to a cell that is no other kind.
  public var livingReward = 0.0
  /// The reward of a step to a goal, instead of the living reward.
  public var goalReward = 1.0
  /// The reward of a step into a hole, instead of the living reward.
  public var holeReward = 0.0
  /// The reward of a step over a cliff, instead of the living reward.
  public var cliffReward = -100.0
  /// How likely a move goes elsewhere, in `0...1`.
  public var slip = 0.0
  /// How likely a move that begins on ice goes elsewhere, in `0...1`.
  public var iceSlip = 2.0 / 3
  /// Where a move goes that slips, each equally likely.
  public var slipTarget = SlipTarget.sides
  /// What ordinary cells are made of.
  public var floor = Floor.stone
  /// Cells to the north that a move is blown, by the column that it begins in, `[columns]`.
  public var wind: [Int]
  /// What the agent can do, in the order of the action numbers.
  public var actions: [GridAction] = [.north, .east, .south, .west]
  /// Whether an episode starts on any ordinary cell, rather than on those marked so.
  public var startsAnywhere = false

  public let rows: Int
  public let columns: Int
  /// The cells, the north row first, `[rows, columns]`.
  public let cells: [GridCell]
  /// The file that it was read from, for messages.
  let file: String
  /// The line of the first row, counted from 1.
  let firstLine: Int

  /// Makes a map of `cells`, `[rows, columns]`, that all other numbers are the usual ones of.
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

  /// Returns what `cell` is called: row and column, counted from 1 in the south-west as in the book.
  public func name(of cell: Int) -> String { "\(rows - cell / columns),\(cell % columns + 1)" }

  /// How likely a move from `cell` goes elsewhere.
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
