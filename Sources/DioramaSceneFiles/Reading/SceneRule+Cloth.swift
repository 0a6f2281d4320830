// SPDX-License-Identifier: Apache-2.0

import DioramaScene

private let ownContact = "the cloth's own contacts apply; see scenes/README.md"
private let onlyGrid = "make the cloth a grid, by count and spacing"
private let otherDetection = "particles are tested against shapes, however MuJoCo does it"

extension SceneRule {
  /// The rules of cloth.
  static let cloth: [String: SceneRule] = [
    "flexcomp": SceneRule(
      used: [
        "name": .name, "dim": .integers(1...1, in: 1...3),
        "type": .word(
          ["grid"],
          refused: [
            "box", "cylinder", "ellipsoid", "square", "disc", "circle", "mesh", "gmsh", "direct",
          ]),
        "count": .integers(3...3, in: 1...1000), "spacing": .numbers(3...3, in: 1e-6...1e3),
        "mass": .positive(upTo: ValueKind.most), "radius": .positive(upTo: 1e3), "pos": .vector,
        "material": .name, "rgba": .color(4), "group": .integer,
      ],
      ignored: [
        "inertiabox": "particles have no inertia of their own",
        "flatskin": "the cloth is drawn with smooth normals",
      ],
      refused: [
        "file": onlyGrid, "point": onlyGrid, "element": onlyGrid,
        "texcoord": "the texture spans the grid; see texrepeat of the material",
      ],
      only: [
        "rigid": ("false", "write a <geom> for what is rigid"),
        "dof": ("full", "every particle moves by itself"),
        "scale": ("1 1 1", "give the spacing itself"), "origin": ("0 0 0", onlyGrid),
      ],
      children: ["edge", "elasticity", "contact", "pin", "plugin"]
    ).and(orientation),
    "edge": SceneRule(
      used: ["stiffness": .positive(upTo: ValueKind.most), "damping": .nonNegative],
      ignored: ["solref": ownContact, "solimp": ownContact],
      only: ["equality": ("false", "give the springs' stiffness")],
      isSingle: true),
    "elasticity": SceneRule(
      used: [
        "young": .positive(upTo: 1e12), "poisson": .numbers(1...1, in: 0...0.499),
        "thickness": .positive(upTo: 10), "damping": .nonNegative,
        "elastic2d": .word(["stretch", "both"], refused: ["none", "bend"]),
      ],
      isSingle: true),
    "flexcomp/contact": SceneRule(
      used: [
        "contype": .bits, "conaffinity": .bits, "condim": .word(["1", "3", "4", "6"]),
        "priority": .integer, "friction": .numbers(1...3, in: 0...ValueKind.reach),
        "selfcollide": .word(["none", "narrow", "bvh", "sap", "auto"]),
      ],
      ignored: [
        "solref": ownContact, "solimp": ownContact, "solmix": ownContact,
        "margin": "contacts begin at radius", "gap": "contacts begin at radius",
        "internal": otherDetection, "activelayers": otherDetection, "vertcollide": otherDetection,
        "passive": otherDetection,
      ],
      isSingle: true),
    "pin": SceneRule(
      used: [
        "id": .integers(1...100_000, in: -1e6...1e6),
        "range": .integers(2...1000, in: -1e6...1e6),
        "grid": .integers(1...100_000, in: -1e6...1e6),
        "gridrange": .integers(2...1000, in: -1e6...1e6),
      ]),
  ]
}
