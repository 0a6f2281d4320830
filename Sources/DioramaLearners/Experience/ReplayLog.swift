// SPDX-License-Identifier: Apache-2.0

package import DioramaFiles
import DioramaMath
import DioramaNetworks
import Foundation

/// A log: the observations of a ``Replay`` in a file that only grows.
///
/// Frames are large, and never change: a checkpoint appends the new ones and remembers how many there are in
/// all. Records that a killed process appended beyond that are overwritten. Rewards may change (a learned one
/// does), so they are in the checkpoint.
///
/// The file is a header of 16 bytes, then one record of fixed size for each observation: state, achieved goal
/// and action as little-endian floats, the frame, the follower (a step, the end of the task, or the end of
/// the episode), and the checksum of the record's number and bytes.
package final class ReplayLog {
  package let path: String
  private let file: OpenFile
  private let isReadOnly: Bool
  private let layout: ObservationLayout
  private let actionCount: Int
  private let frameCount: Int
  /// The number of observations that are safely in the file.
  private var logged = 0

  private static let header = Data("diorama replay 3".utf8)
  private static let recordsAtOnce = 1_024

  /// Opens the file at `path`, and makes it if it does not exist.
  package convenience init(_ path: String, for replay: Replay) throws(CheckpointError) {
    try self.init(path, for: replay, .updating)
  }

  /// Opens the file at `path` for reading only.
  convenience init(reading path: String, for replay: Replay) throws(CheckpointError) {
    try self.init(path, for: replay, .reading)
  }

  private init(
    _ path: String, for replay: Replay, _ purpose: OpenFile.Use
  ) throws(CheckpointError) {
    isReadOnly = purpose == .reading
    self.path = path
    layout = replay.layout
    actionCount = replay.actionCount
    frameCount = replay.frameCount
    do throws(SystemError) {
      file = try OpenFile(path, for: purpose)
    } catch {
      throw .unreadable(path: path, error)
    }
  }

  /// The number of bytes of a record with its checksum.
  private var recordSize: Int { contentSize + 4 }

  private var contentSize: Int {
    4 * (layout.stateCount + layout.goalCount + actionCount) + frameCount + 1
  }

  private func offset(_ record: Int) -> Int { Self.header.count + record * recordSize }

  /// Appends the observations added to `replay` since the last time, and waits until they are on the disk.
  package func append(_ replay: Replay) throws(SystemError) {
    try file.seek(to: 0)
    try file.write(Self.header)
    try append(min(logged, replay.kept)..<replay.kept, of: replay)
    // if more was added than fits, the file gets a hole: nobody reads that far back
    let oldest = replay.added - (replay.count - replay.kept)
    try append(max(logged, oldest)..<replay.added, of: replay)
    try file.synchronize()
    logged = replay.added
  }

  private func append(_ records: Range<Int>, of replay: Replay) throws(SystemError) {
    var next = records.lowerBound
    try file.seek(to: offset(next))
    while next < records.upperBound {
      let last = min(next + Self.recordsAtOnce, records.upperBound)
      var bytes: [UInt8] = []
      bytes.reserveCapacity((last - next) * recordSize)
      for record in next..<last {
        let start = bytes.count
        replay.appendRecord(replay.slot(of: record), to: &bytes)
        let sum = Self.checksum(record, bytes[start...])
        for shift in stride(from: 0, to: 32, by: 8) {
          bytes.append(UInt8(truncatingIfNeeded: sum >> shift))
        }
      }
      try file.write(Data(bytes))
      next = last
    }
  }

  /// Returns the checksum of a record and its number, so that a record in the wrong place is found, too.
  private static func checksum(_ record: Int, _ bytes: ArraySlice<UInt8>) -> UInt32 {
    var checksum = Checksum()
    checksum.add(UInt64(record))
    checksum.add(bytes)
    return checksum.value
  }

  /// Returns a replay of `count` of the first `added` observations, the first `kept` and the last ones, and
  /// continues the log behind them.
  ///
  /// If the replay was full, `count` may be one less than its capacity: the observation that waits for its
  /// action takes the place of the oldest one.
  package func read(
    _ added: Int, count: Int, capacity: Int, kept: Int = 0
  ) throws(CheckpointError) -> Replay {
    guard kept <= count, count <= added, (0...1).contains(min(added, capacity) - count) else {
      throw .damaged(path: path, what: "\(count) of \(added) observations")
    }
    var content = ReplayContent()
    do {
      let size = try file.seekToEnd()
      guard size >= offset(added) else {
        throw CheckpointError.logTooShort(path: path, bytes: size, needed: offset(added))
      }
      try file.seek(to: 0)
      guard try file.read(upTo: Self.header.count) == Self.header else {
        throw CheckpointError.foreignLog(path: path)
      }
      try read(0..<kept, into: &content)
      // the slots before the oldest one hold the newest observations
      let wrapped = added > capacity ? (added - kept) % (capacity - kept) : 0
      try read((added - wrapped)..<added, into: &content)
      if count < min(added, capacity) { content.appendNothing(layout, actionCount: actionCount) }
      try read((added - (count - kept))..<(added - wrapped), into: &content)
      if !isReadOnly { try file.truncate(at: offset(added)) }
    } catch let error as SystemError {
      throw .unreadable(path: path, error)
    } catch let error as CheckpointError {
      throw error
    } catch {
      throw .damaged(path: path, what: error.systemReason)
    }
    logged = added
    return Replay(
      layout, actionCount: actionCount, capacity: capacity, kept: kept, added: added,
      states: content.states, goals: content.goals, frames: content.frames,
      actions: content.actions, followers: content.followers)
  }

  private func read(_ records: Range<Int>, into content: inout ReplayContent) throws {
    try file.seek(to: offset(records.lowerBound))
    var next = records.lowerBound
    while next < records.upperBound {
      let count = min(Self.recordsAtOnce, records.upperBound - next)
      let bytes = [UInt8](try file.read(upTo: count * recordSize))
      guard bytes.count == count * recordSize else {
        throw CheckpointError.foreignLog(path: path)
      }
      for index in 0..<count {
        let record = bytes[index * recordSize..<index * recordSize + contentSize]
        guard holds(next + index, record, bytes[record.endIndex...].prefix(4)),
          content.append(record, layout, actionCount: actionCount)
        else { throw CheckpointError.damagedLog(path: path, record: next + index) }
      }
      next += count
    }
  }

  private func holds(
    _ record: Int, _ bytes: ArraySlice<UInt8>, _ found: ArraySlice<UInt8>
  ) -> Bool {
    Self.checksum(record, bytes) == found.reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}

/// The contents of a replay, as they are read from a log.
private struct ReplayContent {
  var states: [Float] = []
  var goals: [Float] = []
  var frames: [UInt8] = []
  var actions: [Float] = []
  var followers: [Replay.Follower] = []

  /// Appends a placeholder for an observation that is overwritten at once.
  mutating func appendNothing(_ layout: ObservationLayout, actionCount: Int) {
    states += Array(repeating: 0, count: layout.stateCount)
    goals += Array(repeating: 0, count: layout.goalCount)
    actions += Array(repeating: 0, count: actionCount)
    let frame = layout.frame.map { $0.height * $0.width * $0.channels } ?? 0
    frames += Array(repeating: 0, count: frame)
    followers.append(.end)
  }

  /// Appends the contents of a record; returns false if they are impossible.
  mutating func append(
    _ bytes: ArraySlice<UInt8>, _ layout: ObservationLayout, actionCount: Int
  ) -> Bool {
    var isFinite = true
    func floats(_ start: Int, _ count: Int, to numbers: inout [Float]) {
      for at in stride(from: start, to: start + 4 * count, by: 4) {
        let low = UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8
        let high = UInt32(bytes[at + 2]) | UInt32(bytes[at + 3]) << 8
        let number = Float(bitPattern: low | high << 16)
        isFinite = isFinite && number.isFinite
        numbers.append(number)
      }
    }
    let start = bytes.startIndex
    let action = start + 4 * (layout.stateCount + layout.goalCount)
    floats(start, layout.stateCount, to: &states)
    floats(start + 4 * layout.stateCount, layout.goalCount, to: &goals)
    floats(action, actionCount, to: &actions)
    frames += bytes[(action + 4 * actionCount)..<bytes.endIndex - 1]
    guard isFinite, let follower = Replay.Follower(rawValue: bytes[bytes.endIndex - 1]),
      follower != .open
    else { return false }
    followers.append(follower)
    return true
  }
}

extension Replay {
  /// Appends the observation at `slot` to `bytes`, as a record of a log without its checksum.
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
    append(state(slot))
    append(achievedGoal(slot))
    append(action(slot))
    bytes += frames[slot * frameCount..<(slot + 1) * frameCount]
    bytes.append(followers[slot].rawValue)
  }

  /// A hash over the last few observations, which tells whether a log and a checkpoint belong together.
  var tailHash: UInt64 {
    var hash = TrajectoryHash()
    for slot in slots(from: added - min(count, 4)) {
      var bytes: [UInt8] = []
      appendRecord(slot, to: &bytes)
      for byte in bytes { hash.combine(byte) }
    }
    return hash.value
  }
}
