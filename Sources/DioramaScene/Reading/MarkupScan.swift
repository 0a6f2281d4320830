// SPDX-License-Identifier: Apache-2.0

/// Finds the tags of an XML text and their lines, and bounds it before the parser sees it.
///
/// The parser knows only where a tag ends, not where it and its attributes begin, and gives no reason
/// for what it refuses.
struct MarkupScan {
  /// A start tag.
  struct Tag {
    var name: String
    var line: Int
    var attributes: [(name: String, line: Int)] = []
  }

  /// The deepest nesting of elements.
  static let depthLimit = 64
  /// The most attributes of an element.
  static let attributeLimit = 64
  /// The most bytes of an attribute's value; the parser itself stops at ten times as many.
  static let valueLimit = 1 << 20
  /// The most elements, included files counted in.
  static let elementLimit = 100_000

  /// The start tags in the order of the text.
  private(set) var tags: [Tag] = []

  private let file: String
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var open: [(name: String, line: Int)] = []

  /// Scans `bytes`, the text of `file`.
  ///
  /// - Throws: A ``SceneError`` where the text is no XML, ends early or goes beyond the bounds.
  init(_ bytes: [UInt8], file: String) throws(SceneError) {
    self.file = file
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }  // a byte order mark
    skipSpace()
    guard let first = peek() else { throw .file(path: file, .empty) }
    guard first == UInt8(ascii: "<") else { throw .markup(here, .notXML) }
    while skip(to: UInt8(ascii: "<")) { try readMarkup() }
    if let innermost = open.last {
      throw .markup(here, .truncated(inside: "<\(innermost.name)>", openedOn: innermost.line))
    }
    if tags.isEmpty { throw .markup(here, .noElement) }
  }

  private var here: SceneLocation { SceneLocation(file: file, line: line) }

  private func truncation(of tag: Tag) -> SceneError {
    .markup(here, .truncated(inside: "<\(tag.name)>", openedOn: tag.line))
  }

  private func peek(_ offset: Int = 0) -> UInt8? {
    position + offset < bytes.count ? bytes[position + offset] : nil
  }

  private mutating func advance() {
    if bytes[position] == UInt8(ascii: "\n") { line += 1 }
    position += 1
  }

  private mutating func skipSpace() {
    while let byte = peek(), Self.isSpace(byte) { advance() }
  }

  /// Goes to the next `byte`, and returns whether there is one.
  private mutating func skip(to byte: UInt8) -> Bool {
    while let next = peek(), next != byte { advance() }
    return position < bytes.count
  }

  private func looking(at text: String) -> Bool {
    bytes[position...].starts(with: text.utf8)
  }

  /// Goes behind the next `end`.
  private mutating func skip(past end: String, in inside: String) throws(SceneError) {
    let start = line
    while position < bytes.count {
      if looking(at: end) {
        for _ in end.utf8 { advance() }
        return
      }
      advance()
    }
    throw .markup(here, .truncated(inside: inside, openedOn: start))
  }

  private mutating func readMarkup() throws(SceneError) {
    if looking(at: "<!--") {
      try skip(past: "-->", in: "a comment")
    } else if looking(at: "<![CDATA[") {
      try skip(past: "]]>", in: "a CDATA section")
    } else if looking(at: "<?") {
      try skip(past: "?>", in: "a processing instruction")
    } else if looking(at: "<!") {
      throw .markup(here, .documentType)
    } else if looking(at: "</") {
      try readEndTag()
    } else {
      try readStartTag()
    }
  }

  private mutating func readEndTag() throws(SceneError) {
    let place = here
    position += 2
    let name = readName()
    guard let opened = open.popLast() else { throw .markup(place, .unopenedTag(element: name)) }
    guard opened.name == name else {
      throw .markup(
        place, .mismatchedTag(element: opened.name, openedOn: opened.line, closedBy: name))
    }
    try skip(past: ">", in: "</\(name)>")
  }

  private mutating func readStartTag() throws(SceneError) {
    var tag = Tag(name: "", line: line)
    let place = here
    position += 1
    tag.name = readName()
    if tag.name.isEmpty {
      throw .markup(place, .malformed("'<' without a name behind it; write &lt;"))
    }
    if tags.count == Self.elementLimit {
      throw .markup(place, .tooManyElements(limit: Self.elementLimit))
    }
    if open.count == Self.depthLimit { throw .markup(place, .tooDeep(limit: Self.depthLimit)) }
    while true {
      skipSpace()
      guard let next = peek() else {
        throw truncation(of: tag)
      }
      if next == UInt8(ascii: ">") {
        advance()
        open.append((tag.name, tag.line))
        break
      }
      if looking(at: "/>") {
        position += 2
        break
      }
      try readAttribute(into: &tag)
    }
    tags.append(tag)
  }

  private mutating func readAttribute(into tag: inout Tag) throws(SceneError) {
    let place = here
    let name = readName()
    skipSpace()
    guard !name.isEmpty, peek() == UInt8(ascii: "=") else {
      if peek() == nil { throw truncation(of: tag) }
      throw .markup(
        place, .malformed("<\(tag.name)> holds something that is no name=\"value\""))
    }
    if tag.attributes.count == Self.attributeLimit {
      throw .markup(
        place, .tooManyAttributes(element: tag.name, limit: Self.attributeLimit))
    }
    if tag.attributes.contains(where: { $0.name == name }) {
      throw .markup(place, .repeatedAttribute(element: tag.name, attribute: name))
    }
    position += 1
    skipSpace()
    guard let quote = peek(), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
      if peek() == nil { throw truncation(of: tag) }
      throw .markup(
        place, .malformed("the value of \(name) in <\(tag.name)> is not in quotes"))
    }
    advance()
    let start = position
    while let next = peek(), next != quote {
      if next == UInt8(ascii: "<") {
        throw .markup(
          place, .malformed("'<' inside the value of \(name) in <\(tag.name)>; write &lt;"))
      }
      advance()
    }
    guard peek() != nil else {
      throw truncation(of: tag)
    }
    guard position - start <= Self.valueLimit else {
      throw .markup(
        place, .tooLongValue(element: tag.name, attribute: name, limit: Self.valueLimit))
    }
    advance()
    tag.attributes.append((name, place.line))
    if let next = peek(), !Self.isSpace(next), next != UInt8(ascii: "/"), next != UInt8(ascii: ">")
    {
      throw .markup(here, .malformed("a space is missing behind the value of \(name)"))
    }
  }

  private mutating func readName() -> String {
    let start = position
    while let byte = peek(), !Self.isSpace(byte), !"=/><\"'".utf8.contains(byte) { position += 1 }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }
}
