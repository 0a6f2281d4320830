// SPDX-License-Identifier: Apache-2.0

package import DioramaMath

/// Variational inverse control with events (VICE): the images that the agent sees are the classifier's
/// negatives.
///
/// An image that looks like success but is not is soon among the negatives, so that the policy cannot keep
/// exploiting it. The discriminator is `exp f / (exp f + π)` with a fresh action in every image if
/// ``RewardSettings/usesPolicy`` is set, and `σ(f)` otherwise; negatives come from the whole replay, without
/// importance weights.
///
/// > Source: Fu et al. 2018, [*Variational Inverse Control with Events*](https://arxiv.org/abs/1805.11686);
/// > off-policy as in Singh et al. 2019, algorithm 2.
public final class VICE: VICERAQ {
  override public class var asks: Bool { false }

  package override func negative(
    _ replay: Replay, from stream: inout RandomStream
  ) -> RewardExample {
    .seen(replay.anySlot(&stream))
  }
}
