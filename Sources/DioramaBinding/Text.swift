// SPDX-License-Identifier: Apache-2.0

internal import CDiorama
internal import Glibc

/// Reads a string of C; nil for NULL.
func text(_ pointer: UnsafePointer<CChar>?, _ name: String) throws -> String? {
  guard let pointer = unsafe pointer else { return nil }
  guard let text = unsafe String(validatingCString: pointer) else {
    throw Failure.invalid("\(name) is not UTF-8; encode it so")
  }
  return text
}

/// Writes `text` with a terminating NUL to the caller's buffer, and its length.
func give(
  _ text: String, to pointer: UnsafeMutablePointer<CChar>?, _ capacity: Int,
  _ length: UnsafeMutablePointer<Int>?
) throws {
  let bytes = Array(text.utf8)
  guard unsafe pointer != nil || length != nil else {
    throw Failure.invalid("text and length are both NULL; give one of them")
  }
  guard let pointer = unsafe pointer else {
    guard capacity == 0 else {
      throw Failure.invalid("text is NULL, but its capacity is \(capacity); set it to 0")
    }
    unsafe length?.pointee = bytes.count
    return
  }
  unsafe length?.pointee = bytes.count
  try checkCount(capacity, isThere: true, "text")
  guard capacity > bytes.count else {
    throw Failure(
      DIORAMA_BUFFER_TOO_SHORT, "text has room for \(capacity) bytes; it needs \(bytes.count + 1)")
  }
  for (index, byte) in bytes.enumerated() { unsafe pointer[index] = CChar(bitPattern: byte) }
  unsafe pointer[bytes.count] = 0
}

/// Returns `pointer`, which must not be NULL; `name` is its name in the message if it is.
func required<Pointee>(
  _ pointer: UnsafeMutablePointer<Pointee>?, _ name: String
) throws -> UnsafeMutablePointer<Pointee> {
  guard let pointer = unsafe pointer else { throw Failure.invalid("\(name) is NULL") }
  return unsafe pointer
}
