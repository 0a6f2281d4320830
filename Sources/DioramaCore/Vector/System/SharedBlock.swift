// SPDX-License-Identifier: Apache-2.0

internal import DioramaFiles
internal import Glibc

/// A block of memory that several threads or processes share.
///
/// Between processes, semaphores that lie in the block say who may use which part of it, and when; between threads
/// the rounds of a ``ShardPool`` do.
@safe final class SharedBlock: @unchecked Sendable {
  // the pointer never changes, and what lies there is handed from one to another in turn
  private let base: UnsafeMutableRawPointer
  let byteCount: Int
  /// The file behind it, which another process can map; nil for memory of this process alone.
  let descriptor: Int32?

  /// Makes a block of zeros.
  init(byteCount: Int, betweenProcesses: Bool) throws(VectorError) {
    var descriptor: Int32 = -1
    if betweenProcesses {
      descriptor = Self.anonymousFile()
      guard descriptor >= 0 else { throw .system(Self.reason(errno), doing: "share memory") }
      guard ftruncate(descriptor, byteCount) == 0 else {
        let reason = Self.reason(errno)
        close(descriptor)
        throw .system(reason, doing: "share \(byteCount) bytes of memory")
      }
    }
    do { unsafe base = try Self.map(byteCount, descriptor) } catch {
      if descriptor >= 0 { close(descriptor) }
      throw error
    }
    self.byteCount = byteCount
    self.descriptor = descriptor < 0 ? nil : descriptor
  }

  /// Opens the block behind `descriptor`, which another process has made.
  init(descriptor: Int32) throws(VectorError) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_size > 0 else {
      throw .notABlock(descriptor: descriptor)
    }
    byteCount = Int(status.st_size)
    unsafe base = try Self.map(byteCount, descriptor)
    self.descriptor = descriptor
  }

  deinit {
    unsafe munmap(base, byteCount)
    if let descriptor { close(descriptor) }
  }

  /// Returns the `count` elements that begin at byte `offset`.
  func array<Element: BitwiseCopyable>(
    of type: Element.Type, at offset: Int, count: Int
  ) -> SharedArray<Element> {
    precondition(
      count >= 0 && offset >= 0 && offset.isMultiple(of: MemoryLayout<Element>.alignment)
        && offset + count * MemoryLayout<Element>.stride <= byteCount,
      "\(count) elements at byte \(offset) are not in a block of \(byteCount)")
    return unsafe SharedArray(
      of: self, at: (base + offset).assumingMemoryBound(to: Element.self), count: count)
  }

  /// Returns the semaphore at byte `offset`.
  func semaphore(at offset: Int) -> SharedSemaphore {
    precondition(
      offset >= 0 && offset.isMultiple(of: MemoryLayout<sem_t>.alignment)
        && offset + MemoryLayout<sem_t>.size <= byteCount, "no semaphore at byte \(offset)")
    return unsafe SharedSemaphore(
      of: self, at: (base + offset).assumingMemoryBound(to: sem_t.self))
  }

  private static func map(
    _ byteCount: Int, _ descriptor: Int32
  ) throws(VectorError) -> UnsafeMutableRawPointer {
    let flags = MAP_SHARED | (descriptor < 0 ? MAP_ANONYMOUS : 0)
    let mapped = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, flags, descriptor, 0)
    guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else {
      throw .system(reason(errno), doing: "map \(byteCount) bytes of memory")
    }
    return unsafe mapped
  }

  /// Returns a new file without a name, which `exec` closes; on failure -1, with `errno` set.
  ///
  /// Unlike `shm_open` it is not bounded by the size of `/dev/shm`, which is small in containers. Glibc's
  /// Swift module leaves it out, as it does all GNU extensions.
  ///
  /// > C: memfd_create
  private static func anonymousFile() -> Int32 {
    guard let symbol = unsafe dlsym(nil, "memfd_create") else { return -1 }
    typealias Function = @convention(c) (UnsafePointer<CChar>, UInt32) -> Int32
    let closeOnExec: UInt32 = 1
    return unsafe unsafeBitCast(symbol, to: Function.self)("diorama", closeOnExec)
  }

  /// Returns the operating system's text for an error.
  static func reason(_ code: Int32) -> String { "\(SystemError(code))" }
}

/// An array in a block, which it keeps alive; bounds are checked.
@safe package struct SharedArray<Element: BitwiseCopyable>: @unchecked Sendable {
  // semaphores, or a pool's rounds, say whose turn it is
  private let block: SharedBlock
  private let base: UnsafeMutablePointer<Element>
  package let count: Int

  fileprivate init(of block: SharedBlock, at base: UnsafeMutablePointer<Element>, count: Int) {
    self.block = block
    unsafe self.base = unsafe base
    self.count = count
  }

  package subscript(index: Int) -> Element {
    get {
      precondition(index >= 0 && index < count, "element \(index) of \(count)")
      return unsafe base[index]
    }
    nonmutating set {
      precondition(index >= 0 && index < count, "element \(index) of \(count)")
      unsafe base[index] = newValue
    }
  }

  /// Writes `elements` from index `start` on.
  package func write(_ elements: [Element], at start: Int) {
    precondition(
      start >= 0 && start + elements.count <= count,
      "\(elements.count) elements at \(start) of \(count)")
    unsafe elements.withUnsafeBufferPointer { source in
      guard let first = source.baseAddress else { return }
      unsafe (base + start).update(from: first, count: source.count)
    }
  }

  /// Returns a copy of the elements in `range`.
  package func elements(_ range: Range<Int>) -> [Element] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "\(range) of \(count)")
    return unsafe Array(UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
  }

  /// Calls `body` with the memory itself, which must not be kept.
  @unsafe package func withUnsafeBuffer<Result>(
    _ body: (UnsafeMutableBufferPointer<Element>) throws -> Result
  ) rethrows -> Result {
    try unsafe body(UnsafeMutableBufferPointer(start: base, count: count))
  }
}
