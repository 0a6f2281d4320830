// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene
import Foundation

extension SceneReader {
  func readTextures(_ section: MarkupElement) {
    for element in section.children("texture") {
      let item = item(element)
      let kind = Texture.Kind(rawValue: item.word("type") ?? "cube") ?? .cube
      // nothing refers to a sky, so it needs no name
      let name =
        kind == .skybox && !item.has("name") && !item.has("file")
        ? claimName(item, .texture, index: scene.textures.count)
        : assetName(item, .texture, index: scene.textures.count)
      guard let name else { continue }
      var texture = Texture(name: name, kind: kind, source: .flat)
      texture.firstColor = item.color("rgb1") ?? texture.firstColor
      texture.secondColor = item.color("rgb2") ?? texture.secondColor
      if let file = Self.pictures.lazy.compactMap({ item[$0] }).first {
        texture.source = .file(picture(file))
        note(file, of: "texture", .used, file.name == "file" ? "" : "it is on all sides")
      } else if !item.has("file") {
        readMadeTexture(item, &texture)
      }
      scene.textures.append(texture)
    }
  }

  /// The attributes that name an image file, in order of precedence.
  private static let pictures = [
    "file", "filefront", "fileright", "fileleft", "fileback", "fileup", "filedown",
  ]

  /// Returns the path of a PNG file; refuses other files.
  private func picture(_ attribute: MarkupAttribute) -> String {
    let path = path(attribute, in: settings.textureDirectory)
    switch files.readStart(path, count: 8) {
    case .failure(let problem):
      refuse(attribute, of: "texture", problem.attributeFault(path))
    case .success(let start):
      if start != [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] {
        refuse(attribute, of: "texture", .notPNG(path: path))
      }
    }
    return path
  }

  private func readMadeTexture(_ item: SceneItem, _ texture: inout Texture) {
    switch item.word("builtin") ?? "none" {
    case "flat": texture.source = .flat
    case "checker": texture.source = .checker
    case "gradient": texture.source = .gradient
    default: return refuse(item.element, .missingEither("file", "builtin"))
    }
    guard let width = size(item, "width") else { return }
    texture.width = width
    if texture.kind == .flat {
      guard let height = size(item, "height") else { return }
      texture.height = height
    } else {
      // six squares, one above the other, as in MuJoCo
      texture.height = 6 * width
    }
  }

  private func size(_ item: SceneItem, _ name: String) -> Int? {
    guard let attribute = item[name], let number = item.number(name) else {
      if !item.has(name) { refuse(item.element, .missingAttribute(name)) }
      return nil
    }
    if number <= 0 { refuse(attribute, of: "texture", .notPositive(number)) }
    return number > 0 ? Int(number) : nil
  }

  func readMaterials(_ section: MarkupElement) {
    for element in section.children("material") {
      let item = item(element)
      guard let name = requiredName(item, .material, index: scene.materials.count) else { continue }
      var material = Material(name: name)
      material.color = item.opaqueColor("rgba") ?? material.color
      material.texture = reference(item, "texture", to: .texture).map { TextureID($0) }
      for layer in element.children("layer") {
        let layer = SceneItem(layer)
        guard let role = layer["role"], ["rgb", "rgba"].contains(role.value) else {
          note(layer.element, .ignored, "the renderer's shading has no such term")
          continue
        }
        material.texture =
          requiredReference(layer, "texture", to: .texture).map { TextureID($0) }
      }
      if let counts = item.numbers("texrepeat") {
        material.textureRepeat = SIMD2(Float(counts[0]), Float(counts[1]))
      }
      material.textureIsUniform = item.flag("texuniform") ?? false
      material.specular = item.number("specular").map { Float($0) } ?? material.specular
      material.shininess = item.number("shininess").map { Float($0) } ?? material.shininess
      material.reflectance = item.number("reflectance").map { Float($0) } ?? 0
      material.emission = item.number("emission").map { Float($0) } ?? 0
      scene.materials.append(material)
    }
  }

  func readMeshes(_ section: MarkupElement) {
    for element in section.children("mesh") {
      let item = item(element)
      guard let file = item["file"] else {
        if !item.has("file") { refuse(element, .missingAttribute("file")) }
        continue
      }
      guard let name = assetName(item, .mesh, index: scene.meshes.count) else { continue }
      var mesh = Mesh(
        name: name, positions: [], normals: [], textureCoordinates: [], indices: [])
      if let read = readMesh(file, name) { mesh = read }
      if let scale = item.vector("scale"), let attribute = item["scale"] {
        if scale.x == 0 || scale.y == 0 || scale.z == 0 {
          refuse(attribute, of: "mesh", .zeroScale)
        } else {
          mesh.scale(by: SIMD3(Float(scale.x), Float(scale.y), Float(scale.z)))
        }
      }
      scene.meshes.append(mesh)
    }
  }

  private func readMesh(_ attribute: MarkupAttribute, _ name: String) -> Mesh? {
    let path = path(attribute, in: settings.meshDirectory)
    let type = (path as NSString).pathExtension.lowercased()
    guard ["obj", "stl", "msh"].contains(type) else {
      refuse(attribute, of: "mesh", .notOBJ(path: path))
      return nil
    }
    switch files.read(path, limit: SceneFiles.meshLimit) {
    case .failure(let problem):
      refuse(attribute, of: "mesh", problem.attributeFault(path))
      return nil
    case .success(let bytes):
      guard files.countMesh(bytes.count) else {
        refuse(
          attribute, of: "mesh", .filesTooLarge(path: path, limit: SceneFiles.meshTotalLimit))
        return nil
      }
      do throws(SceneError) {
        return switch type {
        case "stl": try STLFile(bytes, path: path).mesh.named(name)
        case "msh": try MSHFile(bytes, path: path).mesh.named(name)
        default: try OBJFile(bytes, path: path).mesh.named(name)
        }
      } catch {
        refuse(attribute, of: "mesh", error)
        return nil
      }
    }
  }

  private func path(_ attribute: MarkupAttribute, in folder: String) -> String {
    let name =
      settings.stripsPaths
      ? (attribute.value as NSString).lastPathComponent : attribute.value
    return files.path(name, in: folder, from: attribute.location.file)
  }

  /// Returns the name of an asset, by default its file's name without the extension.
  private func assetName(_ item: SceneItem, _ kind: Kind, index: Int) -> String? {
    guard !item.has("name"), let file = item["file"] else {
      return requiredName(item, kind, index: index)
    }
    let name = ((file.value as NSString).lastPathComponent as NSString).deletingPathExtension
    if let first = names[kind]?[name] {
      refuse(
        file, of: item.name, .repeatedName(name, kind: kind.rawValue, first: first.location))
    } else {
      names[kind, default: [:]][name] = Named(index: index, location: file.location)
    }
    return name
  }
}
