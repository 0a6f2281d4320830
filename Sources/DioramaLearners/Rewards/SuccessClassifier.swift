// SPDX-License-Identifier: Apache-2.0

import DioramaMath
public import DioramaNetworks

/// Tells pictures of success from others: f(s), the logit of a picture showing success.
public final class SuccessClassifier: Sendable {
  /// The network, pictures to one logit.
  public let network: Network

  /// The pictures' shape.
  public let picture: ImageShape

  let optimizer: Adam
  let shards: [ClassifierShard]
  private let pool: ShardPool
  private let many: [Pass]
  private let one: Pass

  /// How many pictures a pass scores at once.
  private static let block = 128
  static let shardCount = 2

  /// Makes a classifier that knows nothing.
  ///
  /// - Parameters:
  ///   - settings: Its layers, and how it learns.
  ///   - picture: The pictures' shape.
  ///   - policy: The policy, where ``RewardSettings/usesPolicy`` is set.
  ///   - threads: How many threads share a step; the result does not depend on it.
  ///   - seed: Of the first weights.
  /// - Throws: ``NetworkError`` where the pictures are too small for it.
  public init(
    _ settings: RewardSettings, _ picture: ImageShape, policy: SACNetworks? = nil,
    threads: Int = 2, seed: UInt64
  ) throws(NetworkError) {
    var random = RandomStream("classifier weights", seed: seed)
    let network = try Network(
      input: .image(picture), layers: settings.classifier.layers,
      initialization: settings.classifier == .paper ? .glorot : .fanIn, random: &random)
    self.network = network
    self.picture = picture
    let rows = settings.classifierBatch / Self.shardCount
    let shards = (0..<Self.shardCount).map { _ in
      ClassifierShard(settings, network, rows: rows, policy: settings.usesPolicy ? policy : nil)
    }
    self.shards = shards
    optimizer = Adam(
      network, Adam.Settings(learningRate: settings.classifierRate),
      gradients: shards.flatMap(\.gradients))
    pool = ShardPool(shards: Self.shardCount, threads: threads)
    many = (0..<Self.shardCount).map { _ in Pass(network, rows: Self.block) }
    one = Pass(network, rows: 1)
  }

  /// Makes one step, the `number`th, on `batch`.
  ///
  /// - Returns: The cross-entropy, the mean over the batch.
  package func step(
    _ number: Int, _ batch: ClassifierBatch, _ examples: RewardExamples, _ replay: Replay
  ) -> Float {
    gradient(batch, examples, replay)
    let optimizer = optimizer
    pool.run { optimizer.step(number, part: $0, of: Self.shardCount) }
    return shards.reduce(0) { $0 + $1.loss } / Float(batch.rows.count)
  }

  /// Computes the gradient of the cross-entropy, and leaves it in ``gradients``.
  package func gradient(
    _ batch: ClassifierBatch, _ examples: RewardExamples, _ replay: Replay
  ) {
    let shards = shards
    pool.run { shards[$0].gradient(batch, part: $0, examples, replay) }
  }

  /// The parts of the gradient; their sum is the whole.
  package var gradients: [Tensor] { optimizer.gradients }

  /// Returns f of one picture `[height, width, 3]`.
  public func value(of frame: [UInt8]) -> Float {
    one.input.updatePicture(row: 0, frame.span, picture)
    one.forward()
    return one.output[0]
  }

  /// Returns f of the pictures at the slots of `replay`.
  package func values(of replay: Replay) -> [Float] {
    let count = replay.count
    let (many, pool, block) = (many, pool, Self.block)
    let results = Tensor(max(count, 1))
    let blocks = (count + block - 1) / block
    pool.run { shard in
      let pass = many[shard]
      for index in stride(from: shard, to: blocks, by: Self.shardCount) {
        let rows = min(block, count - index * block)
        for row in 0..<rows { replay.copyFrame(index * block + row, to: pass.input, row: row) }
        pass.forward()
        for row in 0..<rows { results[index * block + row] = pass.output[row] }
      }
    }
    return Array(results.values.prefix(count))
  }
}

extension ClassifierNetwork {
  /// The layers, from the picture to the logit.
  var layers: [Layer] {
    switch self {
    case .compact:
      [16, 32, 32].flatMap {
        [.convolution(filters: $0, kernel: 3, stride: 2, padding: 1), .relu]
      } + [.dense(128), .relu, .dense(1)]
    case .keypoints:
      PictureEncoder.places + [.dense(128), .relu, .dense(1)]
    case .paper:
      PictureEncoder.separate.layers + [.dense(256), .relu, .dense(256), .relu, .dense(1)]
    }
  }
}
