// SPDX-License-Identifier: Apache-2.0

internal import CDioramaKernels
internal import DioramaMath
internal import DioramaScene

/// The pairs of a cloth's particles that may touch in a time step, found through a grid of cells.
///
/// The grid is made anew every time from the positions alone, so that nothing of the past can change
/// which pairs there are or their order.
///
/// > Source: Teschner et al. 2003, *Optimized spatial hashing for collision detection of deformable
/// > objects*.
@safe struct ClothPairs {
  /// The number of pairs.
  private(set) var count = 0
  private var memory: ContiguousArray<SIMD2<Int32>> = []
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
    // a particle has at most as many pairs as there are others
    memory = ContiguousArray(repeating: .zero, count: (Self.pairLimit + 1) * particles)
  }

  /// The pair of this number; they are sorted by their first particle.
  subscript(number: Int) -> SIMD2<Int32> { memory[number] }

  /// Finds the pairs nearer than the distance at which they touch plus `margin` [m].
  mutating func find(_ arrays: ClothArrays, margin: Double) {
    let reach = distance + margin
    Self.sort(arrays, cellSize: reach, &heads, &previous, &cells)
    count = collect(arrays, limit: reach * reach)
  }

  private mutating func collect(_ arrays: ClothArrays, limit: Double) -> Int {
    let (particles, strides) = (cells.count, Self.strides)
    guard particles > 0 else { return 0 }
    let position = unsafe arrays.kernel.position
    return unsafe memory.withUnsafeMutableBytes { pairs in
      unsafe cells.withUnsafeBytes { cells in
        unsafe places.withUnsafeBytes { places in
          unsafe heads.withUnsafeBufferPointer { heads in
            unsafe previous.withUnsafeBufferPointer { previous in
              func numbers(_ bytes: UnsafeRawBufferPointer) -> UnsafePointer<Int32>? {
                unsafe bytes.baseAddress?.assumingMemoryBound(to: Int32.self)
              }
              var grid = unsafe diorama_cloth_grid(
                count: particles,
                position: (
                  UnsafePointer(position.0), UnsafePointer(position.1), UnsafePointer(position.2)
                ),
                cells: numbers(cells), places: numbers(places), heads: heads.baseAddress,
                previous: previous.baseAddress,
                mask: Int32(truncatingIfNeeded: heads.count - 1),
                strides: (strides.x, strides.y, strides.z), spacing: (spacing.x, spacing.y),
                distance: distance)
              return unsafe diorama_cloth_find_pairs(
                &grid, limit, Self.pairLimit * particles,
                pairs.baseAddress?.assumingMemoryBound(to: Int32.self))
            }
          }
        }
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

  @inline(__always) private static func floored(_ x: Double) -> Int32 {
    let whole = Int32(max(-1e9, min(x, 1e9)))  // NaN becomes a bound too
    return Double(whole) > x ? whole &- 1 : whole
  }
}
