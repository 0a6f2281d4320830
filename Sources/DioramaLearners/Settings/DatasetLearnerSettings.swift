// SPDX-License-Identifier: Apache-2.0

/// The settings of a learner that learns from a data set, and never acts to learn.
public protocol DatasetLearnerSettings: LearnerSettings {}

extension DatasetLearnerSettings {
  public var practice: Practice { Practice() }

  public var isOffline: Bool { true }

  public func check(for problem: Problem) throws(SettingsError) {
    try sight.encoder.check(for: problem.layout)
  }
}
