// SPDX-License-Identifier: Apache-2.0

import DioramaScene

private let shading = "the renderer's shading has no such term"
private let onePicture = "one image is on all sides"
private let inlineMesh = "write the mesh to an OBJ file and name it with file"

extension SceneRule {
  /// The rules of the assets, which shapes refer to.
  static let assets: [String: SceneRule] = [
    "asset": SceneRule(
      children: ["texture", "material", "mesh", "hfield", "skin", "model"]),
    "texture": SceneRule(
      used: [
        "name": .name, "class": .name, "type": .word(["2d", "cube", "skybox"]), "file": .name,
        "builtin": .word(["none", "flat", "checker", "gradient"]), "rgb1": .color(3),
        "rgb2": .color(3), "width": .integers(1...1, in: 0...16_384),
        "height": .integers(1...1, in: 0...98_304),
      ],
      ignored: [
        "colorspace": "images are taken as sRGB", "content_type": "files are PNG",
        "mark": "there are no marks", "markrgb": "there are no marks",
        "random": "there are no random marks", "gridsize": "the whole image is on each side",
        "gridlayout": "the whole image is on each side", "hflip": "images are not turned",
        "vflip": "images are not turned", "nchannel": "textures have red, green and blue",
        "embed": "images are read from their files", "fileright": onePicture,
        "fileleft": onePicture, "fileup": onePicture, "filedown": onePicture,
        "filefront": onePicture, "fileback": onePicture,
      ]),
    "material": SceneRule(
      used: [
        "name": .name, "class": .name, "texture": .name,
        "texrepeat": .numbers(2...2, in: 0...10_000), "texuniform": .flag, "rgba": .color(4),
        "specular": .fraction, "shininess": .fraction, "reflectance": .fraction,
        "emission": .numbers(1...1, in: 0...100),
      ],
      ignored: ["metallic": shading, "roughness": shading],
      children: ["layer"]),
    "mesh": SceneRule(
      used: [
        "name": .name, "class": .name, "file": .name, "scale": .numbers(3...3, in: -1e6...1e6),
      ],
      ignored: [
        "content_type": "the file's name says what it is",
        "inertia": "inertia follows from the triangles",
        "material": "a geom names its material itself",
        "maxhullvert": "there is no convex hull",
        "smoothnormal": "normals are smooth where the file has none",
      ],
      refused: [
        "vertex": inlineMesh, "normal": inlineMesh, "texcoord": inlineMesh, "face": inlineMesh,
        "builtin": inlineMesh, "params": inlineMesh,
      ],
      only: [
        "refpos": ("0 0 0", "move the vertices in the file"),
        "refquat": ("1 0 0 0", "turn the vertices in the file"),
      ],
      children: ["plugin"]),
    "layer": SceneRule(used: ["role": .name, "texture": .name]),
    "hfield": .refused("use boxes or a mesh"),
    "skin": .ignored("bodies are drawn as their geoms"),
    "model": .refused("bring the other file in with <include>"),
    "plugin": .refused("plugins are for MuJoCo itself; remove it"),
  ]
}
