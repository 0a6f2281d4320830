// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene
import Foundation

/// The pushing scene made by hand, so that the renderer is tested without the reader.
enum PushingScene {
  static let assets = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../assets").standardized.path

  static func make() -> Scene {
    var scene = Scene(name: "pushing")
    scene.look.center = Vector3(0.0, 0, 0.1)
    scene.look.extent = 0.8
    scene.look.ambient = SIMD3(repeating: 0.2)
    scene.look.headlight = SIMD3(repeating: 0.15)
    var wood = Texture(name: "wood", kind: .flat, source: .file(assets + "/wood.png"))
    wood.name = "wood"
    let cork = Texture(name: "cork", kind: .flat, source: .file(assets + "/cork.png"))
    var sky = Texture(name: "sky", kind: .skybox, source: .gradient)
    sky.firstColor = SIMD3(0.86, 0.9, 0.95)
    sky.secondColor = SIMD3(0.62, 0.68, 0.75)
    scene.textures = [wood, cork, sky]
    let table = scene.add("table", SIMD4(1, 1, 1, 1), TextureID(0), 0.2, 0.3)
    let floor = scene.add("floor", SIMD4(0.55, 0.56, 0.58, 1), nil, 0, 0)
    let coasterLook = scene.add("coaster", SIMD4(1, 1, 1, 1), TextureID(1), 0, 0)
    let glaze = scene.add("glaze", SIMD4(0.85, 0.22, 0.15, 1), nil, 0.7, 0.7)
    let shell = scene.add("shell", SIMD4(0.93, 0.93, 0.92, 1), nil, 0.4, 0.5)
    let metal = scene.add("metal", SIMD4(0.25, 0.27, 0.3, 1), nil, 0.6, 0.6)
    let rubber = scene.add("rubber", SIMD4(0.12, 0.14, 0.17, 1), nil, 0.1, 0.2)
    scene.meshes = ["mug", "mug_low"].map { ObjectFile.read(assets + "/\($0).obj", name: $0) }

    var window = Light(name: "window", body: BodyID(0))
    window.isDirectional = true
    window.direction = Vector3(0.4, 0.55, -1).normalized
    window.diffuse = SIMD3(0.75, 0.73, 0.7)
    scene.lights = [window]

    func camera(_ name: String, _ position: Vector3, _ x: Vector3, _ y: Vector3, _ degrees: Double)
    {
      let x = x.normalized
      let z = x.cross(y).normalized
      scene.cameras.append(
        Camera(
          name: name, body: BodyID(0),
          pose: Pose(position, Quaternion(columns: x, z.cross(x), z)),
          fieldOfView: degrees * .pi / 180))
    }
    camera("front", Vector3(0.72, 0, 0.58), Vector3(0, 1, 0), Vector3(-0.62, 0, 0.78), 42)
    camera("top", Vector3(0.08, 0, 1.1), Vector3(0, -1, 0), Vector3(1, 0, 0), 40)
    camera("side", Vector3(0.1, -1.0, 0.5), Vector3(1, 0, 0), Vector3(0, 0.42, 0.9), 40)

    func body(_ name: String, _ position: Vector3) -> BodyID {
      var body = Body(name: name, parent: BodyID(0), pose: Pose(position))
      body.isPosedByProgram = true
      scene.bodies.append(body)
      return BodyID(scene.bodies.count - 1)
    }
    func shape(_ body: BodyID, _ geometry: Geometry, _ position: Vector3, _ material: MaterialID) {
      var shape = Shape(name: "", body: body, geometry: geometry, pose: Pose(position))
      shape.material = material
      shape.group = 1
      scene.shapes.append(shape)
    }
    let world = BodyID(0)
    shape(world, .box(halfSize: Vector3(0.6, 0.5, 0.05)), Vector3(0.05, 0, -0.05), table)
    shape(world, .plane(halfSize: SIMD2(3, 3)), Vector3(0, 0, -0.75), floor)
    let coaster = body("coaster", Vector3(0.25, 0, 0))
    shape(coaster, .cylinder(radius: 0.05, halfLength: 0.002), Vector3(0, 0, 0.002), coasterLook)
    let mug = body("mug", Vector3(0, 0, 0.0475))
    shape(mug, .mesh(MeshID(0)), .zero, glaze)
    let hand = body("hand", Vector3(-0.2, 0, 0.045))
    shape(hand, .sphere(radius: 0.032), .zero, rubber)
    shape(hand, .cylinder(radius: 0.02, halfLength: 0.045), Vector3(0, 0, 0.045), metal)
    shape(world, .cylinder(radius: 0.07, halfLength: 0.12), Vector3(-0.46, 0, 0.12), metal)
    let shoulder = Vector3(-0.46, 0, 0.3)
    shape(body("arm_1", shoulder), .sphere(radius: 0.075), .zero, shell)
    shape(
      body("arm_2", shoulder), .capsule(radius: 0.05, halfLength: 0.11), Vector3(0, 0, 0.11), shell)
    shape(
      body("arm_3", shoulder), .capsule(radius: 0.045, halfLength: 0.115), Vector3(0, 0, 0.335),
      metal)
    shape(body("arm_4", shoulder), .sphere(radius: 0.055), .zero, shell)
    shape(
      body("arm_5", shoulder), .capsule(radius: 0.04, halfLength: 0.225), Vector3(0, 0, 0.225),
      shell)
    shape(body("arm_6", shoulder), .sphere(radius: 0.045), .zero, metal)
    shape(
      body("arm_7", shoulder), .cylinder(radius: 0.035, halfLength: 0.03), Vector3(0, 0, -0.04),
      shell)
    return scene
  }

  /// The world poses with the hand, the mug and the coaster where they are told to be.
  static func poses(
    _ scene: Scene, hand: Vector3 = Vector3(-0.12, 0.03, 0.045),
    mug: Vector3 = Vector3(0, 0, 0.0475),
    yaw: Double = 0.6, coaster: Vector3 = Vector3(0.25, 0, 0)
  ) -> [Pose] {
    var poses = scene.initialPoses
    func set(_ name: String, _ pose: Pose) {
      if let body = scene.body(named: name) { poses[body.index] = pose }
    }
    set("hand", Pose(hand))
    set("hand_target", Pose(hand))
    set("mug", Pose(mug, Quaternion(yaw: yaw)))
    set("coaster", Pose(coaster))
    let shoulder = Vector3(-0.46, 0, 0.3)
    let wrist = hand + Vector3(0, 0, 0.155)
    let reach = wrist - shoulder
    let height = max(0.45 * 0.45 - reach.dot(reach) / 4, 0).squareRoot()
    let sideways = reach.cross(.unitZ).normalized
    let elbow = (shoulder + wrist) / 2 + sideways.cross(reach).normalized * height
    let upper = Quaternion(from: .unitZ, to: elbow - shoulder)
    let lower = Quaternion(from: .unitZ, to: wrist - elbow)
    set("arm_1", Pose(shoulder, Quaternion(yaw: atan2(reach.y, reach.x))))
    set("arm_2", Pose(shoulder, upper))
    set("arm_3", Pose(shoulder, upper))
    set("arm_4", Pose(elbow, upper))
    set("arm_5", Pose(elbow, lower))
    set("arm_6", Pose(wrist, lower))
    set("arm_7", Pose(wrist, .identity))
    return poses
  }
}

extension Scene {
  fileprivate mutating func add(
    _ name: String, _ color: SIMD4<Float>, _ texture: TextureID?, _ specular: Float,
    _ shininess: Float
  ) -> MaterialID {
    var material = Material(name: name)
    material.color = color
    material.texture = texture
    material.specular = specular
    material.shininess = shininess
    materials.append(material)
    return MaterialID(materials.count - 1)
  }
}

/// The little of OBJ that our own assets use.
enum ObjectFile {
  static func read(_ path: String, name: String) -> Mesh {
    var mesh = Mesh(name: name, positions: [], normals: [], textureCoordinates: [], indices: [])
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      let numbers = words.dropFirst().compactMap { Float($0) }
      switch words.first {
      case "v": mesh.positions.append(SIMD3(numbers[0], numbers[1], numbers[2]))
      case "vn": mesh.normals.append(SIMD3(numbers[0], numbers[1], numbers[2]))
      case "vt": mesh.textureCoordinates.append(SIMD2(numbers[0], numbers[1]))
      case "f":
        for word in words.dropFirst() {
          mesh.indices.append((UInt32(word.split(separator: "/")[0]) ?? 1) - 1)
        }
      default: break
      }
    }
    return mesh
  }
}
