// SPDX-License-Identifier: Apache-2.0

public import DioramaLearners

/// The expert of a run whose learner is taught by one, as it is named on the command line.
public enum ExpertChoice: String, Hashable, Sendable, CaseIterable {
  /// The task's script.
  case scripted
  /// A person who watches on a page in the browser, and takes over there.
  case page
  /// A person at the terminal that training runs in.
  case keyboard
}

/// A function that makes the person's side of a run in the folder `run`: who takes over from the learner.
public typealias SupervisorFactory =
  (_ configuration: RunConfiguration, _ run: String) throws -> any Supervisor

extension RunConfiguration {
  /// Says that there is nobody to take over, as in a study.
  ///
  /// - Throws: ``RunError/nobodyThere(expert:)``.
  public static func nobody(
    _ configuration: RunConfiguration, _ run: String
  ) throws -> any Supervisor {
    throw RunError.nobodyThere(expert: configuration.expert)
  }

  /// Whether a person is the expert.
  ///
  /// - Throws: `SettingsError` when no expert is called so.
  var hasPerson: Bool {
    get throws { try needs(.expert) && Self.choice("expert", expert) != ExpertChoice.scripted }
  }
}
