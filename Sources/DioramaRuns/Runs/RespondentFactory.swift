// SPDX-License-Identifier: Apache-2.0

/// A function that makes the respondent to a run's questions; nil if they are answered through the folder.
public typealias RespondentFactory = (RunConfiguration, QuestionFolder) throws -> (any Respondent)?

extension RunConfiguration {
  /// Makes an oracle: the task itself answers, with the configured error rate.
  public static func oracle(
    _ configuration: RunConfiguration, _ questions: QuestionFolder
  ) throws -> (any Respondent)? {
    try OracleRespondent(errorRate: configuration.labelNoise, seed: configuration.seed)
  }
}
