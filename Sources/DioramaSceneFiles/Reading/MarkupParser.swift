// SPDX-License-Identifier: Apache-2.0

import DioramaScene

/// A parser that turns the text of an XML file into a tree.
///
/// It supports only the part of XML that scene files use: document types, and with them the file's own
/// entities, are refused; comments and processing instructions are skipped; nothing outside the text is ever
/// fetched. Every element, attribute and text knows its line.
struct MarkupParser {
  /// The deepest nesting of elements.
  static let depthLimit = 64
  /// The most attributes of an element.
  static let attributeLimit = 64
  /// The most bytes of the name of an element or attribute.
  static let nameLimit = 128
  /// The most bytes of an attribute's value.
  static let valueLimit = 1 << 20
  /// The most elements, included files counted in.
  static let elementLimit = 100_000

  let file: String
  let bytes: [UInt8]
  var position = 0
  /// The line of `position`, counted from 1.
  var line = 1
  private var open: [MarkupElement] = []
  private var root: MarkupElement?
  private var elementCount = 0

  /// Returns the root element of `bytes`, the text of `file`.
  ///
  /// - Throws: ``SceneError`` if the text is malformed or beyond the limits.
  static func parse(_ bytes: [UInt8], file: String) throws(SceneError) -> MarkupElement {
    if let line = bytes.firstInvalidLine {
      throw .markup(SceneLocation(file: file, line: line), .notUTF8)
    }
    if let index = bytes.firstIndex(where: { $0 < 0x20 && ![0x09, 0x0A, 0x0D].contains($0) }) {
      // a zero byte next to '<' is the other half of a UTF-16 character
      let fault: MarkupFault =
        bytes[index] == 0 && index < 2 ? .notUTF8 : .controlCharacter(bytes[index])
      throw .markup(SceneLocation(file: file, line: bytes.line(of: index)), fault)
    }
    var parser = MarkupParser(bytes, file: file)
    return try parser.parse()
  }

  private init(_ bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }  // a byte order mark
  }

  private mutating func parse() throws(SceneError) -> MarkupElement {
    skipSpace()
    guard let first = peek() else { throw .file(path: file, .empty) }
    guard first == UInt8(ascii: "<") else { throw .markup(here, .notXML) }
    while true {
      try readText()
      guard peek() != nil else { break }
      try readMarkup()
    }
    if let innermost = open.last { throw truncation(of: innermost) }
    guard let root else { throw .markup(here, .noElement) }
    return root
  }

  // MARK: - Elements

  private mutating func readMarkup() throws(SceneError) {
    if looking(at: "<!--") {
      try skip(past: "-->", in: "a comment", opening: 4)
    } else if looking(at: "<![CDATA[") {
      let (start, place) = (position + 9, here)
      try skip(past: "]]>", in: "a CDATA section", opening: 9)
      try note(text: bytes[start..<position - 3], at: place)
    } else if looking(at: "<?") {
      try skip(past: "?>", in: "a processing instruction", opening: 2)
    } else if looking(at: "<!") {
      throw .markup(here, .documentType)
    } else if looking(at: "</") {
      try readEndTag()
    } else {
      try readStartTag()
    }
  }

  /// Moves to the next tag, and notes the text before it.
  private mutating func readText() throws(SceneError) {
    skipSpace()
    let (start, place) = (position, here)
    while let next = peek(), next != UInt8(ascii: "<") { advance() }
    try note(text: bytes[start..<position], at: place)
  }

  /// Notes text where no text is allowed.
  private mutating func note(text: ArraySlice<UInt8>, at place: SceneLocation) throws(SceneError) {
    let words = text.split(whereSeparator: Self.isSpace)
    guard !words.isEmpty else { return }
    guard !open.isEmpty else {
      throw .markup(
        place,
        .malformed(
          root == nil
            ? "text stands before the root element"
            : "something follows the end of the root element"))
    }
    guard open[open.count - 1].strayText == nil else { return }
    let line = words.map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
    open[open.count - 1].strayText = MarkupText(value: String(line.prefix(24)), location: place)
  }

  private mutating func readEndTag() throws(SceneError) {
    let place = here
    position += 2
    let name = try readName()
    guard let element = open.popLast() else { throw .markup(place, .unopenedTag(element: name)) }
    guard element.name == name else {
      throw .markup(
        place,
        .mismatchedTag(element: element.name, openedOn: element.location.line, closedBy: name))
    }
    let start = line
    skipSpace()
    guard let next = peek() else {
      throw .markup(here, .truncated(inside: "</\(name)>", openedOn: start))
    }
    guard next == UInt8(ascii: ">") else {
      throw .markup(here, .malformed("</\(name)> holds more than a name"))
    }
    advance()
    close(element)
  }

  private mutating func close(_ element: MarkupElement) {
    if open.isEmpty { root = element } else { open[open.count - 1].children.append(element) }
  }

  private mutating func readStartTag() throws(SceneError) {
    let place = here
    position += 1
    var element = MarkupElement(name: try readName(), location: place)
    if element.name.isEmpty {
      throw .markup(place, .malformed("'<' without a name behind it; write &lt;"))
    }
    if root != nil, open.isEmpty {
      throw .markup(place, .malformed("something follows the end of the root element"))
    }
    if elementCount == Self.elementLimit {
      throw .markup(place, .tooManyElements(limit: Self.elementLimit))
    }
    if open.count == Self.depthLimit { throw .markup(place, .tooDeep(limit: Self.depthLimit)) }
    elementCount += 1
    while true {
      skipSpace()
      guard let next = peek() else { throw truncation(of: element) }
      if next == UInt8(ascii: ">") {
        advance()
        return open.append(element)
      }
      if looking(at: "/>") {
        position += 2
        return close(element)
      }
      try readAttribute(into: &element)
    }
  }

  private mutating func readAttribute(into element: inout MarkupElement) throws(SceneError) {
    let place = here
    let name = try readName()
    skipSpace()
    guard !name.isEmpty, peek() == UInt8(ascii: "=") else {
      if peek() == nil { throw truncation(of: element) }
      throw .markup(
        place, .malformed("<\(element.name)> holds something that is not a name=\"value\""))
    }
    if element.attributes.count == Self.attributeLimit {
      throw .markup(place, .tooManyAttributes(element: element.name, limit: Self.attributeLimit))
    }
    if element[name] != nil {
      throw .markup(place, .repeatedAttribute(element: element.name, attribute: name))
    }
    position += 1
    skipSpace()
    guard let quote = peek(), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
      if peek() == nil { throw truncation(of: element) }
      throw .markup(
        place, .malformed("the value of \(name) in <\(element.name)> is not in quotes"))
    }
    advance()
    let start = position
    while let next = peek(), next != quote {
      if next == UInt8(ascii: "<") {
        throw .markup(
          place, .malformed("'<' inside the value of \(name) in <\(element.name)>; write &lt;"))
      }
      advance()
    }
    guard peek() != nil else { throw truncation(of: element) }
    guard position - start <= Self.valueLimit else {
      throw .markup(
        place, .tooLongValue(element: element.name, attribute: name, limit: Self.valueLimit))
    }
    let value = try Self.value(of: bytes[start..<position], at: place)
    element.attributes.append(MarkupAttribute(name: name, value: value, location: place))
    advance()
    if let next = peek(), !Self.isSpace(next), next != UInt8(ascii: "/"), next != UInt8(ascii: ">")
    {
      throw .markup(here, .malformed("a space is missing behind the value of \(name)"))
    }
  }

  // MARK: - Characters

  private var here: SceneLocation { SceneLocation(file: file, line: line) }

  private func truncation(of element: MarkupElement) -> SceneError {
    .markup(
      here, .truncated(inside: "<\(element.name)>", openedOn: element.location.line))
  }

  private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

  private func looking(at text: String) -> Bool {
    bytes[position...].starts(with: text.utf8)
  }

  private mutating func advance() {
    if bytes.endsLine(position) { line += 1 }
    position += 1
  }

  private mutating func skipSpace() {
    while let byte = peek(), Self.isSpace(byte) { advance() }
  }

  /// Moves behind the next `end` after the `opening` characters.
  private mutating func skip(
    past end: String, in inside: String, opening: Int
  ) throws(SceneError) {
    let start = line
    position += opening
    while position < bytes.count {
      if looking(at: end) {
        position += end.utf8.count
        return
      }
      advance()
    }
    throw .markup(here, .truncated(inside: inside, openedOn: start))
  }

  /// Reads a name; returns an empty one if there is no name.
  private mutating func readName() throws(SceneError) -> String {
    let start = position
    while let byte = peek(), !Self.isSpace(byte), !"=/><\"'".utf8.contains(byte) { position += 1 }
    let name = bytes[start..<position]
    guard name.count <= Self.nameLimit else {
      throw .markup(here, .malformed("a name has more than \(Self.nameLimit) bytes"))
    }
    if let first = name.first, !Self.isName(first) || "-.0123456789".utf8.contains(first) {
      throw .markup(
        here, .malformed("'\(String(decoding: name, as: UTF8.self))' where a name is needed"))
    }
    if name.contains(where: { !Self.isName($0) }) {
      throw .markup(
        here,
        .malformed(
          "the name '\(String(decoding: name, as: UTF8.self))' has a character that names have not")
      )
    }
    return String(decoding: name, as: UTF8.self)
  }

  private static func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x80...: true
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"): true
    default: "_-.:".utf8.contains(byte)
    }
  }

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }
}

extension MarkupParser {
  /// Returns the text of an attribute's value `bytes`, with entities resolved and white space as spaces.
  private static func value(
    of bytes: ArraySlice<UInt8>, at place: SceneLocation
  ) throws(SceneError) -> String {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var position = bytes.startIndex
    while position < bytes.endIndex {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "&") {
        // the longest reference is &#1114111;
        let rest = bytes[position...].prefix(12)
        guard let end = rest.firstIndex(of: UInt8(ascii: ";")) else {
          throw .markup(
            place,
            .malformed(
              rest.first.map { isName($0) || $0 == UInt8(ascii: "#") } == true
                ? "a '&' without a ';'; write &amp;" : "a '&' that starts no entity; write &amp;"))
        }
        text += try character(bytes[position..<end], at: place)
        position = end + 1
      } else if byte == 0x0D, position < bytes.endIndex, bytes[position] == 0x0A {
        continue  // both together are one line break
      } else {
        text.append(isSpace(byte) ? 0x20 : byte)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Returns the character that the reference `name`, between '&' and ';', stands for.
  private static func character(
    _ name: ArraySlice<UInt8>, at place: SceneLocation
  ) throws(SceneError) -> String.UTF8View {
    let name = String(decoding: name, as: UTF8.self)
    switch name {
    case "lt": return "<".utf8
    case "gt": return ">".utf8
    case "amp": return "&".utf8
    case "quot": return "\"".utf8
    case "apos": return "'".utf8
    default: break
    }
    guard name.hasPrefix("#") else {
      let isNamed = name.utf8.first.map(isName) ?? false
      throw .markup(
        place,
        .malformed(
          isNamed
            ? "an entity that is none of &lt; &gt; &amp; &quot; &apos;"
            : "a '&' that starts no entity; write &amp;"))
    }
    let isHexadecimal = name.hasPrefix("#x")
    let digits = name.dropFirst(isHexadecimal ? 2 : 1)
    guard digits.allSatisfy(\.isHexDigit),
      let code = UInt32(digits, radix: isHexadecimal ? 16 : 10), let scalar = Unicode.Scalar(code),
      code >= 0x20 || [0x09, 0x0A, 0x0D].contains(code)
    else {
      throw .markup(place, .malformed("a character that is not allowed, '&\(name);'"))
    }
    return String(scalar).utf8
  }
}

extension [UInt8] {
  /// Returns whether a line ends at `index`: with LF, CR, or both.
  fileprivate func endsLine(_ index: Int) -> Bool {
    self[index] == 0x0A || self[index] == 0x0D && !(index + 1 < count && self[index + 1] == 0x0A)
  }

  /// Returns the line that `index` is on, counted from 1.
  fileprivate func line(of index: Int) -> Int {
    (0..<index).count { endsLine($0) } + 1
  }

  /// The line of the first byte that is not UTF-8; nil if all are.
  fileprivate var firstInvalidLine: Int? {
    if String(validating: self, as: UTF8.self) != nil { return nil }
    // an invalid sequence never spans a line break, so one line contains it
    var start = 0
    var line = 1
    for index in indices where endsLine(index) {
      if String(validating: self[start...index], as: UTF8.self) == nil { return line }
      start = index + 1
      line += 1
    }
    return line
  }
}
