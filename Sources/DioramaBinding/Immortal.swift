// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import Synchronization

/// Strings that C may keep for ever: few, and each allocated once.
enum Immortal {
  @safe private struct Text: @unchecked Sendable {
    // it is never changed or freed
    let pointer: UnsafePointer<CChar>
  }

  private static let texts = Mutex<[String: Text]>([:])

  static func pointer(_ text: String) -> UnsafePointer<CChar>? {
    let known = texts.withLock { texts -> Text? in
      if let known = texts[text] { return known }
      guard let copy = unsafe strdup(text) else { return nil }
      let made = unsafe Text(pointer: UnsafePointer(copy))
      texts[text] = made
      return made
    }
    return unsafe known?.pointer
  }
}
