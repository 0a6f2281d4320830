// SPDX-License-Identifier: Apache-2.0

import DioramaScene

/// A fault in the text of a file, before it is parsed into elements.
public enum MarkupFault: Hashable, Sendable {
  case notUTF8
  case controlCharacter(UInt8)
  case notXML
  case noElement
  case documentType
  case truncated(inside: String, openedOn: Int)
  case mismatchedTag(element: String, openedOn: Int, closedBy: String)
  case unopenedTag(element: String)
  case repeatedAttribute(element: String, attribute: String)
  case malformed(String)
  case tooDeep(limit: Int)
  case tooManyAttributes(element: String, limit: Int)
  case tooManyElements(limit: Int)
  case tooLongValue(element: String, attribute: String, limit: Int)

  var message: String {
    switch self {
    case .notUTF8: "is not UTF-8 text; save the file as UTF-8"
    case .controlCharacter(let code):
      "has the control character \(code), which XML does not allow; remove it"
    case .notXML: "is not XML: it does not start with '<'; a scene file starts with <mujoco>"
    case .noElement: "there are comments only; a scene file starts with <mujoco>"
    case .documentType:
      "a document type or entity declaration is refused, for it could name other files;"
        + " remove it, and use <include file=\"…\"/>"
    case .truncated(let inside, let line):
      "the file ends inside \(inside), opened on line \(line); it seems cut off"
    case .mismatchedTag(let element, let line, let closer):
      "</\(closer)> closes <\(element)>, opened on line \(line); write </\(element)> before it"
    case .unopenedTag(let element): "</\(element)> closes nothing; remove it"
    case .repeatedAttribute(let element, let attribute):
      "<\(element)> has the attribute '\(attribute)' twice; remove one"
    case .malformed(let fault): "is not well-formed XML: \(fault)"
    case .tooDeep(let limit): "elements are nested more than \(limit) deep; flatten the tree"
    case .tooManyAttributes(let element, let limit):
      "<\(element)> has more than \(limit) attributes; no element takes as many"
    case .tooLongValue(let element, let attribute, let limit):
      "\(attribute) of <\(element)> has more than \(limit) bytes; shorten it"
    case .tooManyElements(let limit):
      "there are more than \(limit) elements, included files counted in; simplify the scene"
    }
  }
}
