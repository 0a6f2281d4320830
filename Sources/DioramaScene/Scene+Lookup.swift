// SPDX-License-Identifier: Apache-2.0

extension Scene {
  /// Returns the body called `name`, or nil.
  public func body(named name: String) -> BodyID? {
    bodies.firstIndex { $0.name == name }.map { BodyID($0) }
  }

  /// Returns the joint called `name`, or nil.
  public func joint(named name: String) -> JointID? {
    joints.firstIndex { $0.name == name }.map { JointID($0) }
  }

  /// Returns the site called `name`, or nil.
  public func site(named name: String) -> SiteID? {
    sites.firstIndex { $0.name == name }.map { SiteID($0) }
  }

  /// Returns the camera called `name`, or nil.
  public func camera(named name: String) -> CameraID? {
    cameras.firstIndex { $0.name == name }.map { CameraID($0) }
  }

  /// Returns the shapes of `body` and of all bodies that are fixed to it.
  public func shapes(fixedTo body: BodyID) -> Set<ShapeID> {
    var parts: Set = [body]
    for (index, other) in bodies.enumerated() {
      guard let parent = other.parent, parts.contains(parent), !other.isPosedByProgram,
        !joints.contains(where: { $0.body.index == index })
      else { continue }
      parts.insert(BodyID(index))
    }
    return Set(shapes.indices.filter { parts.contains(shapes[$0].body) }.map { ShapeID($0) })
  }

  /// Returns whether other bodies hang on `body`.
  package func hasParts(_ body: BodyID) -> Bool { bodies.contains { $0.parent == body } }

  /// Returns whether `body` moves freely: it has a free joint.
  package func isFree(_ body: BodyID) -> Bool {
    joints.contains { $0.body == body && $0.kind == .free }
  }

  // inlinable, so that one property is read without a copy of the whole
  @inlinable public subscript(id: BodyID) -> Body { bodies[id.index] }
  @inlinable public subscript(id: JointID) -> Joint { joints[id.index] }
  @inlinable public subscript(id: ShapeID) -> Shape { shapes[id.index] }
  @inlinable public subscript(id: SiteID) -> Site { sites[id.index] }
  @inlinable public subscript(id: CameraID) -> Camera { cameras[id.index] }
  @inlinable public subscript(id: MaterialID) -> Material { materials[id.index] }
  @inlinable public subscript(id: TextureID) -> Texture { textures[id.index] }
  @inlinable public subscript(id: MeshID) -> Mesh { meshes[id.index] }
}
