// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaMath
public import DioramaNetworks

/// A success classifier: f(s), the logit of the probability that an image shows success.
public final class SuccessClassifier {
  /// The network, from an image to one logit.
  public let network: Network

  /// The shape of the images.
  public let picture: ImageShape

  private let settings: RewardSettings
  private let compute: Compute
  private let record: (Graph) -> ClassifierInputs
  private var planned: (update: Update, inputs: [ClassifierInputs])?
  private lazy var pool = ShardPool(shards: Update.shardCount, threads: compute.threads)
  private lazy var many = (0..<Update.shardCount).map { _ in Pass(network, rows: Self.block) }
  private lazy var one = Pass(network, rows: 1)

  /// The number of images that a pass scores at once.
  private static let block = 128

  /// The difference in λ between a mixture and its neighbour, for the slope penalty.
  static let mixtureStep: Float = 0.05

  /// Makes a classifier with random weights.
  ///
  /// - Parameters:
  ///   - settings: The hyperparameters.
  ///   - problem: The observations.
  ///   - policy: The policy in the discriminator, if ``RewardSettings/usesPolicy`` is set; else nil.
  ///   - compute: Threads and random numbers.
  /// - Throws: ``NetworkError`` if the images are too small for it.
  /// - Precondition: Images are observed.
  public init(
    _ settings: RewardSettings, _ problem: Problem, policy: LearnedPolicy? = nil,
    _ compute: Compute
  ) throws {
    guard let picture = problem.layout.frame else {
      preconditionFailure("a success classifier sees images, and none are observed")
    }
    let network = try Network(
      input: .image(picture), layers: settings.classifier.layers,
      initialization: settings.classifier == .paper ? .glorot : .fanIn,
      random: &compute.random("classifier weights").stream)
    (self.network, self.picture, self.settings, self.compute) = (
      network, picture, settings, compute
    )
    let trained = TrainedNetwork(network, Adam.Settings(learningRate: settings.classifierRate))
    record = { graph in
      let observed = Observed(graph, problem)
      let pictures = policy == nil ? graph.pictures(picture) : observed.picture
      guard let pictures else { preconditionFailure("a policy in a discriminator sees images") }
      let label = graph.input(1)
      let f = pictures.applying(network)

      // the cross-entropy of σ(f), or of the discriminator exp f / (exp f + π), which is σ(f - log π):
      // equation 3 of Singh et al. 2019, with a fresh action in every image
      let logit = policy.map { f - $0(observed).logProbability.detached } ?? f
      var loss = logit.crossEntropy(label)
      graph.report("loss", loss)
      let neighbours = settings.slopePenalty > 0 ? graph.pictures(picture) : nil
      if let neighbours {
        // a finite difference along the line between two images
        let slope = (f - neighbours.applying(network)) / Self.mixtureStep
        loss = loss + settings.slopePenalty * slope.squared()
      }
      graph.minimize(loss, trained)
      return ClassifierInputs(
        pictures: pictures.tensor, label: label.tensor, neighbours: neighbours?.tensor,
        partners: Tensor(
          graph.rows, picture.height, picture.width, picture.channels))
    }
  }

  /// The update, which is planned when it is first needed.
  package var update: Update { plan().update }

  private func plan() -> (update: Update, inputs: [ClassifierInputs]) {
    if let planned { return planned }
    var inputs: [ClassifierInputs] = []
    let update = Update(
      batchSize: settings.classifierBatch, threads: compute.threads, seed: compute.seed
    ) { inputs.append(record($0)) }
    planned = (update, inputs)
    return (update, inputs)
  }

  /// The number of updates so far.
  public var updateCount: Int { planned?.update.count ?? 0 }

  /// The cross-entropy of the last update, the mean over its batch.
  public var loss: Float { updateCount == 0 ? 0 : update.measure("loss") }

  /// Makes one update on `batch`.
  package func learn(_ batch: ClassifierBatch, _ examples: RewardExamples, _ replay: Replay) {
    let load = loading(batch, examples, replay)
    update(load)
  }

  /// Returns a function that fills in a shard of `batch`.
  package func loading(
    _ batch: ClassifierBatch, _ examples: RewardExamples, _ replay: Replay
  ) -> @Sendable (_ shard: Int) -> Void {
    let (inputs, picture) = (plan().inputs, picture)
    let count = batch.rows.count / Update.shardCount
    return { shard in
      for row in 0..<count {
        inputs[shard].load(batch.rows[shard * count + row], row, picture, examples, replay)
      }
    }
  }

  /// Returns f of one image `[height, width, 3]`.
  public func value(of frame: [UInt8]) -> Float {
    one.input.updatePicture(row: 0, frame.span, picture)
    one.forward()
    return one.output[0]
  }

  /// Returns f of the images in all slots of `replay`.
  package func values(of replay: Replay) -> [Float] {
    let count = replay.slotCount
    let (many, pool, block) = (many, pool, Self.block)
    let results = Tensor(max(count, 1))
    let blocks = (count + block - 1) / block
    pool.run { shard in
      let pass = many[shard]
      for index in stride(from: shard, to: blocks, by: Update.shardCount) {
        let rows = min(block, count - index * block)
        for row in 0..<rows { replay.copyFrame(index * block + row, to: pass.input, row: row) }
        pass.forward()
        for row in 0..<rows { results[index * block + row] = pass.output[row] }
      }
    }
    return Array(results.values.prefix(count))
  }
}

/// The inputs of a shard of a classifier's update.
struct ClassifierInputs: Sendable {
  let pictures: Tensor
  let label: Tensor
  /// The same images, mixed a little differently, for the slope penalty; nil without a penalty.
  let neighbours: Tensor?
  let partners: Tensor

  /// Puts a mixture into `row`.
  func load(
    _ mixture: ClassifierBatch.Mixture, _ row: Int, _ shape: ImageShape,
    _ examples: RewardExamples, _ replay: Replay
  ) {
    let weight = mixture.weight
    label[row] = weight * mixture.row.label + (1 - weight) * mixture.partner.label
    copy(mixture.row, to: pictures, row, shape, examples, replay)
    guard weight < 1 || neighbours != nil else { return }
    copy(mixture.partner, to: partners, row, shape, examples, replay)
    neighbours?.update(pictures, row: row)
    // a step to the other side at the end of the line
    let step = SuccessClassifier.mixtureStep
    neighbours?.blend(partners, row: row, keeping: weight - (weight < step ? -step : step))
    pictures.blend(partners, row: row, keeping: weight)
  }

  private func copy(
    _ source: ClassifierBatch.Row, to tensor: Tensor, _ row: Int, _ shape: ImageShape,
    _ examples: RewardExamples, _ replay: Replay
  ) {
    func put(_ frame: [UInt8]) {
      tensor.updatePicture(
        row: row, frame.span, shape, down: source.shift.down, right: source.shift.right)
    }
    switch source.example {
    case .goal(let index): put(examples.goals[index])
    case .failure(let index): put(examples.failures[index])
    case .question(let number): put(examples.questions[number].frame)
    case .early(let index):
      let count = examples.frameCount
      put(Array(examples.early[index * count..<(index + 1) * count]))
    case .seen(let slot): replay.copyFrame(slot, to: tensor, row: row, shift: source.shift)
    }
  }
}
