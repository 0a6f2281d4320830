// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import Testing

struct SnapshotTests {
  @Test func `what is written is read back, bit for bit`() throws {
    var stream = RandomStream("layout", seed: 3)
    _ = stream.bits()
    var writer = SnapshotWriter()
    writer.write(UInt64.max)
    writer.write(-7)
    writer.write(-0.0)
    writer.write(Vector3(1, .infinity, 0.1))
    writer.write(stream)
    writer.write([1, 2, 3] as [UInt64])
    let nan = Double(nan: 5, signaling: false)
    writer.write(nan)

    let snapshot = Snapshot(environment: "A-v1", words: writer.words)
    #expect(snapshot.words.count == 1 + 1 + 1 + 3 + 4 + 3 + 1)
    var reader = try SnapshotReader(snapshot, of: "A-v1")
    #expect(try reader.word() == .max)
    #expect(try reader.integer() == -7)
    #expect(try reader.double().bitPattern == (-0.0).bitPattern)
    #expect(try reader.vector() == Vector3(1, .infinity, 0.1))
    var restored = try reader.stream()
    #expect(restored == stream)
    #expect(restored.bits() == stream.bits())
    #expect(try reader.words(3) == [1, 2, 3])
    #expect(try reader.double().bitPattern == nan.bitPattern)
    try reader.finish()
  }

  @Test func `a snapshot of something else is refused`() {
    expectThrow(
      "the snapshot is of A-v1, not of B-v1; restore it in an environment of its own kind"
    ) { () throws(SimulationError) in
      _ = try SnapshotReader(Snapshot(environment: "A-v1", words: []), of: "B-v1")
    }
  }

  @Test func `a snapshot that is too short or too long is refused`() throws {
    let damaged = "the snapshot of A-v1 is damaged; take a new one"
    var reader = try SnapshotReader(Snapshot(environment: "A-v1", words: [1, 2]), of: "A-v1")
    expectThrow(damaged) { () throws(SimulationError) in try reader.finish() }
    expectThrow(damaged) { () throws(SimulationError) in _ = try reader.words(3) }
    expectThrow(damaged) { () throws(SimulationError) in _ = try reader.words(-1) }
    expectThrow(damaged) { () throws(SimulationError) in _ = try reader.words(.max) }
    #expect(try reader.words(2) == [1, 2])
    try reader.finish()
    #expect(try reader.words(0).isEmpty)
    expectThrow(damaged) { () throws(SimulationError) in _ = try reader.word() }
    expectThrow(damaged) { () throws(SimulationError) in _ = try reader.vector() }
    expectThrow(damaged) { () throws(SimulationError) in _ = try reader.stream() }
  }
}
