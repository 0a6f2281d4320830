// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

/// An error in a scene file, with its location.
///
/// The description is one line: the location, the fault, the value, the bound, and the remedy.
public enum SceneError: Error, Hashable, Sendable, CustomStringConvertible {
  /// An error in the scene file as a whole.
  case file(path: String, FileFault)
  /// An error in the text, before it is parsed into elements.
  case markup(SceneLocation, MarkupFault)
  /// An error in an element.
  case element(SceneLocation, name: String, ElementFault)
  /// An error in the value of an attribute.
  case attribute(SceneLocation, element: String, name: String, AttributeFault)
  /// An error in a mesh file.
  case mesh(SceneLocation, MeshFault)

  public var description: String {
    switch self {
    case .file(let path, _): "\(path): \(message)"
    case .markup(let location, _), .element(let location, _, _), .mesh(let location, _):
      "\(location): \(message)"
    case .attribute(let location, _, _, _): "\(location): \(message)"
    }
  }

  /// The description without the location, on one line of bounded length whatever the file holds.
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

/// A fault in a scene file as a whole.
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
