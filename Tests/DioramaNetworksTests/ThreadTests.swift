// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks
import Foundation
import Synchronization
import Testing

@Suite struct ThreadTests {
  /// The bits of a gradient, by a pass made on the calling thread.
  static func gradient(of network: Network) -> [UInt32] {
    let pass = Pass(network, rows: 4, gradients: .parameters)
    var random = RandomStream("test", seed: 8)
    for index in 0..<pass.input.count { pass.input[index] = Float(random.normal()) }
    pass.forward()
    pass.outputGradient.update(pass.output)
    pass.backward()
    return pass.gradient.values.map(\.bitPattern)
  }

  @Test func `a pass made on a new thread gives the same bits`() throws {
    var random = RandomStream("test", seed: 8)
    let network = try Network(
      input: .image(ImageShape(height: 48, width: 48, channels: 3)),
      layers: [16, 32, 32].flatMap {
        [.convolution(filters: $0, kernel: 3, stride: 2, padding: 1), .relu]
      } + [.dense(20), .layerNorm, .tanh, .dense(1)], random: &random)
    // the second time this thread is not new any more
    let again = (0..<2).map { _ in Self.gradient(of: network) }
    let found = Mutex<[[UInt32]]>([])
    let done = DispatchSemaphore(value: 0)
    for _ in 0..<3 {
      Thread.detachNewThread {
        let gradient = Self.gradient(of: network)
        found.withLock { $0.append(gradient) }
        done.signal()
      }
      done.wait()
    }
    #expect(found.withLock { $0 } == Array(repeating: again[1], count: 3))
    #expect(again[0] == again[1])
  }
}
