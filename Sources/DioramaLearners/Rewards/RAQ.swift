// SPDX-License-Identifier: Apache-2.0

import DioramaMath

/// Reinforcement learning with active queries: the classifier goes on learning from answers.
///
/// Its negatives are what the warm-up saw and every picture that was answered "no"; a "yes" joins the
/// goals.
///
/// > Source: Singh et al. 2019, algorithm 1.
struct RAQ: RewardMethod {
  let goesOn = true

  func negative(_ examples: RewardExamples, from stream: inout RandomStream) -> RewardExample {
    let index = stream.integer(below: examples.earlyCount + examples.no.count)
    return index < examples.earlyCount
      ? .early(index) : .question(examples.no[index - examples.earlyCount])
  }
}
