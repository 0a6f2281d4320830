// SPDX-License-Identifier: Apache-2.0

package import DioramaMath

/// What tells the paper's methods apart: when the classifier learns, and what it takes for failure.
package protocol RewardMethod: Sendable {
  /// Whether it goes on learning after its first steps.
  var goesOn: Bool { get }

  /// Draws a picture that is shown as no success.
  func negative(_ examples: RewardExamples, from stream: inout RandomStream) -> RewardExample
}

extension RewardMethod {
  /// How many steps the classifier makes once `step` steps of training were made.
  func classifierSteps(after step: Int, warmup: Int, _ settings: RewardSettings) -> Int {
    if step == warmup { return settings.firstClassifierSteps }
    let isDue = goesOn && step > warmup && (step - warmup) % settings.classifierEvery == 0
    return isDue ? settings.classifierSteps : 0
  }
}
