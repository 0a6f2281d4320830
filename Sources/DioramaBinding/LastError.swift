// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// The message of each thread's last failure.
enum LastError {
  static func set(_ text: String) {
    let old = unsafe pthread_getspecific(key)
    unsafe pthread_setspecific(key, strdup(text))
    unsafe free(old)
  }

  /// The message of the calling thread, as C reads it; empty before the first failure.
  static var pointer: UnsafePointer<CChar>? {
    guard let text = unsafe pthread_getspecific(key) else { return unsafe Immortal.pointer("") }
    return unsafe UnsafePointer(text.assumingMemoryBound(to: CChar.self))
  }

  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    let status = unsafe pthread_key_create(&key) { unsafe free($0) }
    precondition(status == 0, "no thread-specific key is free (error \(status))")
    return key
  }()
}
