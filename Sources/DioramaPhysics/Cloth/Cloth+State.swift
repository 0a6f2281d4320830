// SPDX-License-Identifier: Apache-2.0

internal import DioramaScene

extension Cloth {
  /// The whole state as bits: positions, velocities and the scale of its mass.
  public var state: [UInt64] {
    var words: [UInt64] = []
    words.reserveCapacity(stateCount)
    for array in 0..<6 {
      let start = layout.start(array)
      for number in numbers[start..<start + sheet.particleCount] { words.append(number.bitPattern) }
    }
    words.append(massScale.bitPattern)
    return words
  }

  /// The number of words of ``state``.
  public var stateCount: Int { 6 * sheet.particleCount + 1 }

  /// Resumes from `state`, bit for bit.
  ///
  /// - Precondition: It has ``stateCount`` words, all of finite numbers.
  func restore(_ state: ArraySlice<UInt64>) {
    precondition(state.count == stateCount, "a cloth's state has \(stateCount) words")
    var next = state.startIndex
    for array in 0..<6 {
      let start = layout.start(array)
      for index in start..<start + sheet.particleCount {
        numbers[index] = Double(bitPattern: state[next])
        next += 1
      }
    }
    massScale = Double(bitPattern: state[next])
    deepestContact = 0
  }
}
