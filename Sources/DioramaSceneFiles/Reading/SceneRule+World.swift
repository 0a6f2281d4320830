// SPDX-License-Identifier: Apache-2.0

import DioramaScene

private let softness = "ODE's own contact softness applies; see the parameter contact_softness"
private let userData = "user data is for programs around MuJoCo"
private let notDrawn = "sites are frames only; they are not drawn"
private let drawnGroups = "joints are not drawn"
private let pinhole = "cameras are ideal; fovy says how wide"

extension SceneRule {
  static let orientation = SceneRule(
    used: [
      "quat": .quaternion, "euler": .vector, "axisangle": .vector(4), "xyaxes": .vector(6),
      "zaxis": .vector,
    ])

  private static let bodyParts = [
    "inertial", "joint", "freejoint", "geom", "site", "camera", "light", "body", "plugin",
    "attach", "composite", "flexcomp", "frame", "replicate",
  ]

  private static let partsOfFrames = bodyParts.filter {
    !["inertial", "joint", "freejoint"].contains($0)
  }

  /// The rules of bodies and their parts.
  static let world: [String: SceneRule] = [
    "worldbody": SceneRule(children: partsOfFrames),
    "body": SceneRule(
      used: [
        "name": .name, "childclass": .name, "pos": .vector, "mocap": .flag,
        "gravcomp": .numbers(1...1, in: 0...1),
      ],
      ignored: [
        "user": userData, "fuse": "bodies stay apart", "simple": "it is for MuJoCo's solver",
        "sleep": "bodies do not sleep",
      ], children: bodyParts
    ).and(orientation),
    "inertial": SceneRule(
      used: [
        "pos": .vector, "mass": .nonNegative,
        "diaginertia": .numbers(3...3, in: 0...ValueKind.most),
        "fullinertia": .numbers(6...6, in: -ValueKind.most...ValueKind.most),
      ],
      isSingle: true
    ).and(orientation),
    "joint": SceneRule(
      used: [
        "name": .name, "class": .name, "type": .word(["free", "ball", "slide", "hinge"]),
        "pos": .vector, "axis": .vector, "range": .range, "limited": .autoFlag,
        "damping": .nonNegative, "stiffness": .nonNegative, "springref": .number,
        "frictionloss": .nonNegative, "armature": .nonNegative, "ref": .number,
        "actuatorfrcrange": .numbers(2...2, in: -ValueKind.most...ValueKind.most),
        "actuatorfrclimited": .autoFlag,
      ],
      ignored: [
        "margin": "limits act where they are", "solreflimit": softness, "solimplimit": softness,
        "solreffriction": softness, "solimpfriction": softness, "group": drawnGroups,
        "user": userData,
      ],
      refused: [
        "springdamper": "give stiffness and damping themselves"
      ],
      only: [
        "actuatorgravcomp": ("false", "gravcomp of the body acts by itself")
      ]),
    "freejoint": SceneRule(
      used: ["name": .name],
      ignored: ["group": drawnGroups, "align": "bodies keep their frames"]),
    "geom": SceneRule(
      used: [
        "name": .name, "class": .name,
        "type": .word(
          ["plane", "sphere", "capsule", "cylinder", "box", "ellipsoid", "mesh"],
          refused: ["hfield", "sdf"]),
        "pos": .vector, "fromto": .vector(6), "size": .numbers(1...3, in: 0...ValueKind.reach),
        "mesh": .name, "mass": .nonNegative, "density": .nonNegative,
        "friction": .numbers(1...3, in: 0...ValueKind.reach),
        "condim": .word(["1", "3", "4", "6"]), "contype": .bits, "conaffinity": .bits,
        "priority": .integer, "group": .integer, "material": .name, "rgba": .color(4),
      ],
      ignored: [
        "solref": softness, "solimp": softness, "solmix": softness,
        "margin": "contacts begin where shapes touch", "gap": "contacts act where shapes touch",
        "fluidcoef": "there is no fluid", "user": userData,
        "fitscale": "meshes are not replaced by primitives",
        "castshadow": "everything casts shadows",
      ],
      refused: ["hfield": "use boxes or a mesh"],
      only: [
        "shellinertia": ("false", "give the body an <inertial>"),
        "fluidshape": ("none", "there is no fluid"),
        "adhesion": ("0", "nothing sticks"), "surfacevel": ("0 0 0", "surfaces do not run"),
      ],
      children: ["plugin"]
    ).and(orientation),
    "site": SceneRule(
      used: [
        "name": .name, "class": .name, "pos": .vector, "fromto": .vector(6), "type": .name,
        "size": .numbers(1...3, in: 0...ValueKind.reach),
      ],
      ignored: [
        "group": notDrawn, "material": notDrawn,
        "rgba": notDrawn, "user": userData, "mesh": notDrawn,
      ]
    ).and(orientation),
    "camera": SceneRule(
      used: [
        "name": .name, "class": .name, "pos": .vector, "fovy": .positive(upTo: 179),
        "mode": .word(
          ["fixed", "targetbody", "track", "trackcom", "targetbodycom"]),
        "target": .name,
      ],
      ignored: [
        "ipd": "images are for one eye", "resolution": "the size is the caller's choice",
        "user": userData, "focal": pinhole, "focalpixel": pinhole, "principal": pinhole,
        "principalpixel": pinhole, "sensorsize": pinhole, "output": pinhole,
        "orthographic": "images are in perspective",
        "projection": "images are in perspective",
      ]
    ).and(orientation),
    "light": SceneRule(
      used: [
        "name": .name, "class": .name, "pos": .vector, "dir": .vector, "directional": .flag,
        "type": .word(["spot", "directional", "point", "image"]), "castshadow": .flag,
        "active": .flag, "ambient": .numbers(3...3, in: 0...100),
        "diffuse": .numbers(3...3, in: 0...100), "specular": .numbers(3...3, in: 0...100),
        "attenuation": .numbers(3...3, in: 0...ValueKind.reach),
        "cutoff": .numbers(1...1, in: 0...180), "exponent": .numbers(1...1, in: 0...128),
      ],
      ignored: [
        "bulbradius": "shadows are sharp", "intensity": "diffuse says how bright it is",
        "range": "attenuation says how far it reaches",
        "target": "the light stays as its body carries it",
        "mode": "the light stays as its body carries it",
        "texture": "images do not give light", "softness": "shadows are sharp",
      ]),
    "composite": .refused("write the bodies out"),
    "attach": .refused("bring the other file in with <include>"),
    "frame": SceneRule(
      used: ["name": .name, "childclass": .name, "pos": .vector], children: partsOfFrames
    ).and(orientation),
    "replicate": SceneRule(
      used: [
        "count": .integers(1...1, in: 1...ValueKind.reach), "offset": .vector, "euler": .vector,
        "sep": .text,
      ], children: partsOfFrames),
  ]
}
