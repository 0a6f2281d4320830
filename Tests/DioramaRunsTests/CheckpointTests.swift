// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
import DioramaLearners
import DioramaMath
import DioramaNetworks
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite(.slow) struct CheckpointTests {
  /// Lets `training` make steps until it has made `count`.
  private func run(_ training: Training, to count: Int) throws {
    while training.stepCount < count { _ = try training.step() }
  }

  @Test(
    arguments: [
      "Pendulum-v1 state", "Pendulum-v1 pixels", "KeyDoor-v1 state", "KeyDoor-v1 pixels",
    ], [10, 47, 90])
  func `an agent that was saved and loaded goes on with the same bits`(
    learned: String, saved: Int
  ) throws {
    let words = learned.split(separator: " ").map(String.init)
    let kind = try #require(ObservationKind(rawValue: words[1]))
    try expectSameBits(saved: saved, end: 130) { seed in
      try Trainings.make(kind, in: words[0], seed: seed)
    }
  }

  /// Checks that the agent that `make` makes of a seed, saved after `saved` steps and loaded by another
  /// one, is at `end` what it would have been.
  private func expectSameBits(
    saved: Int, end: Int, _ make: (_ seed: UInt64) throws -> Training
  ) throws {
    let straight = try make(5)
    try run(straight, to: end)

    let folder = try TemporaryFolder()
    let before = try make(5)
    try run(before, to: saved)
    try CheckpointStore(folder.url.path, for: before).save(before, journal: [1, 2, 3])
    try run(before, to: saved + 5)  // what a killed process did after its last checkpoint

    let after = try make(99)  // everything random comes from the checkpoint
    #expect(try CheckpointStore(folder.url.path, for: after).load(into: after) == [1, 2, 3])
    #expect(after.stepCount == saved)
    try run(after, to: end)
    #expect(after.parametersHash == straight.parametersHash)
    #expect(after.replay.rewards == straight.replay.rewards)
    #expect(after.replay.added == straight.replay.added)
    #expect(after.episodeCount == straight.episodeCount)
    #expect(after.learner.measures == straight.learner.measures)
  }

  @Test(arguments: ["state", "pixels"])
  func `on whichever threads agents are made and run, they have the same bits`(
    kind: String
  ) throws {
    let kind = try #require(ObservationKind(rawValue: kind))
    let hashes = Mutex<[String]>([])
    // threads that have computed nothing yet: how many processors there are must not be asked then
    let threads = (0..<3).map { _ in
      Thread {
        let hash = Result { try Self.hash(kind) }
        hashes.withLock { $0.append("\(hash)") }
      }
    }
    for thread in threads { thread.start() }
    while threads.contains(where: { !$0.isFinished }) { Thread.sleep(forTimeInterval: 0.01) }
    let here = Result { try Self.hash(kind) }
    #expect(hashes.withLock { Set($0) } == ["\(here)"])
  }

  /// What an agent has learned after 40 steps.
  private static func hash(_ kind: ObservationKind) throws -> String {
    let training = try Trainings.make(kind)
    while training.stepCount < 40 { _ = try training.step() }
    return training.parametersHash.description
  }

  @Test func `stacked frames are saved in the middle of an episode`() throws {
    // the first action after the checkpoint depends on the frame before it
    try expectSameBits(saved: 26, end: 28) { seed in
      try Trainings.make(.pixels, seed: seed) { settings in
        (settings.sight.frameStack, settings.practice.warmupSteps) = (2, 24)
      }
    }
  }

  @Test(arguments: [ObservationKind.state, .pixels], [23, 46, 65])
  func `an action that lasts is saved in its middle`(kind: ObservationKind, saved: Int) throws {
    try expectSameBits(saved: saved, end: 100) { seed in
      try Trainings.make(kind, seed: seed) { $0.practice.actionRepeat = 4 }
    }
  }

  @Test func `a reward is learned while an action lasts that was saved in its middle`() throws {
    var reward = RewardSettings()
    // the classifier learns in step 42, one after the checkpoint, and then no more
    (reward.classifierBatch, reward.classifierEvery) = (4, 22)
    try expectSameBits(saved: 41, end: 63) { seed in
      try Trainings.make(.pixels, seed: seed, reward: reward) {
        ($0.practice.actionRepeat, $0.returnSteps) = (5, 1)
      }
    }
  }

  @Test func `each checkpoint appends only what is new, and what was left over is cut`() throws {
    let folder = try TemporaryFolder()
    let training = try Trainings.make(.state)
    let store = try CheckpointStore(folder.url.path, for: training)
    func size() throws -> Int {
      try Data(contentsOf: URL(fileURLWithPath: folder.path("replay.bin"))).count
    }
    let record = 4 * (3 + 1) + 1 + 4  // state, action, what followed, checksum
    for steps in [10, 25] {
      try run(training, to: steps)
      try store.save(training)
      #expect(try size() == 16 + record * training.replay.added)
    }
    let good = try Data(contentsOf: URL(fileURLWithPath: folder.path("replay.bin")))
    try (good + Data(repeating: 7, count: 100)).write(
      to: URL(fileURLWithPath: folder.path("replay.bin")))
    let after = try Trainings.make(.state)
    _ = try CheckpointStore(folder.url.path, for: after).load(into: after)
    #expect(try size() == good.count)
  }

  @Test func `files of others, and damaged ones, are refused`() throws {
    let folder = try TemporaryFolder()
    let checkpoint = URL(fileURLWithPath: folder.path("checkpoint.safetensors"))
    let log = URL(fileURLWithPath: folder.path("replay.bin"))
    let training = try Trainings.make(.state)
    try run(training, to: 30)
    try CheckpointStore(folder.url.path, for: training).save(training)
    let (goodCheckpoint, goodLog) = (try Data(contentsOf: checkpoint), try Data(contentsOf: log))

    func load(_ training: Training) throws {
      _ = try CheckpointStore(folder.url.path, for: training).load(into: training)
    }
    func expectRefusal(
      _ part: String, _ make: () throws -> Training = { try Trainings.make(.state) }
    ) {
      let error = #expect(throws: CheckpointError.self) { try load(make()) }
      let text = error.map { "\($0)" } ?? ""
      #expect(text.contains(part) && !text.contains("\n"), "\(text)")
    }
    expectRefusal("the checkpoint's observation is '3 numbers', not '0 numbers and 1 of 48x48") {
      try Trainings.make(.pixels)
    }
    expectRefusal("the checkpoint's hidden_units is '[8,8]', not '[8,9]'") {
      try Trainings.make(.state) { $0.hiddenUnits = [8, 9] }
    }
    // a header that promises 2^63 bytes, one that ends early, numbers that are cut off
    let huge = Data([0, 0, 0, 0, 0, 0, 0, 0x80]) + goodCheckpoint.dropFirst(8)
    for (bad, part) in [
      (huge, "at most 100000000"), (goodCheckpoint.prefix(4), "4 bytes"),
      (goodCheckpoint.prefix(200), "200 bytes"), (goodCheckpoint.dropLast(1), "checkpoint"),
      (Data("hello, this is not a checkpoint".utf8), "header"),
    ] {
      try bad.write(to: checkpoint)
      expectRefusal(part)
    }
    try goodCheckpoint.write(to: checkpoint)
    var other = try SafeTensors(contentsOf: checkpoint.path)
    #expect(other.metadata["version"] == "5")
    other.metadata["version"] = "9"
    try other.write(to: checkpoint.path)
    expectRefusal("the checkpoint's version is '9', not '5'")
    other.metadata["version"] = "2"
    try other.write(to: checkpoint.path)
    expectRefusal("has version 2, which an older diorama wrote and this one cannot resume")

    try goodCheckpoint.write(to: checkpoint)
    let last = goodLog.count - 1
    let otherAction = goodLog.dropLast(6) + Data([77]) + goodLog.suffix(5)
    let otherChecksum = goodLog.dropLast(1) + Data([goodLog[last] ^ 1])
    let cases: [(Data, String)] = [
      (goodLog.dropLast(1), "is cut short"), (Data(), "is cut short"),
      (Data("x".utf8) + goodLog.dropFirst(1), "is not the file"),
      (otherAction, "does not match its checksum; the file is damaged"),
      (otherChecksum, "does not match its checksum"),
    ]
    for (bad, part) in cases {
      try bad.write(to: log)
      expectRefusal(part)
    }
    try goodLog.write(to: log)
    try load(Trainings.make(.state))
  }

  @Test(arguments: [7, 0.5, -1, .nan] as [Float])
  func `a choice that there is not is refused`(choice: Float) throws {
    let folder = try TemporaryFolder()
    func make() throws -> Training { try Trainings.make(.state, in: "FrozenLake-v1") }
    let training = try make()
    try run(training, to: 30)
    try CheckpointStore(folder.url.path, for: training).save(training)
    let log = URL(fileURLWithPath: folder.path("replay.bin"))
    var bytes = try Data(contentsOf: log)
    // the first record: two numbers of the state, the action, what followed; then its checksum
    let size = 4 * (2 + 1) + 1
    for index in 0..<4 {
      bytes[16 + 4 * 2 + index] = UInt8(truncatingIfNeeded: choice.bitPattern >> (8 * index))
    }
    var checksum = Checksum()
    checksum.add(UInt64(0))
    checksum.add(bytes[16..<16 + size])
    for index in 0..<4 {
      bytes[16 + size + index] = UInt8(truncatingIfNeeded: checksum.value >> (8 * index))
    }
    try bytes.write(to: log)
    let after = try make()
    let error = #expect(throws: CheckpointError.self) {
      try CheckpointStore(folder.url.path, for: after).load(into: after)
    }
    let part = choice.isNaN ? "observation 0 does not match" : "has an action that is out of range"
    #expect(error.map { "\($0)" }?.contains(part) == true)
  }

  @Test func `a loss that is no number stops training and saves nothing`() throws {
    let folder = try TemporaryFolder()
    let training = try Trainings.make(.state) { $0.criticRate = 1e30 }
    try run(training, to: 19)
    let store = try CheckpointStore(folder.url.path, for: training)
    try store.save(training)
    let good = try Data(contentsOf: URL(fileURLWithPath: folder.path("checkpoint.safetensors")))
    let error = try #require(
      #expect(throws: TrainingError.self) { try run(training, to: 60) })
    guard case .lossNotFinite(let name, let value, let step, let update) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(["critic_loss", "value", "log_probability"].contains(name) && !value.isFinite)
    #expect(step >= 20 && update >= 1)
    #expect("\(error)".hasPrefix("\(name) is \(value) in update \(update), at step \(step); "))
    #expect(throws: TrainingError.self) { try store.save(training) }
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: folder.path("checkpoint.safetensors"))) == good)
  }
}
