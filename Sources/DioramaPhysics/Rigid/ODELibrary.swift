// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import Glibc

/// The parts of ODE that belong to the process and to the thread rather than to a world.
enum ODELibrary {
  /// ODE's data of a thread, with the count of its messages.
  final class ThreadData {
    /// The number of warnings that ODE gave on this thread.
    var messageCount = 0

    init() { dAllocateODEDataForThread(UInt32(bitPattern: dAllocateMaskAll.rawValue)) }
  }

  /// The calling thread's data; must be asked for before any other call to ODE on a thread.
  static var thread: ThreadData {
    let key = key
    if let known = unsafe pthread_getspecific(key) {
      return unsafe Unmanaged<ThreadData>.fromOpaque(known).takeUnretainedValue()
    }
    let data = ThreadData()
    unsafe pthread_setspecific(key, Unmanaged.passRetained(data).toOpaque())
    return data
  }

  /// The key of the threads' data; made together with the library, once per process.
  private static let key: pthread_key_t = {
    dInitODE2(0)
    clibode_guard_errors()
    // warnings are counted instead of printed: standard output belongs to the program
    unsafe dSetMessageHandler { _, _, _ in ODELibrary.thread.messageCount += 1 }
    var key = pthread_key_t()
    let status = unsafe pthread_key_create(&key) { data in
      if let data = unsafe data { unsafe Unmanaged<ThreadData>.fromOpaque(data).release() }
    }
    precondition(status == 0, "no thread-specific key is free (error \(status))")
    return key
  }()
}

/// Returns the object that ODE made, which is nil only when memory has run out.
func made<Handle>(_ handle: Handle?) -> Handle {
  guard let handle else { preconditionFailure("ODE is out of memory") }
  return handle
}
