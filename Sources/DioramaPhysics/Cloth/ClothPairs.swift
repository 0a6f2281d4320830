// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaScene

/// The pairs of a cloth's particles that may touch in a time step, found through a grid of cells.
///
/// The grid is made anew every time from the positions alone, so that nothing of the past can change
/// which pairs there are or their order.
///
/// > Source: Teschner et al. 2003, *Optimized spatial hashing for collision detection of deformable
/// > objects*.
struct ClothPairs {
  private(set) var pairs: ContiguousArray<SIMD2<Int32>> = []
  /// The distance at which particles touch [m].
  let distance: Double
  /// The last particle in each slot of the hash table, -1 for none.
  private var heads: ContiguousArray<Int32> = []
  /// The particle before in the same slot, `[particles]`.
  private var previous: ContiguousArray<Int32> = []
  /// The cell of each particle, and its place in the table, `[particles]`.
  private var cells: ContiguousArray<SIMD4<Int32>> = []
  /// The row and the column of each particle, `[particles]`.
  private let places: ContiguousArray<SIMD2<Int32>>
  private let spacing: SIMD2<Double>

  /// The number of pairs kept for each particle, on average; far more than occur in a heap of cloth.
  private static let pairLimit = 32

  /// The factors of a cell's coordinates in its place in the table: a neighbour's is a fixed distance away.
  private static let strides = SIMD3<Int32>(1, 2_533, 15_131)

  /// Half of the neighbours of a cell; the other half have the cell among theirs.
  private static let neighbours: [SIMD4<Int32>] = {
    var neighbours: [SIMD4<Int32>] = []
    for x: Int32 in -1...1 {
      for y: Int32 in -1...1 {
        for z: Int32 in -1...1 where (x, y, z) > (0, 0, 0) {
          let place = strides.x &* x &+ strides.y &* y &+ strides.z &* z
          neighbours.append(SIMD4(x, y, z, place))
        }
      }
    }
    return neighbours
  }()

  init() {
    places = []
    spacing = .zero
    distance = 0
  }

  init(_ sheet: ClothSheet) {
    let particles = sheet.particleCount
    let columns = Int32(truncatingIfNeeded: sheet.count.y)
    places = ContiguousArray(
      (0..<Int32(truncatingIfNeeded: particles)).map { SIMD2($0 / columns, $0 % columns) })
    spacing = sheet.spacing
    distance = 2 * sheet.radius
    var size = 64
    while size < 4 * particles { size *= 2 }
    heads = ContiguousArray(repeating: -1, count: size)
    previous = ContiguousArray(repeating: -1, count: particles)
    cells = ContiguousArray(repeating: .zero, count: particles)
    pairs.reserveCapacity(Self.pairLimit * particles)
  }

  /// Finds the pairs nearer than the distance at which they touch plus `margin` [m].
  mutating func find(_ arrays: ClothArrays, margin: Double) {
    let reach = distance + margin
    Self.sort(arrays, cellSize: reach, &heads, &previous, &cells)
    // moved out and back, so that the tables may be read meanwhile
    var found: ContiguousArray<SIMD2<Int32>> = []
    swap(&found, &pairs)
    found.removeAll(keepingCapacity: true)
    collect(arrays, limit: reach * reach, &found)
    swap(&found, &pairs)
  }

  private func collect(
    _ arrays: ClothArrays, limit: Double, _ found: inout ContiguousArray<SIMD2<Int32>>
  ) {
    let heads = heads.span
    let previous = previous.span
    let cells = cells.span
    let places = places.span
    let neighbours = Self.neighbours.span
    let mask = Int32(truncatingIfNeeded: heads.count - 1)
    for index in cells.indices where found.count < Self.pairLimit * cells.count {
      let cell = cells[index]
      let place = arrays.position[index]
      let number = Int32(truncatingIfNeeded: index)
      // in the same cell the later particles, in the others all
      var next = -1
      var wanted = cell
      var other = heads[Int(cell.w & mask)]
      while true {
        while other > (next < 0 ? number : -1) {
          let candidate = Int(other)
          let offset = arrays.position[candidate] - place
          if offset.dot(offset) < limit, cells[candidate] == wanted,
            mayTouch(places[index], places[candidate])
          {
            found.append(SIMD2(number, other))
          }
          other = previous[candidate]
        }
        next &+= 1
        guard next < neighbours.count else { break }
        wanted = cell &+ neighbours[next]
        other = heads[Int(wanted.w & mask)]
      }
    }
  }

  /// Enters the particles into the table.
  private static func sort(
    _ arrays: ClothArrays, cellSize: Double, _ heads: inout ContiguousArray<Int32>,
    _ previous: inout ContiguousArray<Int32>, _ cells: inout ContiguousArray<SIMD4<Int32>>
  ) {
    var heads = heads.mutableSpan
    var previous = previous.mutableSpan
    var cells = cells.mutableSpan
    for slot in heads.indices { heads[slot] = -1 }
    let mask = Int32(truncatingIfNeeded: heads.count - 1)
    let perCell = 1 / cellSize
    for index in cells.indices {
      let scaled = arrays.position[index] * perCell
      let x = floored(scaled.x)
      let y = floored(scaled.y)
      let z = floored(scaled.z)
      let place = strides.x &* x &+ strides.y &* y &+ strides.z &* z
      cells[index] = SIMD4(x, y, z, place)
      let slot = Int(place & mask)
      previous[index] = heads[slot]
      heads[slot] = Int32(truncatingIfNeeded: index)
    }
  }

  /// Whether two particles in these places are not neighbours, and at rest no nearer than the distance at which
  /// they touch.
  @inline(__always)
  private func mayTouch(_ first: SIMD2<Int32>, _ second: SIMD2<Int32>) -> Bool {
    let rows = abs(second.x &- first.x)
    let columns = abs(second.y &- first.y)
    guard rows > 1 || columns > 1 else { return false }
    let x = Double(rows) * spacing.x
    let y = Double(columns) * spacing.y
    return x * x + y * y >= distance * distance
  }

  @inline(__always) private static func floored(_ x: Double) -> Int32 {
    let whole = Int32(max(-1e9, min(x, 1e9)))  // NaN becomes a bound too
    return Double(whole) > x ? whole &- 1 : whole
  }
}
