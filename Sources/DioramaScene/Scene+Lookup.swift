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

  public subscript(id: BodyID) -> Body { bodies[id.index] }
  public subscript(id: JointID) -> Joint { joints[id.index] }
  public subscript(id: ShapeID) -> Shape { shapes[id.index] }
  public subscript(id: SiteID) -> Site { sites[id.index] }
  public subscript(id: CameraID) -> Camera { cameras[id.index] }
  public subscript(id: MaterialID) -> Material { materials[id.index] }
  public subscript(id: TextureID) -> Texture { textures[id.index] }
  public subscript(id: MeshID) -> Mesh { meshes[id.index] }
}
