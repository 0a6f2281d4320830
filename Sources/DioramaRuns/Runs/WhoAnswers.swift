// SPDX-License-Identifier: Apache-2.0

/// Makes who answers a run's questions on the spot; nil if somebody does through their folder alone.
public typealias WhoAnswers = (RunConfiguration, QuestionFolder) throws -> (any Respondent)?

extension RunConfiguration {
  /// Has the task answer, with the run's share of errors.
  public static func oracle(
    _ configuration: RunConfiguration, _ questions: QuestionFolder
  ) throws -> (any Respondent)? {
    try OracleRespondent(errorRate: configuration.labelNoise, seed: configuration.seed)
  }
}
