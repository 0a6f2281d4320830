// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

extension SceneReader {
  /// Reads the sensors that follow from the state alone and have a name; others are noted as ignored.
  func readSensors(_ section: MarkupElement) {
    for element in section.children where !element.isRefused {
      let item = SceneItem(element)
      guard let quantity = quantity(item) else { continue }
      guard item["name"] != nil else {
        note(element, .ignored, "it has no name")
        continue
      }
      let name = claimName(item, .sensor, index: scene.sensors.count)
      scene.sensors.append(Sensor(name: name, quantity: quantity))
    }
  }

  /// Returns what a sensor measures; nil where tasks do not read it.
  private func quantity(_ item: SceneItem) -> Sensor.Quantity? {
    switch item.name {
    case "jointpos", "jointvel":
      guard let index = requiredReference(item, "joint", to: .joint) else { return nil }
      let joint = JointID(index)
      guard scene[joint].kind == .hinge || scene[joint].kind == .slide else {
        note(item.element, .ignored, "a joint's sensor is read of hinges and slides")
        return nil
      }
      return item.name == "jointpos" ? .jointPosition(joint) : .jointVelocity(joint)
    case "framepos": return frame(item).map { .position($0) }
    case "framexaxis": return frame(item).map { .axis($0, 0) }
    case "frameyaxis": return frame(item).map { .axis($0, 1) }
    case "framezaxis": return frame(item).map { .axis($0, 2) }
    case "framelinvel": return frame(item).map { .velocity($0) }
    case "frameangvel": return frame(item).map { .spin($0) }
    default: return nil
    }
  }

  private func frame(_ item: SceneItem) -> Sensor.Frame? {
    guard item["refname"] == nil else {
      note(item.element, .ignored, "it is relative to another frame, which tasks do not read")
      return nil
    }
    switch item.word("objtype") {
    case "site":
      return requiredReference(item, "objname", to: .site).map {
        Sensor.Frame(body: scene.sites[$0].body, pose: scene.sites[$0].pose)
      }
    case "geom":
      return requiredReference(item, "objname", to: .geom).map {
        Sensor.Frame(body: scene.shapes[$0].body, pose: scene.shapes[$0].pose)
      }
    case "xbody":
      return requiredReference(item, "objname", to: .body).map { Sensor.Frame(body: BodyID($0)) }
    case "body":
      note(item.element, .ignored, "it is of a centre of mass; tasks read the frame, objtype xbody")
      return nil
    case nil:
      refuse(item.element, .missingAttribute("objtype"))
      return nil
    default:
      note(item.element, .ignored, "tasks read frames of bodies, geoms and sites")
      return nil
    }
  }
}
