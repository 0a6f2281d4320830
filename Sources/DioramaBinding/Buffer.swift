// SPDX-License-Identifier: Apache-2.0

internal import CDiorama
internal import DioramaCore

/// An output buffer of C: a pointer and a count of elements.
@safe struct Buffer<Element: BitwiseCopyable> {
  // every access is within the length that the caller has given
  private let base: UnsafeMutablePointer<Element>?
  private let count: Int
  private let name: StaticString

  init(_ base: UnsafeMutablePointer<Element>?, _ count: Int, _ name: StaticString) {
    unsafe self.base = unsafe base
    self.count = count
    self.name = name
  }

  var isWanted: Bool { unsafe base != nil }

  /// Checks that the buffer, if it is given, has room for `needed` elements, and that there are any.
  func check(_ needed: Int) throws {
    guard isWanted else { return try checkRoom(0) }
    guard needed > 0 else {
      throw Failure.invalid("'\(name)' is given, but this environment has none; set it to NULL")
    }
    try checkRoom(needed)
  }

  /// Checks that the buffer, if it is given, has room for `needed` elements, which may be 0.
  func checkRoom(_ needed: Int) throws {
    try checkCount(count, isThere: isWanted, name)
    guard isWanted, count < needed else { return }
    throw Failure(
      DIORAMA_BUFFER_TOO_SHORT, "'\(name)' has \(count) elements; it needs \(needed)")
  }

  /// Checks that the buffer is given and has room for `needed` elements.
  func require(_ needed: Int) throws {
    guard isWanted else { throw Failure.invalid("'\(name)' is NULL") }
    try checkRoom(needed)
  }

  /// Writes `elements`, which must have been checked to fit, from `start` on.
  func write(_ elements: [Element], at start: Int = 0) {
    guard let base = unsafe base else { return }
    precondition(start >= 0 && start + elements.count <= count, "'\(name)' was not checked")
    unsafe elements.withUnsafeBufferPointer { source in
      guard let first = source.baseAddress else { return }
      unsafe (base + start).update(from: first, count: source.count)
    }
  }

  func write(_ element: Element, at index: Int = 0) {
    guard let base = unsafe base else { return }
    precondition(index >= 0 && index < count, "'\(name)' was not checked")
    unsafe base[index] = element
  }

  /// Copies elements of a vector's rows to the same indices.
  func copy(_ range: Range<Int>, of array: SharedArray<Element>) {
    guard let base = unsafe base else { return }
    precondition(
      range.lowerBound >= 0 && range.upperBound <= min(count, array.count),
      "'\(name)' was not checked")
    unsafe array.withUnsafeBuffer { source in
      guard let first = source.baseAddress else { return }
      unsafe (base + range.lowerBound).update(from: first + range.lowerBound, count: range.count)
    }
  }
}

/// Writes `elements` to the caller's array, if it is given, and their number to `needed`.
func give<Element: BitwiseCopyable>(
  _ elements: [Element], to base: UnsafeMutablePointer<Element>?, _ count: Int,
  _ needed: UnsafeMutablePointer<Int>?, _ name: StaticString
) throws {
  guard unsafe base != nil || needed != nil else {
    throw Failure.invalid("\(name) and needed are both NULL; give one of them")
  }
  unsafe needed?.pointee = elements.count
  let buffer = unsafe Buffer(base, count, name)
  try buffer.checkRoom(elements.count)
  buffer.write(elements)
}

/// Checks that `count` is a possible number of elements, and 0 where the pointer is NULL.
func checkCount(_ count: Int, isThere: Bool, _ name: StaticString) throws {
  guard count >= 0 else {
    throw Failure.invalid(
      "'\(name)' is said to have \(UInt(bitPattern: count)) elements; there are at most \(Int.max)")
  }
  guard isThere || count == 0 else {
    throw Failure.invalid("'\(name)' is NULL, but its count is \(count); set it to 0")
  }
}

/// Reads an array of C.
func array<Element: BitwiseCopyable>(
  _ base: UnsafePointer<Element>?, _ count: Int, _ needed: Int, _ name: StaticString
) throws -> [Element] {
  guard let base = unsafe base else { throw Failure.invalid("'\(name)' is NULL") }
  try checkCount(count, isThere: true, name)
  guard count >= needed else {
    throw Failure(
      DIORAMA_BUFFER_TOO_SHORT, "'\(name)' has \(count) elements; it needs \(needed)")
  }
  return unsafe Array(UnsafeBufferPointer(start: base, count: needed))
}
