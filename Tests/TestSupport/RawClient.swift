// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc

/// A client of a server on this machine that sends what it is told, byte for byte: the clients of the
/// libraries would mend it.
@safe public final class RawClient {
  private let descriptor: Int32

  /// Connects to `port`, and gives up on all that takes longer than `patience` [s].
  public init(port: UInt16, patience: Int = 20) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    var time = timeval(tv_sec: patience, tv_usec: 0)
    let size = socklen_t(MemoryLayout<timeval>.size)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      _ = unsafe setsockopt(descriptor, SOL_SOCKET, option, &time, size)
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let status = unsafe withUnsafeBytes(of: address) {
      unsafe connect(
        descriptor, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self),
        socklen_t(MemoryLayout<sockaddr_in>.size))
    }
    guard status == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
  }

  deinit { close(descriptor) }

  /// Sends `bytes`, and returns whether all of them went.
  @discardableResult public func send(_ bytes: some Collection<UInt8>) -> Bool {
    let bytes = Array(bytes)
    var sent = 0
    while sent < bytes.count {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.send(
          descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  /// Returns some of what is answered; nothing at the end, or when it takes too long.
  public func receive() -> String {
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = unsafe bytes.withUnsafeMutableBytes {
      unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
    }
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  /// Returns all that is answered until the other side ends.
  public func receiveAll() -> String {
    var all = ""
    while true {
      let part = receive()
      if part.isEmpty { return all }
      all += part
    }
  }

  /// Ends, without a word, the socket of this process that listens at `port`.
  ///
  /// - Returns: Whether there was one.
  public static func killListener(at port: UInt16) -> Bool {
    for descriptor in 3..<Int32(1024) {
      var listens: Int32 = 0
      var size = socklen_t(MemoryLayout<Int32>.size)
      guard unsafe getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0,
        listens == 1
      else { continue }
      var address = sockaddr_in()
      size = socklen_t(MemoryLayout<sockaddr_in>.size)
      let status = unsafe withUnsafeMutableBytes(of: &address) {
        unsafe getsockname(
          descriptor, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), &size)
      }
      guard status == 0, address.sin_port == port.bigEndian else { continue }
      return shutdown(descriptor, Int32(SHUT_RDWR)) == 0
    }
    return false
  }
}
