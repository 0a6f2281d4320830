// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import DioramaPainting

extension RunConfiguration {
  /// Records the `version` of the program, and the commit of its sources if `git` knows it.
  public mutating func recordVersion(_ version: String) {
    self.version = version
    commit = Self.sourceCommit()
  }

  /// Returns the commit of the program's sources; nil if `git` does not know it.
  package static func sourceCommit() -> String? {
    guard let home = try? SceneLibrary.home() else { return nil }
    return Subprocess.output(
      of: "git", ["-C", home, "describe", "--always", "--dirty", "--abbrev=40"])
  }

  /// A row of the settings table: a setting of the run beside the paper's value.
  public struct SettingRow: Encodable, Sendable {
    public let key: String
    public let symbol: String
    public let value: String
    public let paper: String
    public let bounds: String
    public let meaning: String
  }

  /// All settings, in the order of their documentation.
  public var settingsTable: [SettingRow] {
    let values = settings.merging(rewardSettings ?? [:]) { $1 }
    return (LearnerCatalog.entry(learner)?.hyperparameters ?? []).map { parameter in
      SettingRow(
        key: parameter.key, symbol: parameter.symbol,
        value: values[parameter.key]?.text ?? "null", paper: parameter.paper,
        bounds: parameter.bounds, meaning: parameter.meaning)
    }
  }
}
