// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath

extension RandomStream {
  /// Returns an offset drawn uniformly: along each axis within ± the number of `ranges` for it.
  mutating func offset(within ranges: [Double]) -> Vector3 {
    var offset = Vector3.zero
    for axis in 0..<3 { offset[axis] = uniform(in: -ranges[axis]...ranges[axis]) }
    return offset
  }

  /// Returns a point drawn uniformly from the box between two corners.
  mutating func point(from lower: Vector3, to upper: Vector3) -> Vector3 {
    var point = Vector3.zero
    for axis in 0..<3 { point[axis] = uniform(in: lower[axis]...upper[axis]) }
    return point
  }
}

extension Vector3 {
  /// The numbers x, y and z.
  var numbers: [Double] { [x, y, z] }
}
