// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaScene

/// The pairs of a cloth's particles that may touch in a time step, found through a grid of cells.
///
/// The grid is made anew every time from the positions alone, and pairs come in the order of their
/// particles, so that nothing of the past can change what follows.
///
/// > Source: Teschner et al. 2003, *Optimized spatial hashing for collision detection of deformable
/// > objects*.
struct ClothPairs {
  private(set) var pairs: ContiguousArray<SIMD2<Int32>> = []
  /// The last particle in each cell, -1 for none.
  private var heads: ContiguousArray<Int32> = []
  /// The particle before in the same cell, `[particles]`.
  private var previous: ContiguousArray<Int32> = []
  private var cells: ContiguousArray<SIMD3<Int32>> = []
  private let count: SIMD2<Int>
  private let spacing: SIMD2<Double>
  /// Where particles touch [m].
  let distance: Double

  /// Cells of the hash table: a power of two.
  private static let tableSize = 4096

  init() {
    count = .zero
    spacing = .zero
    distance = 0
  }

  init(_ sheet: ClothSheet) {
    count = sheet.count
    spacing = sheet.spacing
    distance = 2 * sheet.radius
    heads = ContiguousArray(repeating: -1, count: Self.tableSize)
    previous = ContiguousArray(repeating: -1, count: sheet.particleCount)
    cells = ContiguousArray(repeating: .zero, count: sheet.particleCount)
    pairs.reserveCapacity(Self.pairLimit * sheet.particleCount)
  }

  /// Pairs that are kept for each particle, on average; far more than fit in a heap of cloth.
  private static let pairLimit = 32

  /// Finds the pairs nearer than where they touch plus `margin` [m].
  mutating func find(_ arrays: ClothArrays, margin: Double) {
    pairs.removeAll(keepingCapacity: true)
    let particles = previous.count
    guard particles > 0 else { return }
    let reach = distance + margin
    let limit = reach * reach
    let perCell = 1 / reach
    for index in 0..<particles {
      let scaled = arrays.position[index] * perCell
      // floors, for positions far beyond any cloth too
      let cell = SIMD3<Int32>(
        truncatingIfNeeded: SIMD3<Int64>(
          Self.floored(scaled.x), Self.floored(scaled.y), Self.floored(scaled.z)))
      cells[index] = cell
      let slot = Self.slot(cell.x, cell.y, cell.z)
      // later ones are found by earlier ones, so each is looked up before it is entered
      previous[index] = heads[slot]
      heads[slot] = Int32(truncatingIfNeeded: index)
    }
    for index in 0..<particles where pairs.count < Self.pairLimit * particles {
      let cell = cells[index]
      let place = arrays.position[index]
      let first = pairs.count
      for x in -1...1 {
        for y in -1...1 {
          for z in -1...1 {
            let near = cell &+ SIMD3(Int32(x), Int32(y), Int32(z))
            var other = Int(heads[Self.slot(near.x, near.y, near.z)])
            while other > index {
              let offset = arrays.position[other] - place
              if cells[other] == near, offset.dot(offset) < limit, mayTouch(index, other) {
                pairs.append(SIMD2(Int32(index), Int32(other)))
              }
              other = Int(previous[other])
            }
          }
        }
      }
      sort(from: first)
    }
    for index in 0..<particles {
      let cell = cells[index]
      heads[Self.slot(cell.x, cell.y, cell.z)] = -1
    }
  }

  /// Sorts the pairs of one particle, the last ones, by their second; there are a few.
  private mutating func sort(from first: Int) {
    var sorted = first + 1
    while sorted < pairs.count {
      let pair = pairs[sorted]
      var place = sorted
      while place > first, pairs[place - 1].y > pair.y {
        pairs[place] = pairs[place - 1]
        place -= 1
      }
      pairs[place] = pair
      sorted += 1
    }
  }

  /// Whether two particles are apart by more than a cell, and by more than they touch at, when at rest.
  private func mayTouch(_ first: Int, _ second: Int) -> Bool {
    let rows = second / count.y - first / count.y
    let columns = abs(second % count.y - first % count.y)
    guard rows > 1 || columns > 1 else { return false }
    let x = Double(rows) * spacing.x
    let y = Double(columns) * spacing.y
    return x * x + y * y >= distance * distance
  }

  @inline(__always) private static func floored(_ x: Double) -> Int64 {
    let whole = Int64(max(-1e15, min(x, 1e15)))
    return Double(whole) > x ? whole - 1 : whole
  }

  @inline(__always) private static func slot(_ x: Int32, _ y: Int32, _ z: Int32) -> Int {
    let hash = (x &* 73_856_093) ^ (y &* 19_349_663) ^ (z &* 83_492_791)
    return Int(truncatingIfNeeded: hash) & (tableSize - 1)
  }
}
