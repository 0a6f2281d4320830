// SPDX-License-Identifier: Apache-2.0

package import DioramaMath

/// Reinforcement learning with active queries (RAQ): the classifier continues to learn from answers.
///
/// Its negatives are the images of the warm-up and the images that were answered "no"; a "yes" joins the
/// success images.
///
/// > Source: Singh et al. 2019, algorithm 1.
public class RAQ: VICERAQ {
  public override class func check(
    _ settings: RewardSettings, for problem: Problem
  ) throws(SettingsError) {
    try super.check(settings, for: problem)
    guard !settings.usesPolicy else {
      throw .conflict(
        "uses_policy is for the discriminator of VICE, which this learner has not",
        remedy: "set uses_policy=false")
    }
  }

  /// Stores the images of the warm-up, which are negatives for this method.
  override func endWarmup(_ replay: Replay) {
    examples.early = Array(replay.frames.prefix(replay.count * replay.frameCount))
  }

  package override func negative(
    _ replay: Replay, from stream: inout RandomStream
  ) -> RewardExample {
    let index = stream.integer(below: examples.earlyCount + examples.no.count)
    return index < examples.earlyCount
      ? .early(index) : .question(examples.no[index - examples.earlyCount])
  }
}

/// The naive classifier: it is trained once, on the success images against the images of the warm-up, and
/// frozen.
///
/// The policy then seeks the images that it classifies as success, and finds false positives.
///
/// > Source: Singh et al. 2019, section IV-A; its loss is the cross-entropy, equation 1.
public final class NaiveClassifier: RAQ {
  override public class var asks: Bool { false }
  override class var keepsLearning: Bool { false }

  package override func negative(
    _ replay: Replay, from stream: inout RandomStream
  ) -> RewardExample {
    .early(stream.integer(below: examples.earlyCount))
  }
}
