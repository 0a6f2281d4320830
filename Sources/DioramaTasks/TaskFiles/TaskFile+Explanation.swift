// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaPainting
internal import DioramaScene

extension TaskFile {
  /// What the file says, in words, part by part.
  public var explanation: [(name: String, text: String)] {
    let elements = task.stateElements.map { element in
      element.name + (element.unit.isEmpty ? "" : " [\(element.unit)]")
    }
    let seconds = Double(task.horizon) * task.controlPeriod
    return [
      (
        "scene",
        "\(scene.scene.name): \(counted(scene.scene.bodies.count - 1, "body")), "
          + "\(counted(scene.scene.joints.count, "joint")), cameras "
          + scene.scene.cameras.map(\.name).joined(separator: ", ")
      ),
      (
        "time",
        "\(task.horizon) steps of \(short(task.controlPeriod)) s, \(short(seconds)) s together"
      ),
      ("action", motionText),
      ("observation", "\(elements.count) numbers: \(elements.joined(separator: ", "))"),
      ("success", task.success.map { $0.text }.joined(separator: "; ")),
      ("reward", task.reward?.text ?? "always 0"),
    ]
  }

  /// The names of the readings of success, as metrics have them.
  public var readings: [String] {
    task.success.flatMap { $0.alternatives.flatMap { $0.map(\.name) } }
  }

  private var motionText: String {
    var parts: [String] = []
    for part in task.embodiment.parts {
      switch part {
      case let control as HandControl:
        parts.append(
          "'\(scene.scene[control.hand.body].name)' \(along(control.axes, control.hand.actionScale))"
        )
      case let control as ArmControl:
        let hinges = counted(control.arm.links.count, "hinge")
        switch control.mode {
        case .tool(let axes):
          parts.append("an arm of \(hinges), its tool \(along(axes, control.scale))")
        case .joints: parts.append("an arm of \(hinges), \(short(control.scale)) rad for ±1")
        }
      case let control as ActuatorControl:
        for together in control.drives {
          let names = together.map { "'\(scene.scene.actuators[$0.actuator.index].name)'" }
          let range = together[0].range
          parts.append(
            "\(names.joined(separator: " and ")) from \(short(range.lowerBound)) to "
              + short(range.upperBound))
        }
      case let control as GraspControl:
        let names = control.bodies.map { "'\(scene.scene[$0].name)'" }.joined(separator: " or ")
        parts.append("above 0 takes hold of \(names) within \(short(100 * control.reach)) cm")
      default: break
      }
    }
    let count = task.actionCount
    return "\(counted(count, "number")): \(parts.joined(separator: "; "))"
  }

  private func along(_ axes: [Int], _ scale: Double) -> String {
    let names = axes.map { ["x", "y", "z"][$0] }.joined(separator: ", ")
    return "along \(names), \(short(100 * scale)) cm for ±1"
  }
}

/// Returns the number of bodies and the like, in words.
private func counted(_ count: Int, _ noun: String) -> String {
  noun == "body"
    ? (count == 1 ? "1 body" : "\(count) bodies") : "\(count) \(noun)\(count == 1 ? "" : "s")"
}

/// Returns a number with three digits behind the point at most.
private func rounded(_ number: Double) -> String { short((1000 * number).rounded() / 1000) }

extension FileTask.Clause {
  fileprivate var text: String {
    alternatives.map { $0.map(\.text).joined(separator: " and ") }.joined(separator: ", or ")
  }
}

extension FileTask.Requirement {
  fileprivate var text: String { "\(name) \(bounds.text(reading.unit))" }
}

extension ClosedRange<Double> {
  /// The bounds in words, with their `unit`.
  fileprivate func text(_ unit: String) -> String {
    let unit = unit.isEmpty ? "" : unit == "°" ? unit : " \(unit)"
    func short(_ number: Double) -> String { rounded(number) }
    return switch (lowerBound.isFinite, upperBound.isFinite) {
    case (true, true) where lowerBound == upperBound: "is \(short(lowerBound))\(unit)"
    case (true, true): "from \(short(lowerBound)) to \(short(upperBound))\(unit)"
    case (true, false): "at least \(short(lowerBound))\(unit)"
    default: "at most \(short(upperBound))\(unit)"
    }
  }
}

extension TaskReward {
  fileprivate var text: String {
    let gates = gates.map(\.text)
    let total = terms.reduce(0) { $0 + $1.weight }
    let sum = terms.map { term in
      "\(short((100 * term.weight / total).rounded())) % "
        + term.factors.map(\.text).joined(separator: " × ")
    }
    return (gates + (sum.isEmpty ? [] : [sum.joined(separator: " + ")])).joined(
      separator: ", times ")
  }
}

extension TaskReward.Factor {
  fileprivate var text: String {
    switch margin {
    case .none: "[\(name) \(bounds.text(reading.unit))]"
    case .given(let margin):
      "[\(name) \(bounds.text(reading.unit)), margin \(rounded(margin))]"
    case .open: "[\(name) \(bounds.text(reading.unit)), open]"
    }
  }
}
