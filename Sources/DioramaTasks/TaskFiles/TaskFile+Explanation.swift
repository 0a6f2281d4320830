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
    if let (hand, axes) = task.motion.hand {
      let names = axes.map { ["x", "y", "z"][$0] }.joined(separator: ", ")
      parts.append(
        "'\(scene.scene[hand.body].name)' along \(names), "
          + "\(short(100 * hand.actionScale)) cm for ±1")
    }
    for together in task.motion.drives {
      let names = together.map { "'\(scene.scene.actuators[$0.actuator.index].name)'" }
      let range = together[0].range
      parts.append(
        "\(names.joined(separator: " and ")) from \(short(range.lowerBound)) to "
          + short(range.upperBound))
    }
    return "\(task.motion.count) numbers: \(parts.joined(separator: "; "))"
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

extension FileTask.Criterion {
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
