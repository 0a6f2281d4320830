// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks

/// Recursive classification of examples (RCE): ``SAC`` whose critics learn from success images instead of
/// rewards.
///
/// A critic's value is the logit of `C(s, a)`, the probability that success comes soon; the odds
/// `w = C(s', a') / (1 - C(s', a'))` one transition later are its target. With the discount of a transition γ
/// and cross-entropy CE,
///
/// - a success image contributes `(1 - γ) CE(C(s*, a*), 1)`, `a*` an action of the policy;
/// - a transition contributes `(1 + γ w) CE(C(s, a), γ w / (1 + γ w))`.
///
/// Two things differ from the paper: the actor maximises the logit, not the probability, which is flat where
/// success is far; and odds are at most 50.
///
/// > Source: Eysenbach et al. 2021, [*Replacing Rewards with Examples: Example-Based Policy Search via
/// > Recursive Classification*](https://arxiv.org/abs/2103.12656), equations 8 and 10.
public final class RCE: SAC {
  private static let largestOdds: Float = 50

  override func criticLoss(_ batch: Batch, _ alpha: Value) -> Value {
    let next = policy(batch.next)
    let logits = targets.estimate(batch.next, next.action, settings.valueEstimate)
    let odds = next.expectation(of: logits).exp().clamped(to: 0...Self.largestOdds)

    // the weights of success and of failure
    let (isExample, isSeen) = (batch["example"], 1 - batch["example"])
    let yes = isExample * (1 - batch.bootstrap) + isSeen * (batch.bootstrap * odds)
    var action = batch.action
    if case .numbers(let drawn) = next.action { action = isExample * drawn + isSeen * action }
    return critics(batch.seen, action.detached)
      .logisticLoss(yes: yes.detached, no: isSeen).overCopies(.sum)
  }

  override var columns: [String] { ["example"] }

  /// Puts a success image into every second row, at both ends of the transition.
  override func learn(_ transitions: [SampledTransition], from replay: Replay) {
    let images = problem.successImages
    let shown = transitions.indices.map { row in
      row.isMultiple(of: 2) ? nil : images[sampling.stream.integer(below: images.count)]
    }
    update(transitions, from: replay, columns: [shown.map { $0 == nil ? 0 : 1 }]) { batch, rows in
      for (row, index) in rows.enumerated() {
        guard let image = shown[index] else { continue }
        batch.seen.load(row, image, shift: transitions[index].shift)
        batch.next.load(row, image, shift: transitions[index].nextShift)
      }
    }
  }

  public override class func check(
    _ settings: Settings, for problem: Problem
  ) throws(SettingsError) {
    try super.check(settings, for: problem)
    guard settings.placeWeight == 0 else {
      throw .conflict(
        "place_weight is \(settings.placeWeight), and nobody knows the places in success images",
        remedy: "set place_weight=0")
    }
    guard settings.sight.encoder != .none, settings.sight.encoder != .asymmetric,
      settings.sight.frameStack == 1
    else {
      throw .conflict(
        "critics learn from single images, and the encoder is \(settings.sight.encoder.rawValue) with a "
          + "frame_stack of \(settings.sight.frameStack)",
        remedy: "choose the preset pixels or paper-pixels, and frame_stack=1")
    }
  }
}
