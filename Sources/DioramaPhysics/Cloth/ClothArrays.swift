// SPDX-License-Identifier: Apache-2.0

internal import CDioramaKernels
internal import DioramaMath

/// One array of a cloth while it is stepped; indices are the particles'.
///
/// Indices are not checked: ``ClothArrays`` checks once that the whole layout fits the memory, and the
/// kernels only access the particles of the layout.
@safe struct ClothArray {
  private let first: UnsafeMutablePointer<Double>

  init(_ first: UnsafeMutablePointer<Double>) { unsafe self.first = unsafe first }

  @inline(__always) subscript(index: Int) -> Double {
    get { unsafe first[index] }
    nonmutating set { unsafe first[index] = newValue }
  }
}

/// Three arrays: x, y and z.
struct ClothVectors {
  let x: ClothArray
  let y: ClothArray
  let z: ClothArray

  @inline(__always) subscript(index: Int) -> Vector3 {
    get { Vector3(x[index], y[index], z[index]) }
    nonmutating set {
      x[index] = newValue.x
      y[index] = newValue.y
      z[index] = newValue.z
    }
  }
}

/// All arrays of a cloth while it is stepped.
@safe struct ClothArrays {
  let layout: ClothLayout
  let position: ClothVectors
  let velocity: ClothVectors
  let force: ClothVectors
  let mobility: ClothArray
  /// All arrays as the kernels know them.
  let kernel: diorama_cloth

  /// Lays `layout` over `memory`.
  ///
  /// - Precondition: The memory has as many numbers as the layout.
  init(_ layout: ClothLayout, _ memory: UnsafeMutableBufferPointer<Double>) {
    guard let base = memory.baseAddress, memory.count == layout.size else {
      preconditionFailure("a cloth has \(layout.size) numbers, not \(memory.count)")
    }
    self.layout = layout
    func array(_ index: Int) -> UnsafeMutablePointer<Double> { unsafe base + layout.start(index) }
    func three(_ first: ClothLayout.Array) -> (
      UnsafeMutablePointer<Double>?, UnsafeMutablePointer<Double>?, UnsafeMutablePointer<Double>?
    ) {
      let first = first.rawValue
      return unsafe (array(first), array(first + 1), array(first + 2))
    }
    func vectors(_ first: ClothLayout.Array) -> ClothVectors {
      let first = first.rawValue
      return unsafe ClothVectors(
        x: ClothArray(array(first)), y: ClothArray(array(first + 1)),
        z: ClothArray(array(first + 2)))
    }
    position = vectors(.position)
    velocity = vectors(.velocity)
    force = vectors(.force)
    let still = unsafe array(ClothLayout.Array.mobility.rawValue)
    mobility = unsafe ClothArray(still)
    unsafe kernel = unsafe diorama_cloth(
      count: layout.lanes, position: three(.position), velocity: three(.velocity),
      force: three(.force), spring: three(.spring), mobility: still, stiffness: base)
  }
}
