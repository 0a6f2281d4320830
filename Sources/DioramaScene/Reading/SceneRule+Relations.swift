// SPDX-License-Identifier: Apache-2.0

private let softness = "ODE's own softness applies; see the parameter contact_softness"
private let jointsOnly = "drive a hinge or a slide, by joint"
private let jointDrives = "use motor, position or velocity"

extension SceneRule {
  static let equalityIgnored: KeyValuePairs<String, String> = [
    "solref": softness, "solimp": softness,
  ]
  static let equalityOnly: KeyValuePairs<String, (String, String)> = [
    "active": ("true", "remove the constraint")
  ]

  private static let equality = SceneRule(
    used: ["name": .name, "class": .name, "body1": .name, "body2": .name],
    ignored: equalityIgnored,
    refused: [
      "site1": "name bodies, by body1 and body2", "site2": "name bodies, by body1 and body2",
    ],
    only: equalityOnly)

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
    ],
    refused: [
      "jointinparent": jointsOnly, "tendon": jointsOnly, "site": jointsOnly,
      "refsite": jointsOnly, "slidersite": jointsOnly, "cranksite": jointsOnly, "body": jointsOnly,
    ])

  /// The rules of what relates bodies, shapes and joints.
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
    "equality": SceneRule(children: ["connect", "weld", "joint", "tendon", "flex"]),
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
    "actuator": SceneRule(
      children: [
        "motor", "position", "velocity", "general", "intvelocity", "damper", "cylinder", "muscle",
        "adhesion", "plugin",
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
    "general": .refused(jointDrives), "intvelocity": .refused(jointDrives),
    "damper": .refused("use damping of the joint"), "cylinder": .refused(jointDrives),
    "muscle": .refused(jointDrives), "adhesion": .refused(jointDrives),
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
