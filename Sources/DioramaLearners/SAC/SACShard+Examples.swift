// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks
import Foundation
import Synchronization

/// Pictures of success that critics learn from themselves, without a reward.
struct SuccessExamples: Sendable {
  /// The pictures `[height, width, 3]`, of the size that the agent sees.
  private let frames: [[UInt8]]
  /// Their shape.
  let picture: ImageShape

  init(_ goals: [Image], shape: ImageShape) {
    frames = goals.map(\.samples)
    picture = shape
  }

  /// Draws a picture for every second row of a batch; nil where the row keeps its transition.
  func draw(_ rows: Int, from stream: inout RandomStream) -> [[UInt8]?] {
    (0..<rows).map { $0.isMultiple(of: 2) ? nil : frames[stream.integer(below: frames.count)] }
  }
}

extension SACShard {
  /// The critics' loss of recursive classification of examples.
  ///
  /// A critic's value is the logit of `C(s, a)`, which tells whether success comes soon; the odds
  /// `w = C(s', a') / (1 - C(s', a'))` one transition later are its target. With the discount of a
  /// transition γ and cross-entropy CE,
  ///
  /// - a picture of success counts `(1 - γ) CE(C(s*, a*), 1)`, `a*` an action of the policy;
  /// - a transition counts `(1 + γ w) CE(C(s, a), γ w / (1 + γ w))`.
  ///
  /// Two things are ours: the actor seeks the logit, not the probability, which is flat where success
  /// is far; and odds are at most 50.
  ///
  /// > Source: Eysenbach et al. 2021, [*Replacing Rewards with Examples: Example-Based Policy Search via
  /// > Recursive Classification*](https://arxiv.org/abs/2103.12656), equations 8 and 10.
  ///
  /// - Parameters:
  ///   - shown: A picture of success for each row of `batch` that shows one.
  ///   - shape: The shape of the pictures.
  ///   - batch: What was drawn from the replay, and was loaded.
  ///   - shard: Which part of the batch it is.
  func exampleGradient(
    _ shown: [[UInt8]?], _ shape: ImageShape, _ batch: [SampledTransition], _ shard: Int
  ) {
    let pictures = shown[shard * rows..<(shard + 1) * rows]
    let isExample = pictures.map { $0 != nil }
    for (row, picture) in pictures.enumerated() {
      if let picture { passes.load(picture, row, shape, batch[shard * rows + row]) }
    }
    passes.encode()
    let next = mutable.withLock { head.softValue(passes, entropyWeight: 0, noise: &$0.noise) }
    let (actions, critics) = (passes.gaussians.actions, passes.critics)
    for row in 0..<rows where isExample[row] {
      for index in 0..<actions.count / rows {
        critics.input[row, passes.featureCount + index] = actions[row, index]
      }
    }
    critics.forward()
    var loss: Float = 0
    for copy in 0..<2 {
      for row in 0..<rows {
        let logit = critics.output[copy * rows + row]
        let odds = min(exp(next[row]), Self.largestOdds)
        // how much speaks for success, and how much against it
        let (yes, no): (Float, Float) =
          isExample[row] ? (1 - bootstrap[row], 0) : (bootstrap[row] * odds, 1)
        let probability = 1 / (1 + exp(-logit))
        loss += (yes + no) * (max(logit, 0) + log1p(exp(-abs(logit)))) - yes * logit
        critics.outputGradient[copy * rows + row] =
          ((yes + no) * probability - yes) / batchSize
      }
    }
    critics.backward()
    passes.criticEncoderBackward()
    mutable.withLock { $0.sums.critic = loss }
  }

  private static let largestOdds: Float = 50
}
