// SPDX-License-Identifier: Apache-2.0

public import Foundation

#if canImport(FoundationXML)
import FoundationXML
#endif

/// Returns what is wrong with a page of ours: it is not well-formed, needs something from elsewhere, or shows a
/// number that is none; nil if nothing is.
public func pageFault(_ data: Data) -> String? {
  let parser = XMLParser(data: data)
  guard parser.parse() else {
    return "line \(parser.lineNumber): \(String(describing: parser.parserError))"
  }
  let page = String(decoding: data, as: UTF8.self)
  let words = [
    "<script", "<link", "<iframe", "@import", "url(", "src=\"http", "//cdn", ">nan", ">inf",
  ]
  return words.first { page.contains($0) }.map { "it has \($0)" }
}
