// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks
import Foundation

/// The observations of a ``Replay`` in a file that only grows.
///
/// Frames are large, and never change: a checkpoint appends those that are new and remembers how many
/// there were. What a killed process appended beyond that is overwritten. Rewards may change (a learned
/// one does), so they are in the checkpoint.
///
/// The file is a header of 16 bytes, then as many records of one size as there were observations:
/// state and action as little-endian floats, the frame, and what followed.
package final class ReplayLog {
  private let path: String
  private let file: FileHandle
  private let layout: ObservationLayout
  private let actionCount: Int
  private let frameCount: Int
  /// How many observations are in it for good.
  private var logged = 0

  private static let header = Data("diorama replay 1".utf8)
  private static let recordsAtOnce = 1_024

  /// Opens the file at `path`, which is made where there is none.
  package init(_ path: String, for replay: Replay) throws(CheckpointError) {
    self.path = path
    layout = replay.layout
    actionCount = replay.actionCount
    frameCount = replay.frameCount
    if !FileManager.default.fileExists(atPath: path) {
      _ = FileManager.default.createFile(atPath: path, contents: nil)
    }
    guard let file = FileHandle(forUpdatingAtPath: path) else {
      throw .log(path: path, reason: "the file cannot be opened")
    }
    self.file = file
  }

  deinit { try? file.close() }

  private var recordSize: Int {
    4 * (layout.stateCount + actionCount) + frameCount + 1
  }

  private func offset(_ record: Int) -> Int { Self.header.count + record * recordSize }

  /// Appends what was added to `replay` since the last time, and waits until it is on the disk.
  package func append(_ replay: Replay) throws(CheckpointError) {
    // where more was added than fits, the file gets a hole: nobody reads that far back
    var next = max(logged, replay.added - replay.count)
    do {
      try file.seek(toOffset: 0)
      try file.write(contentsOf: Self.header)
      try file.seek(toOffset: UInt64(offset(next)))
      while next < replay.added {
        let last = min(next + Self.recordsAtOnce, replay.added)
        var bytes: [UInt8] = []
        bytes.reserveCapacity((last - next) * recordSize)
        for record in next..<last { replay.appendRecord(record % replay.capacity, to: &bytes) }
        try file.write(contentsOf: Data(bytes))
        next = last
      }
      try file.synchronize()
    } catch {
      throw .log(path: path, reason: error.systemReason)
    }
    logged = replay.added
  }

  /// Returns a replay of the last of the first `added` observations, and goes on behind them.
  package func read(_ added: Int, rewards: [Float], capacity: Int) throws(CheckpointError) -> Replay
  {
    guard added >= 0, added < 1 << 40, rewards.count == min(added, capacity) else {
      throw .damaged(path: path, what: "\(added) observations with \(rewards.count) rewards")
    }
    var content = ReplayContent()
    do {
      let size = Int(try file.seekToEnd())
      guard size >= offset(added) else {
        throw CheckpointError.logTooShort(path: path, bytes: size, needed: offset(added))
      }
      try file.seek(toOffset: 0)
      guard try file.read(upToCount: Self.header.count) == Self.header else {
        throw CheckpointError.foreignLog(path: path)
      }
      // the slots before the oldest one hold the newest observations
      let wrapped = added > capacity ? added % capacity : 0
      try read((added - wrapped)..<added, into: &content)
      try read((added - rewards.count)..<(added - wrapped), into: &content)
      try file.truncate(atOffset: UInt64(offset(added)))
    } catch let error as CheckpointError {
      throw error
    } catch {
      throw .log(path: path, reason: error.systemReason)
    }
    logged = added
    return Replay(
      layout, actionCount: actionCount, capacity: capacity, added: added, states: content.states,
      frames: content.frames, actions: content.actions, followers: content.followers,
      rewards: rewards)
  }

  private func read(_ records: Range<Int>, into content: inout ReplayContent) throws {
    try file.seek(toOffset: UInt64(offset(records.lowerBound)))
    var next = records.lowerBound
    while next < records.upperBound {
      let count = min(Self.recordsAtOnce, records.upperBound - next)
      let bytes = [UInt8](try file.read(upToCount: count * recordSize) ?? Data())
      guard bytes.count == count * recordSize,
        content.append(bytes, layout, actionCount: actionCount, recordSize: recordSize)
      else { throw CheckpointError.foreignLog(path: path) }
      next += count
    }
  }
}

/// What a log is read into.
private struct ReplayContent {
  var states: [Float] = []
  var frames: [UInt8] = []
  var actions: [Float] = []
  var followers: [Replay.Follower] = []

  /// Takes records in; false where one is impossible.
  mutating func append(
    _ bytes: [UInt8], _ layout: ObservationLayout, actionCount: Int, recordSize: Int
  ) -> Bool {
    func floats(_ start: Int, _ count: Int, to numbers: inout [Float]) {
      for at in stride(from: start, to: start + 4 * count, by: 4) {
        let low = UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8
        let high = UInt32(bytes[at + 2]) | UInt32(bytes[at + 3]) << 8
        numbers.append(Float(bitPattern: low | high << 16))
      }
    }
    for start in stride(from: 0, to: bytes.count, by: recordSize) {
      floats(start, layout.stateCount, to: &states)
      floats(start + 4 * layout.stateCount, actionCount, to: &actions)
      let frame = start + 4 * (layout.stateCount + actionCount)
      frames += bytes[frame..<(start + recordSize - 1)]
      guard let follower = Replay.Follower(rawValue: bytes[start + recordSize - 1]) else {
        return false
      }
      followers.append(follower)
    }
    return true
  }
}

extension Replay {
  /// Appends the observation at `slot` as it stands in a log.
  fileprivate func appendRecord(_ slot: Int, to bytes: inout [UInt8]) {
    func append(_ numbers: ArraySlice<Float>) {
      for number in numbers {
        let bits = number.bitPattern
        bytes.append(UInt8(truncatingIfNeeded: bits))
        bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
        bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
        bytes.append(UInt8(truncatingIfNeeded: bits >> 24))
      }
    }
    append(states[slot * layout.stateCount..<(slot + 1) * layout.stateCount])
    append(actions[slot * actionCount..<(slot + 1) * actionCount])
    bytes += frames[slot * frameCount..<(slot + 1) * frameCount]
    bytes.append(followers[slot].rawValue)
  }

  /// A hash over the last few observations, by which a log and its checkpoint know each other.
  var tailHash: UInt64 {
    var hash = TrajectoryHash()
    for record in (added - min(count, 4))..<added {
      var bytes: [UInt8] = []
      appendRecord(record % capacity, to: &bytes)
      for byte in bytes { hash.combine(byte) }
    }
    return hash.value
  }
}
