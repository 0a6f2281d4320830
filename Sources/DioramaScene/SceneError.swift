// SPDX-License-Identifier: Apache-2.0

import DioramaMath

/// What is wrong with a scene file, and where.
///
/// The description is one line: where, what is wrong, the value, the bound, and what to do.
public enum SceneError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A scene file as a whole.
  case file(path: String, FileFault)
  /// The text, before it is understood as elements.
  case markup(SceneLocation, MarkupFault)
  /// An element.
  case element(SceneLocation, name: String, ElementFault)
  /// The value of an attribute.
  case attribute(SceneLocation, element: String, name: String, AttributeFault)
  /// A line of a mesh file.
  case mesh(SceneLocation, MeshFault)
  /// A parameter that a task asks for.
  case parameter(scene: String, name: String, ParameterFault)

  public var description: String {
    switch self {
    case .file(let path, _): "\(path): \(message)"
    case .markup(let location, _), .element(let location, _, _), .mesh(let location, _):
      "\(location): \(message)"
    case .attribute(let location, _, _, _): "\(location): \(message)"
    case .parameter(let scene, _, _): "the scene '\(scene)' \(message)"
    }
  }

  /// The description without the place, on one line of bounded length whatever the file holds.
  public var message: String { wholeMessage.printableLine }

  private var wholeMessage: String {
    switch self {
    case .file(_, let fault): fault.message
    case .markup(_, let fault): fault.message
    case .element(_, let element, let fault): fault.message(element)
    case .attribute(_, let element, let name, let fault): fault.message(element, name)
    case .mesh(_, let fault): fault.message
    case .parameter(_, let name, let fault): fault.message(name)
    }
  }
}

/// What is wrong with a scene file as a whole.
public enum FileFault: Hashable, Sendable {
  case missing
  case directory
  case unreadable(reason: String)
  case tooLarge(bytes: Int, limit: Int)
  case empty

  var message: String {
    switch self {
    case .missing: "there is no such file; check the path"
    case .directory: "is a directory; name a scene file in it"
    case .unreadable(let reason): "cannot be read: \(reason); check its permissions"
    case .tooLarge(let bytes, let limit):
      "has \(bytes) bytes, more than the \(limit) that a file may have; split or shorten it"
    case .empty: "is empty; a scene file starts with <mujoco>"
    }
  }
}

/// What is wrong with a parameter that a task asks for.
public enum ParameterFault: Hashable, Sendable {
  case missing(known: [String])
  case wrongCount(count: Int, expected: Int)

  func message(_ name: String) -> String {
    switch self {
    case .missing(let known):
      "has no parameter '\(name)'\(hint(name, known, orElse: "its <custom> has"))"
    case .wrongCount(let count, let expected):
      "gives the parameter '\(name)' \(counted(count, "number")); it takes \(expected)"
    }
  }
}

/// Returns `count` with `noun` in the right number.
func counted(_ count: Int, _ noun: String) -> String {
  count == 1 ? "1 \(noun)" : "\(count) \(noun == "vertex" ? "vertice" : noun)s"
}

/// Returns the known name nearest to `name`, or all of them where none is near.
func hint(_ name: String, _ known: [String], orElse words: String) -> String {
  // comparing a name with all others takes as long as it is
  let nearest = name.utf8.count > 200 ? "" : name.didYouMean(known)
  if !nearest.isEmpty { return nearest }
  let some = known.prefix(40).joined(separator: ", ")
  return "; \(words): \(known.isEmpty ? "none" : some)\(known.count > 40 ? ", …" : "")"
}
