// SPDX-License-Identifier: Apache-2.0

public import DioramaCore

/// What every environment of the suite promises, as checks that anyone can run.
///
/// They are stricter than Gymnasium's `check_env`: they look at whole episodes, at what went before,
/// at other instances and threads, at snapshots and at pictures.
public struct EnvironmentLaw: Sendable, CustomStringConvertible {
  /// What must hold.
  public let name: String
  private let check: @Sendable (Catalog.Entry) throws -> String?

  init(_ name: String, _ check: @escaping @Sendable (Catalog.Entry) throws -> String?) {
    self.name = name
    self.check = check
  }

  /// What came of a check.
  public struct Verdict: Hashable, Sendable {
    public let environment: EnvironmentID
    public let law: String
    public let holds: Bool
    /// What broke the law; empty where it holds.
    public let detail: String
  }

  /// Checks the law on one environment.
  public func verdict(on entry: Catalog.Entry) -> Verdict {
    let detail: String?
    do { detail = try check(entry) } catch { detail = "\(error)" }
    return Verdict(
      environment: entry.id, law: name, holds: detail == nil, detail: detail ?? "")
  }

  public var description: String { name }

  /// Every law.
  public static let all: [EnvironmentLaw] =
    observationLaws + determinismLaws + errorLaws + snapshotLaws + pictureLaws
}
