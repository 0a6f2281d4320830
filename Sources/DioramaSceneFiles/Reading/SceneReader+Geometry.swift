// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

extension SceneReader {
  /// Returns the outline and the pose of a `geom`, or nil if it has no valid one.
  func geometry(_ item: SceneItem) -> (Geometry, Pose)? {
    let type = item.word("type") ?? "sphere"
    if item["mesh"] != nil, type != "mesh", let attribute = item["mesh"] {
      refuse(
        attribute, of: "geom",
        .unsupported(
          value: attribute.value,
          advice: "type is \(type), which would be fitted to the mesh; set type=\"mesh\""))
      return nil
    }
    switch type {
    case "sphere", "box", "plane", "capsule", "cylinder": return primitive(item, type)
    case "ellipsoid": return ellipsoid(item)
    case "mesh":
      guard let mesh = requiredReference(item, "mesh", to: .mesh) else { return nil }
      if let size = item["size"], !size.isInherited {
        note(size, of: "geom", .ignored, "a mesh has the size of its file; see its scale")
      }
      refuseEnds(item, type)
      return (.mesh(MeshID(mesh)), pose(item))
    default:
      if let attribute = item["type"] {
        refuse(
          attribute, of: "geom",
          .unsupported(
            value: type, advice: "use plane, sphere, capsule, cylinder, ellipsoid, box or mesh"))
      }
      return nil
    }
  }

  private func primitive(_ item: SceneItem, _ type: String) -> (Geometry, Pose)? {
    let ends = ["capsule", "cylinder", "box"].contains(type) ? ends(item) : nil
    if ["sphere", "plane"].contains(type) { refuseEnds(item, type) }
    if item.has("fromto"), item["fromto"] == nil { return nil }
    let needed = type == "sphere" || ends != nil ? 1 : type == "box" || type == "plane" ? 3 : 2
    guard let size = sizes(item, type, needed) else { return nil }
    let pose = ends?.pose ?? pose(item)
    let half = ends?.halfLength ?? size.last ?? 0
    switch type {
    case "box":
      let width = ends == nil ? size[1] : size[0]
      return (.box(halfSize: Vector3(size[0], width, half)), pose)
    case "plane": return (.plane(halfSize: SIMD2(size[0], size[1])), pose)
    case "capsule": return (.capsule(radius: size[0], halfLength: half), pose)
    case "cylinder": return (.cylinder(radius: size[0], halfLength: half), pose)
    default: return (.sphere(radius: size[0]), pose)
    }
  }

  /// Returns an ellipsoid as a mesh with its volume.
  private func ellipsoid(_ item: SceneItem) -> (Geometry, Pose)? {
    let ends = ends(item)
    if item.has("fromto"), ends == nil { return nil }
    guard let size = sizes(item, "ellipsoid", ends == nil ? 3 : 1) else { return nil }
    let radii =
      ends.map { Vector3(size[0], size[0], $0.halfLength) } ?? Vector3(size[0], size[1], size[2])
    let mesh = Mesh.ellipsoid(radii: radii, name: "ellipsoid#\(scene.meshes.count)")
    note(item.element, .used, "a mesh of \(mesh.indices.count / 3) triangles")
    scene.meshes.append(mesh)
    return (.mesh(MeshID(scene.meshes.count - 1)), ends?.pose ?? pose(item))
  }

  /// Returns the first `needed` numbers of `size`; refuses a wrong one and returns nil.
  private func sizes(_ item: SceneItem, _ type: String, _ needed: Int) -> [Double]? {
    guard let attribute = item["size"], let size = item.numbers("size") else {
      if !item.has("size") { refuse(item.element, .missingAttribute("size")) }
      return nil
    }
    guard size.count >= needed else {
      refuse(
        attribute, of: "geom", .tooFewSizes(type: type, count: size.count, expected: needed))
      return nil
    }
    // an infinite plane has half edges of 0
    for value in type == "plane" ? size[2..<3] : size[..<needed] where value <= 0 {
      refuse(attribute, of: "geom", .notPositive(value))
      return nil
    }
    return Array(size[..<needed])
  }

  /// Returns the pose and half length of the shape between the two points of `fromto`, or nil without it.
  ///
  /// The shape's z axis points from the second to the first, as in MuJoCo.
  func ends(_ item: SceneItem) -> (pose: Pose, halfLength: Double)? {
    guard let attribute = item["fromto"], let n = item.numbers("fromto") else { return nil }
    if item.has("pos") { refuse(item.element, .positionAndEnds) }
    let from = Vector3(n[0], n[1], n[2])
    let to = Vector3(n[3], n[4], n[5])
    let length = (to - from).length
    guard length > 1e-12 else {
      refuse(attribute, of: item.name, .noLength)
      return nil
    }
    return (Pose((from + to) / 2, Self.rotation(ofZTo: from - to)), length / 2)
  }

  private func refuseEnds(_ item: SceneItem, _ type: String) {
    if let attribute = item["fromto"] { refuse(attribute, of: item.name, .noEnds(type: type)) }
  }
}
