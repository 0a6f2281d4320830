// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import Testing

@Suite struct ProcessorTests {
  @Test func `there is always a processor, and never more than asked for`() {
    #expect(Processors.free(atMost: 1) == 1)
    for most in 2...4 { #expect((1...most).contains(Processors.free(atMost: most))) }
    #expect(Processors.free(atMost: 1_000_000) <= Processors.count)
  }

  @Test func `what runs is read from the kernel, unless other processors are in it`() {
    let text = """
      cpu  1 2 3
      cpu0 1 2 3
      cpu1 1 2 3
      processes 7
      procs_running 3
      procs_blocked 0
      """
    #expect(Processors.running(in: text, processors: 2) == 3)
    #expect(Processors.running(in: text, processors: 1) == nil)
    #expect(Processors.running(in: "", processors: 2) == nil)
  }
}
