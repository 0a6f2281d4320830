// SPDX-License-Identifier: Apache-2.0

/// The gate of a page: who is let in, and what every response carries.
///
/// A request without the token, or for another host than this machine, gets 403; what changes something is
/// taken from the page itself only.
package struct PageGate: Sendable {
  private let token: [UInt8]

  package init(token: String) { self.token = Array(token.utf8) }

  /// Answers `request`, and says whether it had the token.
  ///
  /// - Parameters:
  ///   - request: The request.
  ///   - find: Returns the response by the name behind the token.
  /// - Returns: The response, and whether the request had the token.
  package func reply(
    to request: PageRequest, _ find: (PageRequest, String) throws -> PageResponse
  ) -> (response: PageResponse, isKnown: Bool) {
    // checked first, so that refused clients cost little
    guard Self.isThisMachine(request.host) else {
      let line = "this page is served to this machine only, as 127.0.0.1 or localhost"
      return (Self.dressed(.line(.forbidden, line, isLast: true)), false)
    }
    let parts = request.path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count >= 2, isToken(parts[1]) else {
      let line = "the address lacks the right token; open the one that was printed"
      return (Self.dressed(.line(.forbidden, line, isLast: true)), false)
    }
    if parts.count == 2 {
      let headers = ["Location": "/\(parts[1])/"]
      return (Self.dressed(PageResponse(status: .permanentRedirect, headers: headers)), true)
    }
    do {
      let name = parts.dropFirst(2).joined(separator: "/")
      return (Self.dressed(try find(request, name)), true)
    } catch {
      return (Self.dressed(.line(.internalServerError, "\(error)")), true)
    }
  }

  /// Adds the headers of every response: nothing is loaded from elsewhere, and the token is not passed on.
  package static func dressed(_ response: PageResponse) -> PageResponse {
    var response = response
    response.headers.merge(headers) { own, _ in own }
    return response
  }

  private static let headers = [
    "Cache-Control": "no-store",
    "Content-Security-Policy":
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
      + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
  ]

  /// Whether `host` names this machine, with any port, since ports may be forwarded.
  private static func isThisMachine(_ host: String) -> Bool {
    let parts = host.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    return ["127.0.0.1", "localhost"].contains(parts[0].lowercased())
      && (parts.count == 1 || UInt16(parts[1]) != nil)
  }

  /// Returns whether `text` is the token, in a time that does not depend on how much of it is right.
  private func isToken(_ text: Substring) -> Bool {
    let given = Array(text.utf8)
    guard given.count == token.count else { return false }
    return zip(given, token).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }

  /// Returns the refusal of a message that did not come from the page itself, or is not in UTF-8; nil if it
  /// may be read.
  package static func refusal(of request: PageRequest) -> PageResponse? {
    // pages of other sites can neither set this header here nor hide their origin
    let origin = request.headers["origin"]
    guard request.headers["x-diorama"] != nil,
      origin == nil || origin == "http://" + request.host
    else { return .line(.forbidden, "answers are taken from the page itself only") }
    let type = (request.headers["content-type"] ?? "").lowercased().filter { $0 != " " }
    if let charset = type.split(separator: ";").first(where: { $0.hasPrefix("charset=") }),
      !["charset=utf-8", "charset=\"utf-8\""].contains(charset)
    {
      return .line(.unsupportedMediaType, "answers are taken in UTF-8 only")
    }
    return nil
  }

  /// Returns a token of 128 random bits.
  package static func token() -> String {
    // the one thing in the package that must not be reproducible: knowing a seed must not give access
    var dice = SystemRandomNumberGenerator()
    return (0..<2).map { _ in
      let digits = String(dice.next() as UInt64, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }
}
