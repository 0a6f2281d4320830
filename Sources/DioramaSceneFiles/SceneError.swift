// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

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

  public var description: String {
    switch self {
    case .file(let path, _): "\(path): \(message)"
    case .markup(let location, _), .element(let location, _, _), .mesh(let location, _):
      "\(location): \(message)"
    case .attribute(let location, _, _, _): "\(location): \(message)"
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
