// SPDX-License-Identifier: Apache-2.0

import DioramaScene

private let otherSolver = "ODE solves the contacts, not MuJoCo's solver"
private let viewer = "for MuJoCo's viewer; images are drawn without it"
private let memory = "memory is found as it is needed"
private let massByHand = "state each mass and inertia in the file"

extension SceneRule {
  /// The rules of the elements that concern the scene as a whole.
  static let settings: [String: SceneRule] = [
    "mujoco": SceneRule(
      used: ["model": .text],
      children: [
        "compiler", "option", "size", "visual", "statistic", "default", "custom", "asset",
        "worldbody", "contact", "equality", "actuator", "sensor", "keyframe", "include",
        "extension", "tendon", "deformable",
      ]),
    "include": SceneRule(used: ["file": .name]),
    "compiler": SceneRule(
      used: [
        "angle": .word(["degree", "radian"]), "autolimits": .flag, "eulerseq": .name,
        "meshdir": .text, "texturedir": .text, "assetdir": .text, "strippath": .flag,
        "inertiafromgeom": .autoFlag,
        "inertiagrouprange": .integers(2...2, in: -ValueKind.reach...ValueKind.reach),
        "settotalmass": .number,
      ],
      ignored: [
        "fitaabb": "meshes are not replaced by primitives",
        "usethread": "files are read one after the other",
        "exactmeshinertia": "inertia always follows from the shapes",
        "discardvisual": "what is only seen is kept, to be drawn",
        "fusestatic": "bodies stay apart",
        "saveinertial": "files are not written",
        "alignfree": "bodies keep their frames", "conflict": "what is repeated is refused",
        "passthrough": "files are not written", "savecanonical": "files are not written",
        "savecompiled": "files are not written",
      ],
      only: [
        "coordinate": ("local", "give positions relative to the parent"),
        "boundmass": ("0", massByHand), "boundinertia": ("0", massByHand),
        "balanceinertia": ("false", massByHand),
      ],
      children: ["lengthrange"]),
    "lengthrange": .ignored("it is for muscles and tendons, which are not supported"),
    "option": SceneRule(
      used: ["timestep": .positive(upTo: 1), "gravity": .vector],
      ignored: [
        "integrator": "ODE integrates semi-implicitly, MuJoCo's integrator does not apply",
        "solver": otherSolver, "iterations": otherSolver, "tolerance": otherSolver,
        "ls_iterations": otherSolver, "ls_tolerance": otherSolver,
        "noslip_iterations": otherSolver, "noslip_tolerance": otherSolver,
        "ccd_iterations": "ODE finds the contacts", "ccd_tolerance": "ODE finds the contacts",
        "sdf_iterations": "ODE finds the contacts", "sdf_initpoints": "ODE finds the contacts",
        "cone": "friction is isotropic whatever the cone", "jacobian": otherSolver,
        "impratio": otherSolver, "magnetic": "there are no magnetometers",
        "o_margin": "used with override only", "o_solref": "used with override only",
        "o_solimp": "used with override only", "o_friction": "used with override only",
        "apirate": viewer, "sleep_tolerance": "bodies do not sleep",
      ],
      refused: ["actuatorgroupdisable": "remove the actuators that are to do nothing"],
      only: [
        "wind": ("0 0 0", "there is no air; remove it"),
        "density": ("0", "there is no fluid; remove it"),
        "viscosity": ("0", "there is no fluid; remove it"),
      ],
      children: ["flag"]),
    "flag": SceneRule(
      used: [
        "gravity": .able, "constraint": .able, "equality": .able, "frictionloss": .able,
        "limit": .able, "contact": .able, "spring": .able, "damper": .able, "clampctrl": .able,
      ],
      ignored: [
        "warmstart": otherSolver, "filterparent": "parent and child never touch",
        "refsafe": otherSolver, "sensor": "sensors say what is", "midphase": "ODE finds the pairs",
        "eulerdamp": otherSolver, "autoreset": "a divergence is an error here",
        "nativeccd": "ODE finds the contacts", "energy": "energy is always to be had",
        "fwdinv": "a diagnosis of MuJoCo's", "invdiscrete": "a diagnosis of MuJoCo's",
        "multiccd": "ODE finds the contacts", "island": otherSolver,
        "diagexact": otherSolver, "ipc": otherSolver, "speculative": otherSolver,
        "sleep": "bodies do not sleep",
      ],
      only: [
        "actuation": ("enable", "remove the <actuator> section"),
        "override": ("disable", "set friction at the geoms"),
      ]
    ).once,
    "size": SceneRule(
      ignored: [
        "memory": memory, "njmax": memory, "nconmax": memory, "nstack": memory,
        "nuserdata": memory, "nkey": memory, "nuser_body": memory, "nuser_jnt": memory,
        "nuser_geom": memory, "nuser_site": memory, "nuser_cam": memory, "nuser_tendon": memory,
        "nuser_actuator": memory, "nuser_sensor": memory,
      ]),
    "statistic": SceneRule(
      used: ["center": .vector, "extent": .positive],
      ignored: ["meaninertia": viewer, "meanmass": viewer, "meansize": viewer]),
    "visual": SceneRule(children: ["global", "quality", "headlight", "map", "scale", "rgba"]),
    "global": .ignored(viewer + ", and with cameras of its own"),
    "quality": .ignored("the renderer's own quality setting counts"),
    "headlight": SceneRule(
      used: [
        "ambient": .color(3), "diffuse": .color(3), "active": .integers(1...1, in: 0...1),
      ],
      ignored: ["specular": "the light from the camera makes no highlights"]
    ).once,
    "map": SceneRule(
      used: ["znear": .positive, "zfar": .positive],
      ignored: [
        "stiffness": viewer, "stiffnessrot": viewer, "force": viewer, "torque": viewer,
        "alpha": viewer, "actuatortendon": viewer, "fogstart": "there is no fog",
        "fogend": "there is no fog", "haze": "there is no haze",
        "shadowclip": "shadows cover the scene's extent", "shadowscale": "shadows cover the extent",
      ]
    ).once,
    "scale": .ignored("it is about decorations, which are not drawn"),
    "rgba": .ignored("it is about decorations, which are not drawn"),
    "custom": SceneRule(children: ["numeric", "text", "tuple"]),
    "numeric": SceneRule(
      used: [
        "name": .name, "size": .integers(1...1, in: 1...500),
        "data": .numbers(
          1...500, in: -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude),
      ]),
    "text": SceneRule(used: ["name": .name, "data": .name]),
    "tuple": .ignored("tasks read numbers and texts only"),
    "extension": SceneRule(children: ["plugin"]),
    "extension/plugin": .ignored("plugins are for MuJoCo itself; what needs one is refused"),
    "tendon": SceneRule(children: ["spatial", "fixed"]),
    "deformable": SceneRule(children: ["flex", "skin"]),
    "flex": .refused("write a <flexcomp> of type grid in the worldbody"),
  ]
}
