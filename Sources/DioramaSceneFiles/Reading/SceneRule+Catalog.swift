// SPDX-License-Identifier: Apache-2.0

import DioramaScene

extension SceneRule {
  /// The rules of all elements, by name, or by path where the parent matters: `geom`, `default/geom`.
  static let catalog: [String: SceneRule] =
    settings.merging(assets, uniquingKeysWith: keepFirst)
    .merging(world, uniquingKeysWith: keepFirst)
    .merging(cloth, uniquingKeysWith: keepFirst)
    .merging(relations, uniquingKeysWith: keepFirst)
    .merging(sensors, uniquingKeysWith: keepFirst)
    .merging(defaults, uniquingKeysWith: keepFirst)

  private static func keepFirst(_ first: SceneRule, _ second: SceneRule) -> SceneRule { first }

  /// Returns the rule of the element `name` in `parent`, or nil if it is not allowed there.
  static func rule(of name: String, in parent: String) -> SceneRule? {
    guard let parentRule = catalog[parent], parentRule.children.contains(name) else { return nil }
    return catalog["\(parent)/\(name)"] ?? catalog[name]
  }

  /// Returns the elements that may hold the element `name`, in alphabetical order; without those that only group
  /// what these hold.
  static func places(of name: String) -> [String] {
    catalog.keys.filter { place in
      guard !place.contains("/"), place != "frame", place != "replicate",
        let rule = rule(of: name, in: place)
      else { return false }
      return rule.refused == nil && catalog["\(place)/\(name)"]?.ignored == nil
    }.sorted()
  }

  /// The rules of the elements of a default class.
  private static let defaults: [String: SceneRule] = {
    var rules: [String: SceneRule] = [
      "default": SceneRule(
        used: ["class": .name],
        children: ["default"] + inDefaults + unsupportedInDefaults + ["tendon"]),
      "default/tendon": tendon.inDefaults(),
      "default/texture": (assets["texture"] ?? SceneRule()).inDefaults(without: ["file"]),
      "default/equality": SceneRule(used: equalityUsed, isSingle: true),
    ]
    for name in inDefaults {
      guard let rule = world[name] ?? assets[name] ?? relations[name] else { continue }
      rules["default/\(name)", default: rule.inDefaults(without: notInDefaults)] =
        rules["default/\(name)"] ?? rule.inDefaults(without: notInDefaults)
    }
    for name in unsupportedInDefaults {
      rules["default/\(name)"] = .ignored("a <\(name)> is refused where it stands")
    }
    return rules
  }()

  private static let inDefaults = [
    "mesh", "texture", "material", "joint", "geom", "site", "camera", "light", "pair", "equality",
    "motor",
    "position", "velocity", "general",
  ]
  /// The elements whose defaults are ignored, since the elements themselves are refused.
  private static let unsupportedInDefaults = [
    "intvelocity", "damper", "cylinder", "muscle", "adhesion", "orientation", "pid",
    "dcmotor",
  ]
  /// The attributes that a default class cannot set, such as references.
  private static let notInDefaults = [
    "file", "target", "geom1", "geom2", "body1", "body2", "joint", "vertex", "normal", "texcoord",
    "face", "builtin", "params", "refpos", "refquat", "smoothnormal", "content_type",
  ]
}
