// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// A non-blocking TCP socket of this machine, which is closed with its last reference.
@safe package final class Socket: Sendable {
  let descriptor: Int32
  /// Whether other code has closed the descriptor, so that its number may now be that of another file.
  private let isLost = Atomic(false)

  private init(_ descriptor: Int32) {
    self.descriptor = descriptor
    // Glibc's accept4 is not imported
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
  }

  deinit { if !isLost.load(ordering: .relaxed) { close(descriptor) } }

  /// Listens at 127.0.0.1.
  ///
  /// - Parameter port: The port; 0 for any free one.
  /// - Throws: ``SocketFailure``.
  package init(listeningAt port: UInt16) throws(SocketFailure) {
    let kind = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
    descriptor = socket(AF_INET, Int32(kind), 0)
    guard descriptor >= 0 else { throw SocketFailure(code: errno) }
    var isOn: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    guard unsafe setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &isOn, size) == 0,
      unsafe Self.withAddress(port, { unsafe bind(descriptor, $0, $1) }) == 0,
      listen(descriptor, 128) == 0
    else { throw SocketFailure(code: errno) }
  }

  /// The port that it listens at.
  package var port: UInt16 {
    get throws(SocketFailure) {
      var address = sockaddr_in()
      var size = socklen_t(MemoryLayout<sockaddr_in>.size)
      let status = unsafe withUnsafeMutableBytes(of: &address) {
        unsafe getsockname(
          descriptor, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), &size)
      }
      guard status == 0 else { throw SocketFailure(code: errno) }
      return UInt16(bigEndian: address.sin_port)
    }
  }

  /// Returns the next connection; nil while there is none.
  func accept() throws(SocketFailure) -> Socket? {
    while true {
      let next = Glibc.accept(descriptor, nil, nil)
      if next >= 0 { return Socket(next) }
      switch errno {
      case EAGAIN: return nil
      case EINTR, ECONNABORTED, EPROTO: continue
      default: throw failure(errno)
      }
    }
  }

  /// Appends received bytes to `bytes`, and returns their number: 0 at the end, nil while there are none.
  func read(atMost limit: Int, into bytes: inout [UInt8]) throws(SocketFailure) -> Int? {
    while true {
      let start = bytes.count
      bytes.append(contentsOf: repeatElement(0, count: limit))
      let count = unsafe bytes.withUnsafeMutableBytes {
        unsafe recv(descriptor, $0.baseAddress?.advanced(by: start), limit, 0)
      }
      let code = errno
      bytes.removeLast(limit - max(0, count))
      if count >= 0 { return count }
      if code == EAGAIN { return nil }
      if code != EINTR { throw failure(code) }
    }
  }

  /// Sends `bytes` from `start` on, and returns the number sent: 0 while none can be.
  func write(_ bytes: [UInt8], from start: Int) throws(SocketFailure) -> Int {
    while true {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe send(
          descriptor, $0.baseAddress?.advanced(by: start), bytes.count - start, Int32(MSG_NOSIGNAL))
      }
      if count >= 0 { return count }
      if errno == EAGAIN { return 0 }
      if errno != EINTR { throw failure(errno) }
    }
  }

  /// Tells the client that nothing more will be sent.
  func endOutput() { shutdown(descriptor, Int32(SHUT_WR)) }

  private func failure(_ code: Int32) -> SocketFailure {
    if [EBADF, ENOTSOCK].contains(code) { isLost.store(true, ordering: .relaxed) }
    return SocketFailure(code: code)
  }

  private static func withAddress(
    _ port: UInt16, _ body: (UnsafePointer<sockaddr>?, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian  // 127.0.0.1
    return unsafe withUnsafeBytes(of: address) {
      unsafe body(
        $0.baseAddress?.assumingMemoryBound(to: sockaddr.self),
        socklen_t(MemoryLayout<sockaddr_in>.size))
    }
  }

  /// Waits for an event at one of `sockets`, or the time limit; the events are returned in `revents`.
  static func wait(for sockets: inout [pollfd], milliseconds: Int32) {
    let count = unsafe poll(&sockets, nfds_t(sockets.count), milliseconds)
    guard count < 0 else { return }
    for index in sockets.indices { sockets[index].revents = 0 }
    if errno != EINTR { usleep(50_000) }  // memory is short: no reason to spin
  }

  /// The most files that this process may have open.
  static var openFileLimit: Int {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
      return 1024
    }
    return Int(clamping: limit.rlim_cur)
  }
}

/// An error of a call on a socket, by its `errno`.
package struct SocketFailure: Error {
  package let code: Int32

  package var reason: String { unsafe String(cString: strerror(code)) }

  /// Whether the port is in use.
  package var isInUse: Bool { code == EADDRINUSE }

  /// Whether it is a shortage of files or memory, which passes when some are freed.
  var isShortage: Bool { [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(code) }
}
