// SPDX-License-Identifier: Apache-2.0

import DioramaMath

/// VICE with active queries: a "yes" joins the goals.
///
/// Two things are ours. Pictures that were answered "no" are drawn as negatives more often than what was
/// only seen: the paper forgets them. And a picture that looks like success is drawn anew, up to three
/// times, each time with the probability that the last answers say it to be success: else the policy's
/// own successes, which are in the replay too, wear the reward of success down.
///
/// > Source: Singh et al. 2019, algorithm 3.
struct VICERAQ: RewardMethod {
  let goesOn = true
  var usesNo: Bool
  var trustsAnswers: Bool

  /// How many answers say whether pictures that look like success can be trusted.
  static let recentAnswers = 4

  func negative(_ examples: RewardExamples, from stream: inout RandomStream) -> RewardExample {
    if usesNo, !examples.no.isEmpty {
      let share = min(0.25, 0.05 + 0.02 * Double(examples.no.count))
      if stream.uniform() < share {
        return .question(examples.no[stream.integer(below: examples.no.count)])
      }
    }
    var slot = stream.integer(below: examples.seenCount)
    guard trustsAnswers else { return .seen(slot) }
    let trust = examples.shareOfYes(last: Self.recentAnswers)
    for _ in 0..<3 where examples.scores[slot].value > 0 && stream.uniform() < trust {
      slot = stream.integer(below: examples.seenCount)
    }
    return .seen(slot)
  }
}
