// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import DioramaTasks

extension RunConfiguration {
  /// Notes which program the run was made by: its `version`, and the commit of its sources where they
  /// are known to `git`.
  public mutating func recordVersion(_ version: String) {
    self.version = version
    commit = Self.sourceCommit()
  }

  /// The commit of the program's sources; nil where `git` does not know it.
  static func sourceCommit() -> String? {
    guard let home = try? SceneLibrary.home() else { return nil }
    return Subprocess.output(
      of: "git", ["-C", home, "describe", "--always", "--dirty", "--abbrev=40"])
  }

  /// A setting of the run beside the paper's.
  public struct SettingRow: Encodable, Sendable {
    public let key: String
    public let symbol: String
    public let value: String
    public let paper: String
    public let meaning: String
  }

  /// All settings, in the order of their documentation.
  public var settingsTable: [SettingRow] {
    let rows =
      if let modelSettings, let plannerSettings {
        Self.rows(modelSettings) + Self.rows(plannerSettings)
      } else {
        Self.rows(settings) + (rewardSettings.map(Self.rows) ?? [])
      }
    let known = learner.settingKeys
    return rows.filter { known.contains($0.key) }
  }

  private static func rows<Settings: NamedSettings>(_ settings: Settings) -> [SettingRow] {
    let values = settings.values
    return Settings.hyperparameters.map { parameter in
      SettingRow(
        key: parameter.key, symbol: parameter.symbol,
        value: values[parameter.key]?.text ?? "null", paper: parameter.paper,
        meaning: parameter.meaning)
    }
  }
}
