// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

extension SceneReader {
  func readSite(_ item: SceneItem, _ body: BodyID) {
    let name = claimName(item, .site, index: scene.sites.count)
    let type = item.word("type") ?? "sphere"
    if !["capsule", "cylinder", "box", "ellipsoid"].contains(type), let ends = item["fromto"] {
      refuse(ends, of: "site", .noEnds(type: type))
    }
    var halfSize: Vector3?
    if type == "box", let size = item.numbers("size"), size.count == 3 {
      halfSize = Vector3(size[0], size[1], size[2])
    }
    scene.sites.append(
      Site(name: name, body: body, pose: ends(item)?.pose ?? pose(item), halfSize: halfSize))
  }

  func readCamera(_ item: SceneItem, _ body: BodyID) {
    let name = claimName(item, .camera, index: scene.cameras.count)
    // degrees whatever the unit in <compiler>, as in MuJoCo
    let angle = (item.number("fovy") ?? 45) * .pi / 180
    let camera = Camera(name: name, body: body, pose: pose(item), fieldOfView: angle)
    switch item.word("mode") ?? "fixed" {
    case "fixed":
      if let target = item["target"] {
        note(target, of: "camera", .ignored, "mode is fixed; set mode=\"targetbody\" to turn to it")
      }
    case "targetbody", "targetbodycom":
      if let target = item["target"] {
        cameraTargets.append((scene.cameras.count, target))
      } else if !item.has("target") {
        refuse(item.element, .missingAttribute("target"))
      }
    default:
      if let mode = item["mode"] {
        note(mode, of: "camera", .ignored, "the camera stays as its body carries it")
      }
    }
    scene.cameras.append(camera)
  }

  func readLight(_ item: SceneItem, _ body: BodyID) {
    var light = Light(name: claimName(item, .light, index: scene.lights.count), body: body)
    if item.flag("active") == false {
      return note(item.element, .ignored, "active is false")
    }
    if item.word("type") == "image" {
      return note(item.element, .ignored, "images do not give light")
    }
    light.position = item.vector("pos") ?? .zero
    if let direction = item["dir"], let vector = item.vector("dir") {
      if vector.length > 1e-12 {
        light.direction = vector.normalized
      } else {
        refuse(direction, of: "light", .zeroVector)
      }
    }
    light.isDirectional = item.flag("directional") ?? false
    if item.has("type"), item.has("directional") { refuse(item.element, .typeAndDirectional) }
    light.castsShadow = item.flag("castshadow") ?? true
    light.ambient = item.color("ambient") ?? light.ambient
    light.diffuse = item.color("diffuse") ?? light.diffuse
    light.specular = item.color("specular") ?? light.specular
    light.attenuation = item.color("attenuation") ?? light.attenuation
    // degrees whatever the unit in <compiler>, as in MuJoCo
    light.cutoff = (item.number("cutoff") ?? 45) * .pi / 180
    light.exponent = item.number("exponent") ?? light.exponent
    readType(item, &light)
    scene.lights.append(light)
  }

  private func readType(_ item: SceneItem, _ light: inout Light) {
    switch item.word("type") {
    case "directional": light.isDirectional = true
    case "point":
      // a spotlight with a cone of all directions
      light.cutoff = .pi
      light.exponent = 0
    default: break
    }
  }
}
