// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaPainting
import DioramaScene
import DioramaSceneFiles
import DioramaTasks
import Foundation
import TestSupport
import Testing

/// Variants of the shipped scenes, as a user makes them: by changing a number, or a body.
///
/// Each is refused in one line, or works.
struct VariantTests {
  private static let scenes = [
    "pushing", "draping", "bookshelf", "door", "push-t", "reaching", "arm-pushing", "picking",
  ]

  /// What came of a variant.
  private enum Outcome: Equatable {
    case refused(String)
    case works
  }

  private func attempt(_ xml: String, _ name: String) throws -> Outcome {
    switch name {
    case "pushing": try attempt(PushingGoalTask.self, xml, name)
    case "draping": try attempt(DrapingTask.self, xml, name)
    case "door": try attempt(DoorTask.self, xml, name)
    case "push-t": try attempt(PushTTask.self, xml, name)
    case "reaching": try attempt(ReachingTask.self, xml, name)
    case "arm-pushing": try attempt(ArmPushingTask.self, xml, name)
    case "picking": try attempt(PickingTask.self, xml, name)
    default: try attempt(BookshelfTask.self, xml, name)
    }
  }

  /// Makes the environment, resets it, steps it and draws it.
  private func attempt<Kind: ShippedTask>(
    _ kind: Kind.Type, _ xml: String, _ name: String
  ) throws -> Outcome {
    let id = try EnvironmentSuite.catalog.entry(
      [
        "pushing": "PushingGoal-v1", "draping": "Draping-v1", "door": "Door-v1",
        "push-t": "PushT-v1", "reaching": "Reaching-v1", "arm-pushing": "ArmPushing-v1",
        "picking": "Picking-v1",
      ][name]
        ?? "Bookshelf-v1"
    ).id
    do {
      let file = try SceneFile(
        xml: xml, name: name + ".xml",
        baseDirectory: repository.appendingPathComponent("scenes").path)
      var environment = try ControlEnvironment<Kind>(
        id, options: EnvironmentOptions(), in: DrawableScene(file))
      do throws(SimulationError) {
        _ = try environment.reset(seed: 1)
        _ = try environment.step(environment.expertAction())
      } catch {
        guard case .diverged = error else { return .refused("\(error)") }
      }
      _ = environment.moment
      return .works
    } catch {
      return .refused("\(error)")
    }
  }

  private func text(_ name: String) throws -> String {
    try String(
      contentsOf: repository.appendingPathComponent("scenes/\(name).xml"), encoding: .utf8)
  }

  private func line(of index: String.Index, in text: String) -> Int {
    text[..<index].count { $0.isNewline } + 1
  }

  @Test(.slow, arguments: scenes)
  func `whatever is written for a number of a scene is refused with its line, or works`(
    scene: String
  ) throws {
    let text = try text(scene)
    #expect(try attempt(text, scene) == .works)
    for match in text.matches(of: /<numeric name="(\w+)" data="([^"]*)"/) {
      let given = match.2.split(separator: " ")
      let place = "\(scene).xml:\(line(of: match.range.lowerBound, in: text)):"
      for word in ["0", "-1", "1e300", "-1e300", "1e-300", "nan", "", "x"] {
        for all in word.isEmpty || given.count == 1 ? [true] : [true, false] {
          var numbers = given.map(String.init)
          if all { numbers = numbers.map { _ in word } } else { numbers[0] = word }
          var variant = text
          variant.replaceSubrange(
            match.2.startIndex..<match.2.endIndex, with: numbers.joined(separator: " "))
          let outcome = try attempt(variant, scene)
          guard case .refused(let message) = outcome else { continue }
          // a name is in the message, or what depends on the number has a message of its own
          #expect(
            message.hasPrefix(place) || message.hasPrefix("\(scene).xml:"),
            "\(match.1) = \(numbers): \(message)")
          #expect(!message.contains("\n"))
        }
      }
      var variant = text
      variant.replaceSubrange(match.2.startIndex..<match.2.endIndex, with: match.2 + " 1")
      let outcome = try attempt(variant, scene)
      if outcome == .works {
        // what physics reads takes the first number, and the others count nothing
        #expect(
          ["contact", "servo", "cloth"].contains { match.1.hasPrefix($0) },
          "\(match.1) may have too many numbers")
      }
    }
  }

  @Test(arguments: scenes)
  func `a scene without a body of its task, or with one that moves otherwise, is refused or works`(
    scene: String
  ) throws {
    let text = try text(scene)
    for match in text.matches(of: /<body name="(\w+)"( mocap="true")?/) {
      var variant = text
      variant.replaceSubrange(match.1.startIndex..<match.1.endIndex, with: "renamed")
      guard case .refused = try attempt(variant, scene) else {
        Issue.record("\(match.1) is not missed")
        continue
      }
      guard let mocap = match.2 else { continue }
      variant = text
      variant.removeSubrange(mocap.startIndex..<mocap.endIndex)
      let message =
        "\(scene).xml:\(line(of: match.range.lowerBound, in: text)): body '\(match.1)' does not"
        + " move as its task needs it; give it mocap=\"true\""
      #expect(try attempt(variant, scene) == .refused(message))
    }
    for joint in text.matches(of: /<freejoint\/>/) {
      var variant = text
      variant.removeSubrange(joint.range)
      guard case .refused = try attempt(variant, scene) else {
        Issue.record("the free joint on line \(line(of: joint.range.lowerBound, in: text))")
        continue
      }
    }
  }

  @Test(arguments: [
    ("success_radius", "0", "14: numeric 'success_radius' is 0.0; it must be in 0.001...1.0 m"),
    (
      "arm_lengths", "1e300 1e300 1e9",
      "18: numeric 'arm_lengths' is 1e+300 1e+300 1000000000.0; it must be in 0.01...10.0 m"
    ),
    (
      "workspace", "0.4 -0.3 -0.3 0.3 0 0",
      "17: numeric 'workspace' is 0.4 -0.3 -0.3 0.3 0.0 0.0; it must be a lower and an upper bound, in turn"
    ),
    (
      "servo_force", "-1",
      "21: numeric 'servo_force' is -1.0; it must lie in 0.0...1000000000.0"
    ),
    (
      "goal", "1",
      "12: the scene 'pushing' gives the parameter 'goal' 1 number; it takes 2"
    ),
  ])
  func `a number out of bounds is told with its file, line, value and bounds`(
    name: String, data: String, message: String
  ) throws {
    let text = try text("pushing")
    let variant = text.replacing(
      try Regex("name=\"\(name)\" data=\"[^\"]*\""), with: "name=\"\(name)\" data=\"\(data)\"")
    #expect(try attempt(variant, "pushing") == .refused("pushing.xml:" + message))
  }

  @Test func `a hand at the arm's shoulder is drawn`() throws {
    let text = try text("pushing").replacing(
      "name=\"arm_1\" mocap=\"true\" pos=\"-0.46 0 0.3\"",
      with: "name=\"arm_1\" mocap=\"true\" pos=\"-0.2 0 0.2\"")
    #expect(
      try attempt(text.replacing("data=\"0.01 0.05\"", with: "data=\"0 0\""), "pushing") == .works)
    let uneven = text.replacing("data=\"0.45 0.45 0.155\"", with: "data=\"1 0.1 0.155\"")
    #expect(
      try attempt(uneven.replacing("data=\"0.01 0.05\"", with: "data=\"0 0\""), "pushing") == .works
    )
  }
}
