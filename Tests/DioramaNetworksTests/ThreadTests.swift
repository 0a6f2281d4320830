// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
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

  @Test func `a pass made here computes the same on another thread`() throws {
    // 6 channels, as of two stacked frames, are products of matrices for oneDNN, which want scratch memory
    for channels in [3, 6, 12] {
      var random = RandomStream("test", seed: 8)
      let network = try Network(
        input: .image(ImageShape(height: 24, width: 24, channels: channels)),
        layers: [.convolution(filters: 16, kernel: 3, stride: 2, padding: 1), .relu, .dense(2)],
        random: &random)
      let pass = Pass(network, rows: 4, gradients: .parameters)
      for index in 0..<pass.input.count { pass.input[index] = Float(random.normal()) }
      func bits() -> [UInt32] {
        pass.forward()
        pass.outputGradient.update(pass.output)
        pass.backward()
        return pass.gradient.values.map(\.bitPattern)
      }
      let here = bits()
      let pool = ShardPool(shards: 2, threads: 2, isPinned: true)
      let found = Mutex<[UInt32]>([])
      pool.run { [bits = Unchecked(bits)] shard in
        guard shard == 1 else { return }
        let there = bits.value()
        found.withLock { $0 = there }
      }
      #expect(found.withLock { $0 } == here)
    }
  }
}

/// A value that one thread uses while another waits.
private struct Unchecked<Value>: @unchecked Sendable {
  let value: Value
  init(_ value: Value) { self.value = value }
}
