// SPDX-License-Identifier: Apache-2.0

import DioramaScene

private let softness = "ODE's own softness applies; see the parameter contact_softness"
private let jointsOnly = "drive a hinge or a slide, by joint"
private let jointDrives = "use motor, position or velocity"
private let slack = "the tendon does nothing"

extension SceneRule {
  static let equalityUsed: KeyValuePairs<String, ValueKind> = [
    "active": .flag, "solref": .upTo(2), "solimp": .upTo(5),
  ]

  private static let equality = SceneRule(
    used: [
      "name": .name, "class": .name, "body1": .name, "body2": .name, "active": .flag,
      "solref": .upTo(2), "solimp": .upTo(5),
    ],
    refused: [
      "site1": "name bodies, by body1 and body2", "site2": "name bodies, by body1 and body2",
    ])

  private static let actuator = SceneRule(
    used: [
      "name": .name, "class": .name, "joint": .name, "gear": .upTo(6), "ctrlrange": .range,
      "ctrllimited": .autoFlag,
      "forcerange": .numbers(2...2, in: -ValueKind.most...ValueKind.most),
      "forcelimited": .autoFlag,
    ],
    ignored: [
      "group": "actuators are not drawn", "user": "user data is for programs around MuJoCo",
      "lengthrange": "it is for muscles", "cranklength": "it is for cranks",
      "interp": "controls act at once", "nsample": "controls act at once",
    ],
    refused: [
      "jointinparent": jointsOnly, "tendon": jointsOnly, "site": jointsOnly,
      "refsite": jointsOnly, "slidersite": jointsOnly, "cranksite": jointsOnly, "body": jointsOnly,
    ],
    only: [
      "delay": ("0", "the control acts at once; delay it in the program"),
      "damping": ("0", "use damping of the joint"), "armature": ("0", "give it to the joint"),
    ])

  /// The attributes that make a tendon pull or limit; one without them only serves sensors and drawing.
  static let tendonActions: KeyValuePairs<String, ValueKind> = [
    "stiffness": .text, "damping": .text, "range": .text, "frictionloss": .text,
    "armature": .text,
  ]

  /// The rule of a tendon, whose attributes are checked when it is read.
  static let tendon = SceneRule(
    used: tendonActions,
    ignored: [
      "name": "nothing refers to it", "class": "it does nothing", "group": "tendons are not drawn",
      "width": "tendons are not drawn", "material": "tendons are not drawn",
      "rgba": "tendons are not drawn", "user": "user data is for programs around MuJoCo",
      "margin": "it has no limits", "solreflimit": softness, "solimplimit": softness,
      "solreffriction": softness, "solimpfriction": softness, "limited": "it has no limits",
      "springlength": "it has no spring", "springyield": "it has no spring",
      "actuatorfrcrange": "it has no actuators", "actuatorfrclimited": "it has no actuators",
    ])

  /// The rules of the relations between bodies, shapes and joints.
  static let relations: [String: SceneRule] = [
    "contact": SceneRule(children: ["pair", "exclude"]),
    "pair": SceneRule(
      used: [
        "name": .name, "class": .name, "geom1": .name, "geom2": .name,
        "friction": .numbers(1...5, in: 0...ValueKind.reach),
        "condim": .word(["1", "3", "4", "6"]),
      ],
      ignored: [
        "solref": softness, "solreffriction": softness, "solimp": softness,
        "margin": "contacts begin where shapes touch", "gap": "contacts act where shapes touch",
      ]),
    "exclude": SceneRule(used: ["name": .name, "body1": .name, "body2": .name]),
    "equality": SceneRule(children: ["connect", "weld", "joint", "tendon", "flex", "flexstrain"]),
    "connect": SceneRule(used: ["anchor": .vector]).and(equality),
    "weld": SceneRule(
      used: ["relpose": .vector(7)],
      ignored: [
        "anchor": "the whole pose is held, wherever the anchor",
        "torquescale": "position and angle are held alike",
      ]
    ).and(equality),
    "equality/joint": .refused("use weld or connect"),
    "equality/tendon": .refused("use weld or connect"),
    "equality/flex": .refused("use weld or connect"),
    "flexstrain": .refused("use weld or connect"),
    "actuator": SceneRule(
      children: [
        "motor", "position", "velocity", "general", "intvelocity", "damper", "cylinder", "muscle",
        "adhesion", "orientation", "pid", "dcmotor", "plugin",
      ]),
    "motor": actuator,
    "position": SceneRule(
      used: [
        "kp": .nonNegative, "kv": .nonNegative, "inheritrange": .numbers(1...1, in: 0...1000),
      ],
      refused: ["dampratio": "give the damping itself, by kv"],
      only: ["timeconst": ("0", "the control acts at once; filter it in the program")]
    ).and(actuator),
    "velocity": SceneRule(used: ["kv": .nonNegative]).and(actuator),
    "general": SceneRule(
      used: [
        "gaintype": .word(["fixed"], refused: ["affine", "muscle", "user"]),
        "biastype": .word(["none", "affine"], refused: ["muscle", "user"]),
        "dyntype": .word(
          ["none"], refused: ["integrator", "filter", "filterexact", "muscle", "user"]),
        "gainprm": .numbers(1...10, in: -ValueKind.most...ValueKind.most),
        "biasprm": .numbers(1...10, in: -ValueKind.most...ValueKind.most),
      ],
      ignored: [
        "dynprm": "the control acts at once", "actdim": "the control acts at once",
        "actlimited": "actuators have no state of their own",
        "actrange": "actuators have no state of their own",
        "actearly": "actuators have no state of their own",
      ]
    ).and(actuator),
    "intvelocity": .refused(jointDrives),
    "damper": .refused("use damping of the joint"), "cylinder": .refused(jointDrives),
    "muscle": .refused(jointDrives), "adhesion": .refused(jointDrives),
    "orientation": .refused(jointDrives), "pid": .refused(jointDrives),
    "dcmotor": .refused(jointDrives),
    "spatial": SceneRule(children: ["site", "geom", "pulley"]).and(tendon),
    "fixed": SceneRule(children: ["joint"]).and(tendon),
    "spatial/site": .ignored(slack), "spatial/geom": .ignored(slack),
    "pulley": .ignored(slack), "fixed/joint": .ignored(slack),
    "keyframe": SceneRule(children: ["key"]),
    "key": SceneRule(
      used: [
        "name": .name, "qpos": .numbers(1...100_000, in: -ValueKind.reach...ValueKind.reach),
        "qvel": .numbers(1...100_000, in: -ValueKind.reach...ValueKind.reach),
        "ctrl": .numbers(1...100_000, in: -ValueKind.reach...ValueKind.reach),
      ],
      ignored: [
        "time": "every episode starts at 0", "mpos": "the program poses the mocap bodies",
        "mquat": "the program poses the mocap bodies",
      ],
      refused: ["act": "actuators have no state of their own"]),
  ]
}
