// SPDX-License-Identifier: Apache-2.0

/// Solves `A x = b` for a symmetric matrix A without negative eigenvalues, of which only products are known.
///
/// Each iteration costs one product. Without rounding, as many as A has different eigenvalues give x.
///
/// > Source: Hestenes and Stiefel 1952, *Methods of Conjugate Gradients for Solving Linear Systems*.
///
/// - Parameters:
///   - b: The right-hand side.
///   - iterations: The largest number of iterations.
///   - tolerance: The length of the rest `b - A x`, as a share of that of b, at which it stops.
///   - product: Returns A times a vector.
/// - Returns: x, as far as the iterations took it; 0 if b is 0.
package func conjugateGradients(
  _ b: [Double], iterations: Int, tolerance: Double = 1e-5, product: ([Double]) -> [Double]
) -> [Double] {
  var x = [Double](repeating: 0, count: b.count)
  var (rest, direction, square) = (b, b, dot(b, b))
  let goal = tolerance * tolerance * square
  for _ in 0..<iterations where square > goal {
    let image = product(direction)
    let curvature = dot(direction, image)
    guard curvature > 0 else { break }  // rounding, where A is all but singular
    x.add(square / curvature, direction)
    rest.add(-square / curvature, image)
    let next = dot(rest, rest)
    direction = zip(rest, direction).map { $0 + next / square * $1 }
    square = next
  }
  return x
}

/// Returns the inner product of two vectors.
package func dot(_ a: [Double], _ b: [Double]) -> Double {
  precondition(a.count == b.count, "vectors of \(a.count) and \(b.count) numbers")
  return a.indices.reduce(0) { $0 + a[$1] * b[$1] }
}

extension [Double] {
  /// Adds `factor` times `other`.
  package mutating func add(_ factor: Double, _ other: [Double]) {
    precondition(count == other.count, "vectors of \(count) and \(other.count) numbers")
    for index in indices { self[index] += factor * other[index] }
  }
}
