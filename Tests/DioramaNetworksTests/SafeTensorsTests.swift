// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks
import Foundation
import Testing

@Suite struct SafeTensorsTests {
  static func file(_ header: String, numbers: Int, length: UInt64? = nil) -> Data {
    var data = Data()
    let count = length ?? UInt64(header.utf8.count)
    for shift in 0..<8 { data.append(UInt8(truncatingIfNeeded: count >> (8 * UInt64(shift)))) }
    return data + Data(header.utf8) + Data(count: numbers)
  }

  @Test func `what is written is read back`() throws {
    var arrays = SafeTensors()
    arrays.add("weights", [1, -2.5, .pi, 0, 4, 5], shape: [2, 3])
    arrays.add("stream", [.max, 0, 1 << 63] as [UInt64])
    arrays.entries["frame"] = .init(shape: [3], numbers: .uint8([0, 128, 255]))
    arrays.metadata = ["learner": "sac"]
    let data = try arrays.data()
    let read = try SafeTensors(data)
    #expect(read.entries == arrays.entries)
    #expect(read.metadata == arrays.metadata)
    #expect(try read.data() == data)
    #expect(throws: SafeTensorsError.wrongShape("weights", found: [2, 3], expected: [6])) {
      try read.floats("weights", shape: [6])
    }
    #expect(throws: SafeTensorsError.missing("bias")) { try read.floats("bias") }
    #expect(throws: SafeTensorsError.wrongType("stream", found: "U64", expected: "F32")) {
      try read.floats("stream")
    }
  }

  @Test func `a file cut anywhere is refused`() throws {
    var arrays = SafeTensors()
    arrays.add("a", [1, 2, 3] as [Float])
    arrays.add("b", [4] as [Float])
    let data = try arrays.data()
    for count in 0..<data.count {
      #expect(throws: SafeTensorsError.self) { try SafeTensors(data.prefix(count)) }
    }
    #expect(throws: SafeTensorsError.self) { try SafeTensors(data + [0]) }
  }

  static let hostile: [(String, Int, UInt64?)] = [
    ("", 0, 1 << 63),
    ("{}", 0, 1_000_000),
    ("[]", 0, nil),
    ("{", 0, nil),
    (#"{"a": 1}"#, 0, nil),
    (#"{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 8]}}"#, 4, nil),
    (#"{"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}"#, 8, nil),
    (#"{"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 0]}}"#, 4, nil),
    (#"{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0]}}"#, 4, nil),
    (#"{"a": {"dtype": "F32", "shape": [-1], "data_offsets": [0, 4]}}"#, 4, nil),
    (#"{"a": {"dtype": "F32", "shape": [3], "data_offsets": [0, 4]}}"#, 4, nil),
    (#"{"a": {"dtype": "F16", "shape": [2], "data_offsets": [0, 4]}}"#, 4, nil),
    (
      #"{"a": {"dtype": "F32", "shape": [4611686018427387904, 4], "data_offsets": [0, 4]}}"#, 4,
      nil
    ),
    (
      #"{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}, "#
        + #""b": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}"#, 4, nil
    ),
    (
      #"{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 9223372036854775807]}}"#, 4, nil
    ),
  ]

  @Test(arguments: hostile)
  func `a header that lies is refused`(header: String, numbers: Int, length: UInt64?) {
    #expect(throws: SafeTensorsError.self) {
      try SafeTensors(Self.file(header, numbers: numbers, length: length))
    }
  }
}
