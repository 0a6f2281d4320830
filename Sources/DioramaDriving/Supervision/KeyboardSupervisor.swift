// SPDX-License-Identifier: Apache-2.0

import DioramaCore
public import DioramaLearners
public import DioramaMath
public import DioramaRuns

/// A person at a terminal as the supervisor, who types a line for each decision.
///
/// | line | meaning |
/// | --- | --- |
/// | empty | the policy acts for a step |
/// | `p20` | the policy acts for 20 steps |
/// | `wd` | you act for a step: the keys of the ``DrivePage``, with `w`, `a`, `s`, `d` for its arrows |
/// | `wd*5` | the same for five steps |
/// | `.` | you do nothing for a step |
public final class KeyboardSupervisor: Supervisor {
  private let controls: DriveControls
  private let show: (Image) -> Void
  private let ask: (String) -> String?
  /// What was decided for the next steps, and for how many.
  private var ahead: (decision: Supervision, count: Int)?
  /// The numbers that a key switches, where they stay.
  private var switched: [Int: Float] = [:]

  /// Makes a supervisor.
  ///
  /// - Parameters:
  ///   - configuration: The configuration of the run.
  ///   - show: Shows the scene.
  ///   - ask: Writes a text and returns the next line; nil when there is none, and training is to stop.
  /// - Throws: An error of the environment.
  public init(
    _ configuration: RunConfiguration, show: @escaping (Image) -> Void,
    ask: @escaping (_ text: String) -> String?
  ) throws {
    let environment = try configuration.makeEnvironment()
    controls = try DriveControls(of: environment, seed: 0, DrivePage.defaultView)
    (self.show, self.ask) = (show, ask)
  }

  public func decide(at moment: SupervisedMoment) throws -> Supervision {
    if ahead == nil {
      show(try moment.environment.image(DrivePage.defaultView))
      var text =
        "\n\(controls.help)\nstep \(moment.step), \(moment.episode.length) of the episode: "
      while ahead == nil {
        guard let line = ask(text) else { return .interrupted }
        ahead = decision(in: line)
        text = "type keys, Return for the policy, p20 for 20 steps of it, or keys*5: "
      }
    }
    guard let (decision, count) = ahead else { return .interrupted }
    ahead = count > 1 ? (decision, count - 1) : nil
    if decision == .student { controls.follow(moment.proposal, switching: &switched) }
    return decision
  }

  /// Returns what `line` says; nil where it says nothing.
  private func decision(in line: String) -> (decision: Supervision, count: Int)? {
    if line.isEmpty { return (.student, 1) }
    if line.first == "p", let count = Int(line.dropFirst()), count > 0 { return (.student, count) }
    let parts = line.split(separator: "*", maxSplits: 1)
    guard let keys = parts.first, let count = parts.count == 1 ? 1 : Int(parts[1]), count > 0,
      let action = controls.action(of: keys.lowercased(), switching: &switched)
    else { return nil }
    return (.supervisor(action), count)
  }
}

extension DriveControls {
  /// The keys, as the terminal shows them.
  fileprivate var help: String {
    func text(_ keys: [String?], _ name: String) -> String {
      (keys.compactMap { $0.map(Self.typed) } + [name]).joined(separator: " ")
    }
    let names =
      choices.map { text([$0.keys.first], $0.name) }
      + axes.map {
        text($0.toggle == nil ? [$0.lower.first, $0.raise.first] : [$0.toggle], $0.name)
      }
    return names.joined(separator: "; ") + "; . nothing; Return lets the policy act"
  }

  /// The letter that stands for a key of the page.
  private static func typed(_ key: String) -> String {
    key == " " ? "Space" : arrows.first { $0.value == key }?.key ?? key
  }

  /// The arrows of the page, by the letters that stand for them.
  private static var arrows: [String: String] {
    ["w": "ArrowUp", "a": "ArrowLeft", "s": "ArrowDown", "d": "ArrowRight"]
  }

  /// Leaves what a key switches as `action` of the policy has it.
  fileprivate func follow(_ action: TaskAction, switching switched: inout [Int: Float]) {
    guard case .vector(let numbers) = action else { return }
    for (index, axis) in axes.enumerated() where axis.toggle != nil {
      switched[index] = numbers[index] > (axis.low + axis.high) / 2 ? axis.high : axis.low
    }
  }

  /// Returns the action of `keys`, which are pressed together.
  ///
  /// - Parameters:
  ///   - keys: The keys, a letter each.
  ///   - switched: The numbers that a key switches, which change with it.
  /// - Returns: The action; nil where one of the keys does nothing.
  fileprivate func action(
    of keys: String, switching switched: inout [Int: Float]
  ) -> TaskAction? {
    let names = keys.map(String.init).map { Set([$0, Self.arrows[$0] ?? $0]) }
    let pressed = names.reduce(Set()) { $0.union($1) }
    if !choices.isEmpty {
      if keys == "." { return .index(choices.firstIndex { $0.name == "nothing" } ?? 0) }
      guard keys.count == 1 else { return nil }
      return choices.firstIndex { !pressed.isDisjoint(with: $0.keys) }.map { .index($0) }
    }
    let known = axes.flatMap { $0.lower + $0.raise + ($0.toggle.map { [$0] } ?? []) }
    guard keys == "." || names.allSatisfy({ !$0.isDisjoint(with: known) }) else { return nil }
    return .vector(
      axes.enumerated().map { index, axis in
        if let toggle = axis.toggle {
          let now = switched[index] ?? axis.rest
          guard pressed.contains(toggle) else { return now }
          let next = now == axis.low ? axis.high : axis.low
          switched[index] = next
          return next
        }
        let isLower = !pressed.isDisjoint(with: axis.lower)
        let isHigher = !pressed.isDisjoint(with: axis.raise)
        return isLower == isHigher ? axis.rest : isLower ? axis.low : axis.high
      })
  }
}
