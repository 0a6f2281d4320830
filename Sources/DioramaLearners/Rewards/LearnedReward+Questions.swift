// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaNetworks

extension LearnedReward {
  /// The question of this number.
  ///
  /// - Precondition: It was asked.
  public func question(_ number: Int) -> Question {
    let asked = examples.questions[number]
    let shape = classifier.picture
    return Question(
      number: number, step: asked.step,
      picture: Image(
        width: shape.width, height: shape.height, channels: shape.channels, samples: asked.frame),
      value: asked.value, looksSolved: asked.looksSolved)
  }

  /// The mean of f over the pictures of success that were given.
  public var goalValue: Float {
    examples.goals.reduce(0) { $0 + classifier.value(of: $1) } / Float(examples.goals.count)
  }
}
