// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
import DioramaLearners
import DioramaRuns
import DioramaTasks
import Foundation
import TestSupport
import Testing

@Suite(.slow) struct ConfigurationTests {
  @Test(arguments: LearnerCatalog.all)
  func `every setting and every column is documented`(learner: LearnerEntry) {
    #expect(Set(learner.settingKeys).count == learner.settingKeys.count)
    for setting in learner.hyperparameters {
      #expect(!setting.meaning.isEmpty && setting.meaning.count < 80, "\(setting.key)")
    }
    for column in ProgressColumns(of: learner).all { #expect(!column.meaning.isEmpty) }
  }

  @Test(arguments: Preset.allCases)
  func `every preset makes sense for what it observes`(preset: Preset) throws {
    let sac = try #require(LearnerCatalog.entry("sac"))
    for id in EnvironmentSuite.catalog.entries.map(\.id.description) {
      let configuration = try RunConfiguration(environment: id, learner: sac, preset: preset)
      #expect(configuration.observation == (preset == .state ? "state" : "pixels"))
      _ = try configuration.makeEnvironment()
    }
  }

  @Test func `the command line goes before the file, and single settings last`() throws {
    let folder = try TemporaryFolder()
    let file = folder.path("c.json")
    try """
    {"environment": "Pushing-v1", "preset": "pixels", "seed": 18446744073709551615, "steps": 7,
     "settings": {"batch_size": 32, "discount": 0.9, "target_entropy": -3}}
    """.write(toFile: file, atomically: true, encoding: .utf8)
    let configuration = try RunConfiguration(
      file: file, environment: nil, steps: 9, flags: ["reward": .string("sparse")],
      settings: ["discount=0.5", "hidden_units=16"])
    #expect(configuration.environment == "Pushing-v1" && configuration.observation == "pixels")
    #expect(configuration.seed == .max && configuration.steps == 9)
    #expect(configuration.reward == "sparse")
    let expected: [String: JSONValue] = [
      "batch_size": .integer(32), "discount": .number(0.5), "hidden_units": .array([.integer(16)]),
      "target_entropy": .number(-3), "encoder": .string("shared"),
    ]
    for (key, value) in expected { #expect(configuration.settings[key] == value, "\(key)") }
  }

  static let mistakes: [(flags: [String: JSONValue], settings: [String], message: String)] = [
    ([:], ["bach_size=4"], "no setting is called 'bach_size'; did you mean 'batch_size'?"),
    (["sed": .integer(1)], [], "no value of a configuration is called 'sed'; did you mean 'seed'?"),
    ([:], ["batch_size=many"], "batch_size cannot be \"many\"; give something like 100"),
    ([:], ["batch_size=3"], "batch_size is 3; it must be an even number from 2 on"),
    (
      [:], ["replay_capacity=98", "warmup_steps=90"],
      "a batch of 100 is larger than the replay of 98; raise replay_capacity or lower batch_size"
    ),
    (
      [:], ["return_steps=3", "warmup_steps=3"],
      "a warm-up of 3 steps holds no transition over 3; raise warmup_steps to 4"
    ),
    (
      [:], ["return_steps=3", "warmup_steps=15", "action_repeat=4"],
      "a warm-up of 15 steps holds no transition over 12; raise warmup_steps to 16"
    ),
    ([:], ["action_repeat=0"], "action_repeat is 0; it must be at least 1"),
    ([:], ["critic_rate=0"], "critic_rate is 0.0; it must be above 0 and finite"),
    (
      [:], ["entropy_rate=-1"],
      "entropy_rate is -1.0; it must be 0 or above and finite"
    ),
    ([:], ["state_tiles=-1"], "state_tiles is -1; it must be at least 0"),
    (
      [:], ["encoder=sharred"],
      "encoder cannot be 'sharred'; use none, shared, keypoints, separate, asymmetric"
    ),
    (
      [:], ["encoder=shared"],
      "the encoder is shared and no pixels are observed; choose encoder none, or observe pixels"
    ),
    (
      [:], ["frame_stack=9000000000000000000"],
      "frame_stack is 9000000000000000000; it must be at most 1000000000"
    ),
    ([:], ["frame_stack=65"], "frame_stack is 65; it must be at most 64"),
    (
      [:], ["hidden_units=64,20000"],
      "hidden_units is [64, 20000]; it must be one number from 1 to 16384 for each hidden layer"
    ),
    ([:], ["batch_size"], "'batch_size' is not an assignment; write --set key=value"),
    (["evaluation_episodes": .integer(0)], [], "evaluation_episodes is 0; it must be at least 1"),
    (
      ["failure_count": .integer(10_001)], [],
      "failure_count is 10001; it must be at most 10000"
    ),
    (
      ["learner": .string("rce"), "failure_count": .integer(5)], [],
      "rce learns no classifier that images of failure could be shown to; leave failure_count out, or train "
        + "classifier, raq, vice or vice-raq"
    ),
    (
      ["learner": .string("sac")], ["demonstration_share=0.5"],
      "demonstration_share is set and there are no demonstrations; "
        + "give --demonstrations or --dataset, or leave demonstration_share out"
    ),
    (
      ["learner": .string("rlpd")], [],
      "rlpd learns from a data set; name a run, a recording or a file of transitions with --dataset, "
        + "or give --demonstrations"
    ),
    (["goal_count": .integer(1 << 62)], [], "goal_count is \(1 << 62); it must be at most 10000"),
    (["horizon": .integer(2_000_000)], [], "horizon is 2000000; it must be at most 1000000"),
    (
      ["learner": .string("raq"), "demonstrations": .integer(2)], [],
      "raq uses everything stored before its first update as negatives; that would include the 2 demonstrations; "
        + "leave demonstrations out, or train vice or vice-raq"
    ),
    (
      ["learner": .string("raq"), "labeler": .string("web"), "label_noise": .number(0.1)], [],
      "label_noise is 0.1 and web answers; only an oracle errs on purpose; leave label_noise out"
    ),
    (
      [
        "learner": .string("raq"), "reward_settings": .object(["uses_policy": .bool(true)]),
      ], [],
      "uses_policy is for the discriminator of VICE, which this learner has not; "
        + "set uses_policy=false"
    ),
    (
      ["observation": .string("both")], [],
      "observation is both and encoder=shared has no use for one of them; "
        + "observe state or pixels, or set encoder=asymmetric"
    ),
    (["reward": .string("denser")], [], "reward cannot be 'denser'; use sparse, dense"),
  ]

  @Test func `a learner that asks a scripted expert is told where there is none`() throws {
    let configuration = try RunConfiguration(
      file: nil, learner: "dagger", environment: nil,
      flags: ["task": .string(repository.appendingPathComponent("scenes/drawer.json").path)])
    #expect {
      _ = try configuration.makeEnvironment()
    } throws: { error in
      "\(error)" == "dagger asks a scripted expert at every step and drawer-v0 has none; "
        + "name --expert page and teach it yourself, or train bc with --demonstrations there"
    }
  }

  @Test(arguments: mistakes.indices)
  func `a mistake gets one line, and makes no folder`(index: Int) throws {
    let (flags, settings, message) = Self.mistakes[index]
    let folder = try TemporaryFolder()
    do {
      let configuration = try RunConfiguration(
        file: nil, learner: flags["learner"]?.text,
        environment: "Pendulum-v1", flags: flags, settings: settings)
      _ = try TrainingRun(configuration, at: folder.path("r"))
      Issue.record("'\(message)' was expected")
    } catch {
      #expect("\(error)" == message)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).isEmpty)
  }
}
