// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
import DioramaLearners
import DioramaMath
import DioramaRuns
import DioramaTasks
import TestSupport
import Testing

/// Runs that learn from demonstrations and reward together.
@Suite(.slow) struct ImitationAndRewardRunTests {
  /// A short run with everything on.
  static func configuration() throws -> RunConfiguration {
    var configuration = try Trainings.configuration("gail", in: "Pushing-v1", observing: .both)
    configuration.settings.merge([
      "demonstrated_starts": .number(0.7), "encoder": .string("asymmetric"),
      "place_weight": .number(0.3),
    ]) { $1 }
    configuration.rewardSettings?.merge([
      "imitation_share": .number(0.5), "discriminator_sees": .string("objects"),
    ]) { $1 }
    return configuration
  }

  @Test func `an interrupted run with everything on ends as one that was not`() throws {
    let folder = try TemporaryFolder()
    try Trainings.expectSameEnd(try Self.configuration(), in: folder)
  }

  /// The state is for whoever helps the policy to learn.
  @Test(arguments: [
    ("asymmetric", 0, "all", true), ("shared", 0.1, "all", true), ("shared", 0, "objects", true),
    ("shared", 0, "all", false), ("none", 0, "objects", false),
  ])
  func `both are observed if both are of use`(
    _ encoder: String, _ weight: Double, _ view: String, _ isOfUse: Bool
  ) throws {
    var configuration = try Self.configuration()
    configuration.settings["encoder"] = .string(encoder)
    configuration.settings["place_weight"] = .number(weight)
    configuration.rewardSettings?["discriminator_sees"] = .string(view)
    if isOfUse {
      _ = try configuration.makeEnvironment()
    } else {
      #expect {
        _ = try configuration.makeEnvironment()
      } throws: { error in
        "\(error)" == "observation is both and encoder=\(encoder) has no use for one of them; "
          + "observe state or pixels, or set encoder=asymmetric"
      }
    }
  }

  @Test func `without demonstrations none can be begun in`() throws {
    var configuration = try Trainings.configuration("sac")
    configuration.settings["demonstrated_starts"] = .number(0.5)
    #expect {
      try configuration.check()
    } throws: { error in
      "\(error)" == "demonstrated_starts is 0.5 and there are no demonstrations to begin in; "
        + "give --demonstrations or a recording, or set demonstrated_starts=0"
    }
  }

  /// The hand is far from the mug: what changes in a step is the hand's.
  @Test func `what a free step of the hand changes is the hand's`() throws {
    let environment = try EnvironmentSuite.catalog.make("Pushing-v1")
    let before = try environment.reset(seed: 1).state
    let after = try environment.step(.vector([-1, 1])).observation.state
    let changed = zip(environment.stateElements, zip(before, after))
      .filter { abs($0.1.0 - $0.1.1) > 1e-4 }.map(\.0)
    #expect(changed.count >= 4 && changed.allSatisfy { $0.subject == .hand })
  }

  @Test(arguments: [("Pushing-v1", 6, 3), ("Draping-v1", 9, 29), ("Bookshelf-v1", 6, 6)])
  func `robot tasks say what of the state is the hand's, and where objects are`(
    _ id: String, _ hand: Int, _ places: Int
  ) throws {
    let elements = try EnvironmentSuite.catalog.entry(id).stateElements
    #expect(elements.filter { $0.subject == .hand }.count == hand)
    #expect(elements.filter { $0.subject == .place }.count == places)
    #expect(elements.allSatisfy { $0.subject != .place || $0.unit == "m" })
  }
}
