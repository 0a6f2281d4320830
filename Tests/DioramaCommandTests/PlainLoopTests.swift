// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite(.slow) struct PlainLoopTests {
  @Test func `learning from pictures never meets oneDNN's plain loops`() throws {
    let folder = try TemporaryFolder()
    // oneDNN names on standard output the loops that it chose
    let outcome = try Tool.run(
      [
        "train", "sac", "Pushing-v1", "--preset", "pixels", "--steps", "8", "--out", "run",
        "--set", "warmup_steps=4", "--set", "batch_size=2",
      ], environment: ["ONEDNN_VERBOSE": "1"], in: folder.url)
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = outcome.output.split(separator: "\n").filter { $0.hasPrefix("onednn_verbose") }
    #expect(lines.contains { $0.contains(",convolution,") })
    #expect(!lines.contains { $0.contains(",convolution,ref") })
  }
}
