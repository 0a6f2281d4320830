// SPDX-License-Identifier: Apache-2.0

package import DioramaMath

/// The batch of images for one update of a classifier, one half of which show success.
package struct ClassifierBatch: Sendable {
  /// An image and its label.
  package struct Row: Sendable {
    package var example: RewardExample
    package var shift: SampledTransition.Shift
    /// The label: 1 for success and 0 for no success, smoothed.
    package var label: Float
  }

  /// A mixture of a row with another one.
  package struct Mixture: Sendable {
    package var row: Row
    package var partner: Row
    /// The weight λ of the row.
    package var weight: Float
  }

  /// The mixtures that the classifier sees.
  package var rows: [Mixture]

  /// Draws a batch.
  ///
  /// With mixup each row is mixed with another one of the batch, `λ x + (1 - λ) x'`, and the same for the
  /// labels, λ uniform: a beta distribution of α = 1.
  ///
  /// > Source: Zhang et al. 2018, [*mixup: Beyond Empirical Risk
  /// > Minimization*](https://arxiv.org/abs/1710.09412).
  ///
  /// - Parameters:
  ///   - settings: The hyperparameters.
  ///   - examples: The images; success images are drawn from them.
  ///   - stream: The random stream to draw from.
  ///   - negative: Draws a negative.
  package init(
    _ settings: RewardSettings, _ examples: RewardExamples, from stream: inout RandomStream,
    negative: (inout RandomStream) -> RewardExample
  ) {
    let half = settings.classifierBatch / 2
    let smooth = settings.labelSmoothing
    func row(_ example: RewardExample, label: Float) -> Row {
      Row(
        example: example, shift: .init(upTo: settings.classifierShift, from: &stream), label: label)
    }
    var plain = (0..<half).map { _ in
      let index = stream.integer(below: examples.positiveCount)
      return row(examples.positive(index), label: 1 - smooth)
    }
    plain += (0..<half).map { _ in
      row(negative(&stream), label: smooth)
    }
    // the first half of the rows goes to one shard, so both kinds have to be in it
    plain = stream.shuffled(plain)
    let partners = settings.mixup ? stream.shuffled(plain) : plain
    rows = zip(plain, partners).map { row, partner in
      Mixture(row: row, partner: partner, weight: settings.mixup ? Float(stream.uniform()) : 1)
    }
  }
}
