// SPDX-License-Identifier: Apache-2.0

public import DioramaCore

/// A law: something that every environment of the suite promises, as a check that anyone can run.
///
/// The laws are stricter than Gymnasium's `check_env`: they look at whole episodes, at what went before,
/// at other instances and threads, at snapshots and at images.
public struct EnvironmentLaw: Sendable, CustomStringConvertible {
  /// The law as a sentence.
  public let name: String
  private let check: @Sendable (Catalog.Entry) throws -> String?

  init(_ name: String, _ check: @escaping @Sendable (Catalog.Entry) throws -> String?) {
    self.name = name
    self.check = check
  }

  /// The verdict of a check.
  public struct Verdict: Hashable, Sendable {
    public let environment: EnvironmentID
    public let law: String
    public let holds: Bool
    /// The violation that was found; empty where the law holds.
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
