// SPDX-License-Identifier: Apache-2.0

/// A parser of HTTP requests from the bytes of a connection, within strict bounds.
///
/// Ambiguous requests are refused, not repaired: those with a line that does not end in CR LF, or with a
/// decisive header or a length that is given twice. Every byte is looked at a fixed number of times, in
/// however many pieces it arrives.
///
/// > Source: RFC 9112.
struct PageRequestReader {
  /// The longest request line [bytes].
  static let lineLimit = 2048
  /// The longest headers together [bytes], and the most headers.
  static let headerLimit = 16_384
  static let headerCountLimit = 100
  /// The longest body [bytes].
  static let bodyLimit = 1000

  enum Outcome {
    case incomplete
    case request(PageRequest)
    /// The request is refused, and the connection cannot be used any more.
    case refused(PageResponse)
  }

  private struct Refusal: Error {
    let status: PageStatus
    let line: String

    init(_ status: PageStatus, _ line: String) { (self.status, self.line) = (status, line) }
  }

  /// The received bytes that no request has consumed yet.
  var bytes: [UInt8] = []
  /// The number of ``bytes`` that were searched for ends of lines.
  private var searched = 0
  /// The index after the request line; nil until it is complete.
  private var lineEnd: Int?
  /// The request, as far as it was parsed.
  private var request = PageRequest()
  /// The start and the length of the body [bytes]; nil until the headers are complete.
  private var body: (start: Int, count: Int)?

  /// Whether a request has begun to arrive.
  var hasBegun: Bool { !bytes.isEmpty }

  /// Takes the next request from the bytes, if it is complete.
  mutating func next() -> Outcome {
    do throws(Refusal) {
      if body == nil { try readHead() }
      guard let body, bytes.count >= body.start + body.count else { return .incomplete }
      request.body = Array(bytes[body.start..<body.start + body.count])
      let complete = request
      let rest = Array(bytes[(body.start + body.count)...])
      self = Self()
      bytes = rest
      return .request(complete)
    } catch {
      return .refused(.line(error.status, error.line, isLast: true))
    }
  }

  private mutating func readHead() throws(Refusal) {
    if lineEnd == nil, bytes.starts(with: Self.newline) {  // clients of old send one too many
      bytes.removeFirst(2)
      searched = 0
    }
    while searched < bytes.count {
      let index = searched
      searched += 1
      guard lineEnd != nil || index < Self.lineLimit else {
        throw Refusal(.uriTooLong, "a request line has at most \(Self.lineLimit) bytes")
      }
      guard index < Self.lineLimit + Self.headerLimit else {
        throw Refusal(.headersTooLarge, "headers have at most \(Self.headerLimit) bytes")
      }
      guard bytes[index] == Self.newline[1] else { continue }
      guard index > 0, bytes[index - 1] == Self.newline[0] else {
        throw Refusal(.badRequest, "lines end with CR LF")
      }
      guard let lineEnd else {
        lineEnd = index + 1
        try readLine(bytes[..<(index - 1)])
        continue
      }
      guard bytes[index - 2] == Self.newline[1] else { continue }
      try readHeaders(bytes[lineEnd..<max(lineEnd, index - 3)])
      body = (index + 1, try bodyLength())
      return
    }
  }

  private static let newline = Array("\r\n".utf8)

  private mutating func readLine(_ line: ArraySlice<UInt8>) throws(Refusal) {
    let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard parts.count == 3, !parts[0].isEmpty, parts[0].allSatisfy(Self.isNameByte),
      parts[1].allSatisfy({ (0x21...0x7e).contains($0) })
    else { throw Refusal(.badRequest, "a request line is such as: GET / HTTP/1.1") }
    let version = String(decoding: parts[2], as: UTF8.self)
    guard ["HTTP/1.1", "HTTP/1.0"].contains(version) else {
      throw version.hasPrefix("HTTP/")
        ? Refusal(.versionNotSupported, "this page speaks HTTP/1.1")
        : Refusal(.badRequest, "a request line is such as: GET / HTTP/1.1")
    }
    request.method = String(decoding: parts[0], as: UTF8.self)
    request.path = String(decoding: parts[1], as: UTF8.self)
    request.staysOpen = version == "HTTP/1.1"
  }

  private mutating func readHeaders(_ lines: ArraySlice<UInt8>) throws(Refusal) {
    var count = 0
    var rest = lines
    while !rest.isEmpty {
      let end = rest.firstIndex(of: Self.newline[1]) ?? rest.endIndex
      let line = rest[rest.startIndex..<end]
      rest = rest[min(end + 1, rest.endIndex)...]
      count += 1
      guard count <= Self.headerCountLimit else {
        throw Refusal(.headersTooLarge, "there are at most \(Self.headerCountLimit) headers")
      }
      try readHeader(line.last == Self.newline[0] ? line.dropLast() : line)
    }
    try readTarget()
  }

  /// The decisive headers, which responses depend on; if one is given twice, it is not known which is meant.
  private static let decisive: Set = [
    "host", "content-length", "transfer-encoding", "origin", "x-diorama", "content-type", "range",
    "if-none-match", "expect",
  ]

  private mutating func readHeader(_ line: ArraySlice<UInt8>) throws(Refusal) {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
      line[..<colon].allSatisfy(Self.isNameByte),
      line[(colon + 1)...].allSatisfy({ $0 == 9 || ($0 >= 32 && $0 != 127) })
    else { throw Refusal(.badRequest, "a header is such as: Host: localhost") }
    let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
    let isBlank = { (byte: UInt8) in byte == 9 || byte == 32 }
    let value = line[(colon + 1)...].drop(while: isBlank).reversed().drop(while: isBlank).reversed()
    guard request.headers[name] == nil else {
      guard Self.decisive.contains(name) else { return }
      throw Refusal(.badRequest, "there are two headers \(name)")
    }
    request.headers[name] = String(decoding: Array(value), as: UTF8.self)
  }

  /// Reduces the request target, which may be a whole address, to its path, and checks `Host`.
  private mutating func readTarget() throws(Refusal) {
    if request.path.lowercased().hasPrefix("http://") {
      let address = request.path.dropFirst("http://".count)
      let host = address.prefix { $0 != "/" && $0 != "?" }
      guard host == request.host else {
        throw Refusal(.badRequest, "the address and the header host name two machines")
      }
      request.path = String(address.dropFirst(host.count))
    }
    guard request.path.hasPrefix("/") else {
      throw Refusal(.badRequest, "a path begins with /")
    }
    request.path = String(request.path.prefix { $0 != "?" })
    guard request.headers["host"] != nil || !request.staysOpen else {
      throw Refusal(.badRequest, "the header host is missing")
    }
    if (request.headers["connection"] ?? "").lowercased().split(separator: ",")
      .contains(where: { $0.filter { $0 != " " && $0 != "\t" } == "close" })
    {
      request.staysOpen = false
    }
  }

  private func bodyLength() throws(Refusal) -> Int {
    if let expectation = request.headers["expect"] {
      guard expectation.lowercased() == "100-continue", request.headers["content-length"] == "0"
      else { throw Refusal(.expectationFailed, "send the body at once") }
    }
    guard request.headers["transfer-encoding"] == nil else {
      throw request.headers["content-length"] == nil
        ? Refusal(.lengthRequired, "send the body at once, with its content-length")
        : Refusal(.badRequest, "the length of the body is said in two ways")
    }
    guard let text = request.headers["content-length"] else { return 0 }
    guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
      throw Refusal(.badRequest, "a content-length is a number of bytes")
    }
    guard let count = Int(text), count <= Self.bodyLimit else {
      throw Refusal(.contentTooLarge, "a body has at most \(Self.bodyLimit) bytes")
    }
    return count
  }

  /// Whether `byte` is allowed in the name of a method or a header.
  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}
