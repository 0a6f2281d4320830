// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import DioramaRuns
import Foundation
import TestSupport
import Testing

@Suite(.slow) struct ReportingTests {
  static let row = ProgressRow([
    "step": 300, "episodes": 2, "updates": 280, "time": 1_700_000_000.5, "seconds": 3,
    "steps_per_second": 100, "episode_return": -12.5, "episode_length": 30, "success_rate": 0,
    "critic_loss": 0.25, "value": 1, "log_probability": -1, "entropy_weight": 0.5,
  ])

  static let columns = ProgressColumns(of: LearnerCatalog.entry("sac"))

  @Test func `checksums are those of the standard`() {
    // the check value that CRC-32C is published with
    #expect(Checksum(Data("123456789".utf8)).value == 0xE306_9283)
    #expect(Checksum(Data()).value == 0)
  }

  @Test func `events are the records that TensorBoard reads`() throws {
    // as TensorBoard 2.21's own RecordWriter writes it
    let heading = EventFile.heading(time: 1.5)
    #expect(
      heading
        == Data(base64Encoded: "GAAAAAAAAACjf0siCQAAAAAAAPg/Gg1icmFpbi5FdmVudDoyKihkbA=="))
    let record = EventFile.record(Self.row, Self.columns)
    #expect(record.range(of: Data("training/critic_loss".utf8)) != nil)
    #expect(record.range(of: Data("evaluation/".utf8)) == nil)  // nothing was evaluated
    #expect(EventFile.tag("evaluation_return_mean") == "evaluation/return_mean")
  }

  @Test func `rows have all columns, empty where nothing was measured`() throws {
    let names = Self.columns.all.map(\.name)
    let cells = Self.columns.csv(Self.row).split(separator: ",", omittingEmptySubsequences: false)
    #expect(cells.count == names.count)
    #expect(cells[0] == "300" && cells.last == "")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(Self.columns.json(Self.row).utf8))
        as? [String: Any])
    #expect(Set(object.keys) == Set(names))
    #expect(object["episode_return"] as? Double == -12.5)
    #expect(object["evaluation_success_rate"] is NSNull)
  }

  @Test func `axes have round ticks that hold the data`() {
    for range in [0.0...1, -1_700...(-120), 3...3, 0...100_000, -0.013...0.02] {
      let axis = Axis(range)
      #expect((2...12).contains(axis.ticks.count), "\(axis.ticks)")
      #expect(axis.place(range.lowerBound) >= 0 && axis.place(range.upperBound) <= 1)
    }
    #expect(Axis(0...100).ticks == [0, 20, 40, 60, 80, 100])
  }

  @Test func `curves are well-formed, without data too`() throws {
    for rows in [[], [Self.row]] {
      let svg = LearningCurve(title: "a < b & c", rows: rows).svg
      #expect(svg.contains("a &lt; b &amp; c"))
      #expect(!svg.contains("nan") && !svg.contains("inf"))
    }
  }
}
