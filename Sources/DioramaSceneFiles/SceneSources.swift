// SPDX-License-Identifier: Apache-2.0

import DioramaScene

/// The locations of a scene's parts in its file, so that errors found later can name a line.
public struct SceneSources: Sendable {
  /// The kind of a part that has a name.
  public enum Kind: Hashable, Sendable { case body, joint, shape, cloth, actuator, parameter }

  /// The place of an element.
  public struct Place: Hashable, Sendable {
    public var location: SceneLocation
    /// The element's name, such as `geom`.
    public var element: String
  }

  private struct Key: Hashable, Sendable {
    var kind: Kind
    var name: String
  }

  /// The scene file's path.
  public let file: String
  private var places: [Key: Place] = [:]

  init(file: String) { self.file = file }

  /// The place of the part with this name; nil if the file does not name it.
  public subscript(kind: Kind, name: String) -> Place? { places[Key(kind: kind, name: name)] }

  /// Returns the place of `subject`, or else that of the scene as a whole.
  public func place(of subject: (kind: Kind, name: String)?) -> Place {
    subject.flatMap { self[$0.kind, $0.name] }
      ?? Place(location: SceneLocation(file: file, line: 1), element: "mujoco")
  }

  mutating func add(_ kind: Kind, _ name: String, _ place: Place) {
    places[Key(kind: kind, name: name)] = place
  }
}

/// An error in the content of a scene file, with its location.
public struct LocatedError: Error, CustomStringConvertible {
  public let location: SceneLocation
  /// The error at that location.
  public let cause: any Error

  public init(at location: SceneLocation, _ cause: any Error) {
    self.location = location
    self.cause = cause
  }

  public var description: String { "\(location): \(cause)" }
}
