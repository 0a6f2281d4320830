// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath

/// A SIMD vector with one number for each of four particles.
typealias Lanes = SIMD4<Double>

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

  /// The numbers of `index` and the three particles after it.
  @inline(__always) subscript(lanes index: Int) -> Lanes {
    get { unsafe UnsafeRawPointer(first + index).loadUnaligned(as: Lanes.self) }
    nonmutating set {
      unsafe UnsafeMutableRawPointer(first + index).storeBytes(of: newValue, as: Lanes.self)
    }
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
  let spring: ClothVectors
  let mobility: ClothArray
  private let memory: UnsafeMutablePointer<Double>

  /// Lays `layout` over `memory`.
  ///
  /// - Precondition: The memory has as many numbers as the layout.
  init(_ layout: ClothLayout, _ memory: UnsafeMutableBufferPointer<Double>) {
    guard let base = memory.baseAddress, memory.count == layout.size else {
      preconditionFailure("a cloth has \(layout.size) numbers, not \(memory.count)")
    }
    self.layout = layout
    unsafe self.memory = unsafe base
    func array(_ index: Int) -> ClothArray { unsafe ClothArray(base + layout.start(index)) }
    func vectors(_ first: ClothLayout.Array) -> ClothVectors {
      ClothVectors(
        x: array(first.rawValue), y: array(first.rawValue + 1), z: array(first.rawValue + 2))
    }
    position = vectors(.position)
    velocity = vectors(.velocity)
    force = vectors(.force)
    spring = vectors(.spring)
    mobility = array(ClothLayout.Array.mobility.rawValue)
  }

  /// The springs' stiffnesses of a family [N/m], by their first particle.
  func stiffness(_ family: ClothLayout.Family) -> ClothArray {
    unsafe ClothArray(memory + layout.start(family.array))
  }
}
