// SPDX-License-Identifier: Apache-2.0

extension SceneRule {
  /// The rules of sensors: those that follow from the state alone can be read by tasks.
  static let sensors: [String: SceneRule] = {
    var rules = ["sensor": SceneRule(children: joints + frames + others)]
    for name in joints { rules["sensor/\(name)"] = SceneRule(used: ["joint": .name]).and(sensor) }
    for name in frames {
      rules["sensor/\(name)"] = SceneRule(
        used: ["objtype": .word(["body", "xbody", "geom", "site", "camera"]), "objname": .name],
        refused: [:]
      ).and(sensor)
    }
    for name in others { rules["sensor/\(name)"] = .ignored("tasks do not read such sensors") }
    return rules
  }()

  private static let sensor = SceneRule(
    used: ["name": .name, "reftype": .name, "refname": .name],
    ignored: [
      "noise": "sensors say what is", "cutoff": "sensors say what is",
      "user": "user data is for programs around MuJoCo", "nsample": "sensors say what is now",
      "interp": "sensors say what is now", "delay": "sensors say what is now",
      "interval": "sensors say what is now",
    ])

  private static let joints = ["jointpos", "jointvel"]
  private static let frames = [
    "framepos", "framexaxis", "frameyaxis", "framezaxis", "framelinvel", "frameangvel",
  ]
  private static let others = [
    "touch", "accelerometer", "velocimeter", "gyro", "force", "torque", "magnetometer",
    "camprojection", "rangefinder", "tendonpos", "tendonvel", "actuatorpos", "actuatorvel",
    "actuatorfrc", "jointactuatorfrc", "tendonactuatorfrc", "ballquat", "ballangvel",
    "jointlimitpos", "jointlimitvel", "jointlimitfrc", "tendonlimitpos", "tendonlimitvel",
    "tendonlimitfrc", "framequat", "framelinacc", "frameangacc", "subtreecom", "subtreelinvel",
    "subtreeangmom", "insidesite", "distance", "normal", "fromto", "contact", "e_potential",
    "e_kinetic", "clock", "tactile", "user", "plugin",
  ]
}
