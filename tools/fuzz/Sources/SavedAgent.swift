// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
import DioramaLearners
import DioramaTasks
import Foundation

/// A small agent that was saved, whose files the input changes.
///
/// Eight bytes are one change: the first chooses the file, three say where, and four are the word put there.
/// The checksums are made right again, so that the reading behind them is tried.
struct SavedAgent: Sendable {
  static let shared: SavedAgent = {
    do { return try SavedAgent() } catch { fatalError("nothing to change: \(error)") }
  }()

  private static let names = ["checkpoint.safetensors", "replay.bin"]
  private static let headerSize = 16
  /// Three numbers of the state, one of the action, what followed, and the checksum.
  private static let recordSize = 4 * (3 + 1) + 1 + 4

  private let files: [Data]

  private static func make() throws -> Training {
    var settings = SAC.Settings()
    settings.hiddenUnits = [8, 8]
    settings.batchSize = 4
    settings.practice.warmupSteps = 20
    settings.practice.replayCapacity = 60
    let environment = try EnvironmentSuite.catalog.make(
      "Pendulum-v1", EnvironmentOptions(observation: .state, horizon: 30))
    let problem = Problem(environment, settings.sight)
    let learner = try SAC(settings, problem, Compute(threads: 1, seed: 5))
    return try Training([environment], learner, problem, seed: 5)
  }

  init() throws {
    let training = try Self.make()
    while training.stepCount < 30 { _ = try training.step() }
    try Disk.makeFolder(FuzzTarget.folder)
    try CheckpointStore(FuzzTarget.folder, for: training).save(training, journal: [1, 2, 3])
    files = try Self.names.map { try Disk.read(FuzzTarget.folder + "/" + $0) }
  }

  func load(changedBy bytes: [UInt8]) throws {
    var files = files.map { [UInt8]($0) }
    for start in stride(from: 0, to: bytes.count - 7, by: 8) {
      let file = Int(bytes[start] & 1)
      let place = (1...3).reduce(0) { $0 << 8 | Int(bytes[start + $1]) } % (files[file].count - 4)
      files[file].replaceSubrange(place..<place + 4, with: bytes[start + 4..<start + 8])
    }
    for (name, content) in zip(
      Self.names, [sealed(checkpoint: files[0]), sealed(replay: files[1])])
    {
      try content.write(to: URL(fileURLWithPath: FuzzTarget.folder + "/" + name))
    }
    let training = try Self.make()
    _ = try CheckpointStore(FuzzTarget.folder, for: training).load(into: training)
    for _ in 0..<3 { _ = try training.step() }
  }

  private func sealed(checkpoint: [UInt8]) -> Data {
    var content = Data(checkpoint)
    let mark = "\"checksum\":\""
    if let place = content.range(of: Data(mark.utf8))?.upperBound, place + 8 <= content.count {
      content.replaceSubrange(place..<place + 8, with: Data(TextWithChecksum.placeholder.utf8))
      TextWithChecksum.seal(&content, behind: mark)
    }
    return content
  }

  private func sealed(replay: [UInt8]) -> Data {
    var content = replay
    for record in 0..<(content.count - Self.headerSize) / Self.recordSize {
      let start = Self.headerSize + record * Self.recordSize
      let end = start + Self.recordSize - 4
      var checksum = Checksum()
      checksum.add(UInt64(record))
      checksum.add(content[start..<end])
      for byte in 0..<4 {
        content[end + byte] = UInt8(truncatingIfNeeded: checksum.value >> (8 * byte))
      }
    }
    return Data(content)
  }
}
