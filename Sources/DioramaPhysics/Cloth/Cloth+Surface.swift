// SPDX-License-Identifier: Apache-2.0

public import DioramaMath
internal import DioramaScene

extension Cloth {
  /// The area, of both triangles of every cell [m²].
  public var area: Double {
    var area = 0.0
    forEachTriangle { a, b, c in area += 0.5 * (b - a).cross(c - a).length }
    return area
  }

  /// The area of the cloth at rest [m²].
  public var restArea: Double {
    Double((sheet.count.x - 1) * (sheet.count.y - 1)) * sheet.spacing.x * sheet.spacing.y
  }

  /// A measure of how crumpled the cloth is: the fraction of pairs of cells, next but one to each other along
  /// x or y, whose normals are more than 120° apart.
  ///
  /// A cloth that hangs or lies over a box is bent by a right angle along lines; a heap is folded back
  /// on itself in many places.
  public var crumpling: Double {
    let (rows, columns) = (sheet.count.x - 1, sheet.count.y - 1)
    guard rows > 0, columns > 0 else { return 0 }
    func normal(_ i: Int, _ j: Int) -> Vector3 {
      let first = i * sheet.count.y + j
      let along = position(of: first + sheet.count.y + 1) - position(of: first)
      return along.cross(position(of: first + 1) - position(of: first + sheet.count.y)).normalized
    }
    var normals: [Vector3] = []
    normals.reserveCapacity(rows * columns)
    for i in 0..<rows { for j in 0..<columns { normals.append(normal(i, j)) } }
    var (sharp, pairs) = (0, 0)
    for i in 0..<rows {
      for j in 0..<columns {
        let here = normals[i * columns + j]
        if i + 2 < rows {
          pairs += 1
          if here.dot(normals[(i + 2) * columns + j]) < -0.5 { sharp += 1 }
        }
        if j + 2 < columns {
          pairs += 1
          if here.dot(normals[i * columns + j + 2]) < -0.5 { sharp += 1 }
        }
      }
    }
    return Double(sharp) / Double(max(1, pairs))
  }

  /// Returns the part of a horizontal rectangle that the cloth lies on, in `0...1`.
  ///
  /// - Parameters:
  ///   - rectangle: The pose of its middle; it spans the pose's x and y axes.
  ///   - halfSize: Half its edges [m].
  ///   - height: The largest distance from it at which cloth counts [m].
  ///   - samples: The number of points that are tested along each edge.
  /// - Returns: The fraction of the points that have cloth above or below them, within `height`.
  public func coverage(
    of rectangle: Pose, halfSize: SIMD2<Double>, within height: Double, samples: Int = 24
  ) -> Double {
    var covered = Array(repeating: false, count: samples * samples)
    let inverse = rectangle.inverse
    let scale = Double(samples) / (2 * halfSize)
    let local = positions.map { inverse.transform($0) }
    for i in 0..<max(0, sheet.count.x - 1) {
      for j in 0..<max(0, sheet.count.y - 1) {
        let first = i * sheet.count.y + j
        let corners = [
          local[first], local[first + 1], local[first + sheet.count.y + 1],
          local[first + sheet.count.y],
        ]
        let heights = corners.map(\.z)
        guard let low = heights.min(), let high = heights.max(), high > -height, low < height
        else { continue }
        for (a, b, c) in [(0, 1, 2), (0, 2, 3)] {
          mark(
            corners[a], corners[b], corners[c], halfSize, scale,
            height, samples, &covered)
        }
      }
    }
    return Double(covered.count { $0 }) / Double(samples * samples)
  }

  /// Marks the points of the raster that the triangle a, b, c covers.
  private func mark(
    _ a: Vector3, _ b: Vector3, _ c: Vector3, _ half: SIMD2<Double>, _ scale: SIMD2<Double>,
    _ height: Double, _ samples: Int, _ covered: inout [Bool]
  ) {
    let doubled = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)
    guard abs(doubled) > 1e-12 else { return }
    func cells(_ low: Double, _ high: Double, _ half: Double, _ scale: Double) -> ClosedRange<Int>?
    {
      // points are in the middle of their cells
      let first = max(0, ((low + half) * scale - 0.5).rounded(.up))
      let last = min(Double(samples - 1), ((high + half) * scale - 0.5).rounded(.down))
      return first <= last ? Int(first)...Int(last) : nil
    }
    guard let xs = cells(min(a.x, b.x, c.x), max(a.x, b.x, c.x), half.x, scale.x),
      let ys = cells(min(a.y, b.y, c.y), max(a.y, b.y, c.y), half.y, scale.y)
    else { return }
    for column in xs {
      let x = (Double(column) + 0.5) / scale.x - half.x
      for row in ys {
        let y = (Double(row) + 0.5) / scale.y - half.y
        let s = ((x - a.x) * (c.y - a.y) - (y - a.y) * (c.x - a.x)) / doubled
        let t = ((b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x)) / doubled
        guard s >= 0, t >= 0, s + t <= 1 else { continue }
        let z = a.z + s * (b.z - a.z) + t * (c.z - a.z)
        if abs(z) <= height { covered[row * samples + column] = true }
      }
    }
  }

  private func forEachTriangle(_ body: (Vector3, Vector3, Vector3) -> Void) {
    for i in 0..<max(0, sheet.count.x - 1) {
      for j in 0..<max(0, sheet.count.y - 1) {
        let first = i * sheet.count.y + j
        let (a, b) = (position(of: first), position(of: first + 1))
        let (c, d) = (
          position(of: first + sheet.count.y + 1), position(of: first + sheet.count.y)
        )
        body(a, b, c)
        body(a, c, d)
      }
    }
  }
}
