// SPDX-License-Identifier: Apache-2.0

import Foundation

#if canImport(FoundationXML)
import FoundationXML
#endif

/// Turns the text of an XML file into a tree.
///
/// Document types, and with them entities, are refused before the parser starts; nothing outside the
/// text is ever fetched.
final class MarkupParser: NSObject, XMLParserDelegate {
  private let file: String
  private var tags: ArraySlice<MarkupScan.Tag>
  private var open: [MarkupElement] = []
  private var root: MarkupElement?
  private var mismatch = false

  /// Returns the root element of `bytes`, the text of `file`.
  ///
  /// - Throws: A ``SceneError`` that says what is wrong with the text.
  static func parse(_ bytes: [UInt8], file: String) throws(SceneError) -> MarkupElement {
    if let line = bytes.firstInvalidLine {
      throw .markup(SceneLocation(file: file, line: line), .notUTF8)
    }
    if let index = bytes.firstIndex(where: { $0 < 0x20 && ![0x09, 0x0A, 0x0D].contains($0) }) {
      let line = bytes[..<index].count { $0 == UInt8(ascii: "\n") } + 1
      throw .markup(SceneLocation(file: file, line: line), .controlCharacter(bytes[index]))
    }
    let scan = try MarkupScan(bytes, file: file)
    let delegate = MarkupParser(file: file, tags: scan.tags)
    let parser = XMLParser(data: Data(bytes))
    parser.shouldResolveExternalEntities = false
    parser.delegate = delegate
    let succeeded = parser.parse()
    guard succeeded, !delegate.mismatch, delegate.tags.isEmpty, let root = delegate.root else {
      let code = (parser.parserError as NSError?)?.code ?? 0
      throw .markup(
        SceneLocation(file: file, line: max(1, parser.lineNumber)), .malformed(fault(ofCode: code)))
    }
    return root
  }

  private init(file: String, tags: [MarkupScan.Tag]) {
    self.file = file
    self.tags = tags[...]
  }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    guard let tag = tags.popFirst(), tag.name == name else {
      mismatch = true  // the scan and the parser see different texts
      return parser.abortParsing()
    }
    var element = MarkupElement(
      name: name, location: SceneLocation(file: file, line: tag.line))
    for (name, line) in tag.attributes {
      guard let value = attributes[name] else { continue }
      element.attributes.append(
        MarkupAttribute(
          name: name, value: value, location: SceneLocation(file: file, line: line)))
    }
    open.append(element)
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    guard let element = open.popLast() else { return }
    if open.isEmpty {
      root = element
    } else {
      open[open.count - 1].children.append(element)
    }
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) { note(text) }

  func parser(_ parser: XMLParser, foundCDATA data: Data) {
    note(String(decoding: data, as: UTF8.self))
  }

  private func note(_ text: String) {
    let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !text.isEmpty, !open.isEmpty, open[open.count - 1].strayText == nil else { return }
    open[open.count - 1].strayText = String(text.prefix(24))
  }

  /// The words for libxml2's error codes that the scan lets through.
  private static func fault(ofCode code: Int) -> String {
    switch code {
    case 5: "something follows the end of the root element"
    case 4: "the root element has no proper name"
    case 9: "a character that is not allowed"
    case 23: "a '&' without a ';'; write &amp;"
    case 26: "an entity that is none of &lt; &gt; &amp; &quot; &apos;"
    case 68: "a '&' that starts no entity; write &amp;"
    case 73: "a tag without '>' at its end"
    case 80: "'--' inside a comment"
    default: "libxml2's error \(code)"
    }
  }
}

extension [UInt8] {
  /// The line of the first byte that is not UTF-8; nil where all are.
  fileprivate var firstInvalidLine: Int? {
    if String(validating: self, as: UTF8.self) != nil { return nil }
    // an invalid byte never spans a line break, so one line is the culprit
    let lines = split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let index = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
    return (index ?? 0) + 1
  }
}
