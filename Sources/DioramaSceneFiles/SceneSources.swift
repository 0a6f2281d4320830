// SPDX-License-Identifier: Apache-2.0

import DioramaScene

/// Where the things of a scene stand in its file, so that what is found out later is told with a line.
public struct SceneSources: Sendable {
  /// What has a name.
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

  /// The place of what is called so; nil where the file does not name it.
  public subscript(kind: Kind, name: String) -> Place? { places[Key(kind: kind, name: name)] }

  /// Returns the place of what is called so, or else that of the scene as a whole.
  public func place(of subject: (kind: Kind, name: String)?) -> Place {
    subject.flatMap { self[$0.kind, $0.name] }
      ?? Place(location: SceneLocation(file: file, line: 1), element: "mujoco")
  }

  mutating func add(_ kind: Kind, _ name: String, _ place: Place) {
    places[Key(kind: kind, name: name)] = place
  }
}

/// An error of what a scene file says, with its place.
public struct LocatedError: Error, CustomStringConvertible {
  public let location: SceneLocation
  /// What is wrong there.
  public let cause: any Error

  public init(at location: SceneLocation, _ cause: any Error) {
    self.location = location
    self.cause = cause
  }

  public var description: String { "\(location): \(cause)" }
}
