// SPDX-License-Identifier: Apache-2.0

internal import CDioramaKernels
internal import DioramaScene

/// The memory layout of a cloth: one array for each quantity, all in one block.
///
/// Each array has room before its first and after its last particle, so that eight particles can be handled at
/// once and the two ends of every spring of a kind are the same distance apart in memory, whatever row they
/// are in: springs that do not exist have stiffness 0.
struct ClothLayout {
  /// A family of springs of one kind: all that join particle `i` to `i + offset`.
  struct Family {
    let offset: Int
    /// The rest length [m].
    let restLength: Double
    /// The stiffness [N/m].
    let stiffness: Double
    /// The damping divided by the stiffness [s].
    let relaxation: Double
    /// The offset between the two ends in the grid, along x and y.
    let reach: SIMD2<Int>
    /// The index of the array that holds its stiffnesses.
    let array: Int
  }

  /// The arrays by their place: positions, velocities, forces, one family's forces, and mobility (0
  /// where a particle is pinned, else 1); the stiffnesses follow.
  enum Array: Int {
    case position
    case velocity = 3
    case force = 6
    case spring = 9
    case mobility = 12
    case stiffness
  }

  let count: SIMD2<Int>
  /// The number of particles, rounded up to whole lanes.
  let lanes: Int
  /// The room before the first particle, in numbers.
  let front: Int
  /// The length of an array, in numbers.
  let stride: Int
  let families: [Family]
  /// The families as the kernels know them.
  let springs: ContiguousArray<diorama_springs>

  init(_ sheet: ClothSheet) {
    count = sheet.count
    let row = count.y
    let (a, b) = (sheet.spacing.x, sheet.spacing.y)
    let (k, c) = (sheet.stiffness, sheet.damping)
    let diagonal = (a * a + b * b).squareRoot()
    let kinds: [(reach: SIMD2<Int>, length: Double, stiffness: Double, damping: Double)] = [
      (SIMD2(0, 1), b, k.structural.y, c.structural.y),
      (SIMD2(1, 0), a, k.structural.x, c.structural.x),
      (SIMD2(1, 1), diagonal, k.shear, c.shear),
      (SIMD2(1, -1), diagonal, k.shear, c.shear),
      (SIMD2(0, 2), 2 * b, k.bend.y, c.bend.y),
      (SIMD2(2, 0), 2 * a, k.bend.x, c.bend.x),
    ]
    var families: [Family] = []
    for kind in kinds where kind.stiffness > 0 {
      guard kind.reach.x < count.x, abs(kind.reach.y) < count.y else { continue }
      families.append(
        Family(
          offset: kind.reach.x * row + kind.reach.y, restLength: kind.length,
          stiffness: kind.stiffness, relaxation: kind.damping / kind.stiffness, reach: kind.reach,
          array: Array.stiffness.rawValue + families.count))
    }
    self.families = families
    lanes = (count.x * row + 7) / 8 * 8
    front = (2 * row + 9) / 8 * 8
    stride = front + lanes + front + 8
    let (stride, front) = (stride, front)
    springs = ContiguousArray(
      families.map {
        diorama_springs(
          offset: $0.offset, length: $0.restLength, relaxation: $0.relaxation,
          stiffness: $0.array * stride + front)
      })
  }

  /// The size of all arrays together, in numbers.
  var size: Int { (Array.stiffness.rawValue + families.count) * stride }

  /// Returns the place of the first particle in the array `index`.
  func start(_ index: Int) -> Int { index * stride + front }

  /// Whether the family's spring from the particle in row `i` and column `j` exists.
  func joins(_ family: Family, _ i: Int, _ j: Int) -> Bool {
    i + family.reach.x < count.x && (0..<count.y).contains(j + family.reach.y)
  }
}
