// SPDX-License-Identifier: Apache-2.0

public import DioramaMath
public import DioramaNetworks

/// An ensemble of probabilistic dynamics networks, each of which predicts the next observation and the
/// reward.
///
/// From the standardised observation and action (in ±1 before that) each network predicts a Gaussian for the
/// change of every element of the observation, and one for the reward. Their disagreement is the epistemic
/// uncertainty, which more data reduces; their variances are the aleatoric uncertainty, which it does not.
///
/// > Source: Chua et al. 2018, [*Deep Reinforcement Learning in a Handful of Trials using Probabilistic
/// > Dynamics Models*](https://arxiv.org/abs/1805.12114), Section 4.
public final class DynamicsEnsemble {
  /// The numbers of elements of an observation and of an action.
  public let stateCount: Int
  public let actionCount: Int

  /// The networks, as copies of one: `[observation, action]` to the means of `[change, reward]` and then
  /// the raw logarithms of their variances.
  public let network: Network

  /// The standardisation of the networks' inputs (observation and action) and of their targets (changes and
  /// reward).
  var inputs: Standardizer
  var targets: Standardizer

  /// Makes networks with random weights.
  ///
  /// - Throws: ``NetworkError``, which settings that were checked do not cause.
  public init(
    _ settings: ModelSettings, stateCount: Int, actionCount: Int, random: inout RandomStream
  ) throws(NetworkError) {
    self.stateCount = stateCount
    self.actionCount = actionCount
    network = try Network(
      input: .vector(stateCount + actionCount),
      layers: settings.hiddenUnits.flatMap { [.dense($0), .silu] } + [.dense(2 * (stateCount + 1))],
      copies: settings.members, random: &random)
    inputs = Standardizer(count: stateCount + actionCount)
    targets = Standardizer(count: stateCount + 1)
  }

  /// The number of predicted elements: the changes and the reward.
  var targetCount: Int { stateCount + 1 }

  /// The prediction of one network.
  public struct Prediction: Hashable, Sendable {
    /// The mean and the standard deviation of the next observation, by element.
    public var state: [Double]
    public var deviation: [Double]
    /// The expected reward.
    public var reward: Double
  }

  /// Returns each network's prediction for `action`, in ±1, at `state`.
  public func predictions(_ state: [Float], _ action: [Float]) -> [Prediction] {
    let pass = Pass(network, rows: 1)
    for (index, number) in (state + action).enumerated() {
      pass.input[index] = inputs.standard(Double(number), index)
    }
    pass.forward()
    return (0..<network.copies).map { copy in
      func output(_ index: Int) -> Float { pass.output[copy * 2 * targetCount + index] }
      func unstandardized(_ index: Int) -> Double {
        targets.means[index] + targets.deviations[index] * Double(output(index))
      }
      return Prediction(
        state: state.indices.map { Double(state[$0]) + unstandardized($0) },
        deviation: state.indices.map { index in
          let variance = GaussianLikelihood.variance(output(targetCount + index))
          return targets.deviations[index] * Double(variance).squareRoot()
        },
        reward: unstandardized(stateCount))
    }
  }
}

extension DynamicsEnsemble: Acting {
  public func save(to file: inout SafeTensors, as name: String) {
    network.save(to: &file, as: name)
    file.add("\(name).inputs", inputs.words)
    file.add("\(name).targets", targets.words)
  }

  public func load(from file: SafeTensors, as name: String) throws {
    func standardizer(_ part: String, like example: Standardizer) throws -> Standardizer {
      let words = try file.words("\(name).\(part)", count: example.words.count)
      guard let standardizer = Standardizer(words: words) else {
        throw SafeTensorsError.badEntry(
          "\(name).\(part)", reason: "has a standard deviation that is not positive and finite")
      }
      return standardizer
    }
    try network.load(from: file, as: name)
    inputs = try standardizer("inputs", like: inputs)
    targets = try standardizer("targets", like: targets)
  }

  func combine(into hash: inout TrajectoryHash) {
    hash.combine(network.parameters.values)
    for word in inputs.words + targets.words { hash.combine(word) }
  }
}
