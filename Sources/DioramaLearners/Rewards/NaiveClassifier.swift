// SPDX-License-Identifier: Apache-2.0

import DioramaMath

/// The naive classifier: it is trained once, on the goals against what the warm-up saw, and frozen.
///
/// The policy then looks for pictures that it takes for success, and finds some that are none.
///
/// > Source: Singh et al. 2019, section IV-A; its loss is the cross-entropy, equation 1.
struct NaiveClassifier: RewardMethod {
  let goesOn = false

  func negative(_ examples: RewardExamples, from stream: inout RandomStream) -> RewardExample {
    .early(stream.integer(below: examples.earlyCount))
  }
}
