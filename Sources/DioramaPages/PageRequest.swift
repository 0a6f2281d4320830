// SPDX-License-Identifier: Apache-2.0

/// An HTTP request for the page.
package struct PageRequest {
  package var method = ""
  /// The path as it was sent, neither decoded nor normalised, without the query after `?`.
  package var path = ""
  /// The headers, by their names in lower case; of several with the same name, the first.
  package var headers: [String: String] = [:]
  package var body: [UInt8] = []
  /// Whether the connection may be used again.
  package var staysOpen = false

  /// The header `Host`, with or without a port.
  package var host: String { headers["host"] ?? "" }
}

/// An HTTP response of the page.
package struct PageResponse {
  package enum Body {
    case bytes([UInt8])
    /// Some bytes of a file: `count` from `start` on.
    case file(path: String, start: Int, count: Int)
  }

  package var status: PageStatus
  package var headers: [String: String] = [:]
  package var body = Body.bytes([])
  /// Whether the connection is closed after it.
  package var isLast = false

  package init(
    status: PageStatus, headers: [String: String] = [:], body: Body = .bytes([]),
    isLast: Bool = false
  ) {
    (self.status, self.headers, self.body, self.isLast) = (status, headers, body, isLast)
  }

  /// Returns the content of a text file, whose media type is `type`.
  package static func content(_ type: String, _ text: String) -> PageResponse {
    content(type, text.utf8)
  }

  package static func content(_ type: String, _ bytes: some Sequence<UInt8>) -> PageResponse {
    PageResponse(status: .ok, headers: ["Content-Type": type], body: .bytes(Array(bytes)))
  }

  /// Returns the refusal of a method, where those in `allowed` are meant.
  package static func wrongMethod(_ allowed: String) -> PageResponse {
    var response = line(.methodNotAllowed, "this is for \(allowed) only")
    response.headers["Allow"] = allowed
    return response
  }

  var length: Int {
    switch body {
    case .bytes(let bytes): bytes.count
    case .file(_, _, let count): count
    }
  }

  /// Returns a response of one line of plain text.
  package static func line(_ status: PageStatus, _ line: String, isLast: Bool = false)
    -> PageResponse
  {
    PageResponse(
      status: status, headers: ["Content-Type": "text/plain; charset=utf-8"],
      body: .bytes(Array((line + "\n").utf8)), isLast: isLast)
  }
}

/// The status code of a response.
///
/// > Source: RFC 9110, section 15.
package enum PageStatus: Int {
  case ok = 200
  case noContent = 204
  case partialContent = 206
  case notModified = 304
  case permanentRedirect = 308
  case badRequest = 400
  case forbidden = 403
  case notFound = 404
  case methodNotAllowed = 405
  case requestTimeout = 408
  case conflict = 409
  case lengthRequired = 411
  case contentTooLarge = 413
  case uriTooLong = 414
  case unsupportedMediaType = 415
  case rangeNotSatisfiable = 416
  case expectationFailed = 417
  case headersTooLarge = 431
  case internalServerError = 500
  case versionNotSupported = 505

  var phrase: String {
    switch self {
    case .ok: "OK"
    case .noContent: "No Content"
    case .partialContent: "Partial Content"
    case .notModified: "Not Modified"
    case .permanentRedirect: "Permanent Redirect"
    case .badRequest: "Bad Request"
    case .forbidden: "Forbidden"
    case .notFound: "Not Found"
    case .methodNotAllowed: "Method Not Allowed"
    case .requestTimeout: "Request Timeout"
    case .conflict: "Conflict"
    case .lengthRequired: "Length Required"
    case .contentTooLarge: "Content Too Large"
    case .uriTooLong: "URI Too Long"
    case .unsupportedMediaType: "Unsupported Media Type"
    case .rangeNotSatisfiable: "Range Not Satisfiable"
    case .expectationFailed: "Expectation Failed"
    case .headersTooLarge: "Request Header Fields Too Large"
    case .internalServerError: "Internal Server Error"
    case .versionNotSupported: "HTTP Version Not Supported"
    }
  }
}
