// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
public import DioramaMath
public import DioramaNetworks
public import DioramaRuns

/// A classifier that is one of our own networks, from an image to one logit.
public final class NetworkScorer: ImageScorer {
  public let name: String

  private let passes: [NetworkPass]
  private let pool: ShardPool

  /// Makes a scorer of `network`, which several threads may share.
  ///
  /// - Precondition: The network takes images and gives one number.
  public init(_ network: Network, name: String, threads: Int = 1) {
    guard case .image = network.input, network.output.count == 1 else {
      preconditionFailure("a classifier takes an image and gives one number")
    }
    self.name = name
    passes = (0..<threads).map { _ in NetworkPass(network) }
    pool = ShardPool(shards: threads, threads: threads)
  }

  /// Makes a scorer of the learned reward of `run`.
  ///
  /// - Throws: ``RunError`` if no reward was learned, or an error of reading it.
  public convenience init(rewardOf run: SavedPolicy, name: String, threads: Int = 1) throws {
    self.init(try run.pictureReward(every: 1).classifier, name: name, threads: threads)
  }

  /// Makes a scorer of the classifier in the safetensors file at `path`, for images of a size.
  ///
  /// - Throws: ``ScorerError``.
  public convenience init(
    file path: String, width: Int, height: Int, threads: Int = 1
  ) throws(ScorerError) {
    let network: Network
    do {
      network = try ClassifierNetwork.network(
        in: try SafeTensors(contentsOf: path),
        for: ImageShape(height: height, width: width, channels: 3))
    } catch {
      throw .unreadable(path: path, reason: "\(error)")
    }
    self.init(network, name: path, threads: threads)
  }

  public func logits(of images: [Image]) throws -> [Double] {
    let (passes, count) = (passes, passes.count)
    // a row by itself, as a run scores its images: equal images then have equal bits
    pool.run { shard in
      passes[shard].score(stride(from: shard, to: images.count, by: count).map { images[$0] })
    }
    return images.indices.map { passes[$0 % count].values[$0 / count] }
  }
}

/// A pass of the network for one thread at a time.
private final class NetworkPass: @unchecked Sendable {  // a shard of the pool is one thread's
  private let pass: Pass
  private(set) var values: [Double] = []

  init(_ network: Network) { pass = Pass(network, rows: 1) }

  func score(_ images: [Image]) {
    values = images.map { image in
      pass.input.updatePicture(
        row: 0, image.samples.span,
        ImageShape(height: image.height, width: image.width, channels: image.channels))
      pass.forward()
      return Double(pass.output[0])
    }
  }
}
