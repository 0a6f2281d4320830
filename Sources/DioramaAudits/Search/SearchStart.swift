// SPDX-License-Identifier: Apache-2.0

public import DioramaCore

/// Where a search for exploits begins.
public struct SearchStart: Hashable, Sendable {
  /// The kind of a start.
  public enum Kind: String, Hashable, Sendable, Codable {
    /// The start of an episode.
    case episode
    /// A success at rest.
    case success
    /// A failure at rest that scores highly.
    case failure
  }

  public let kind: Kind
  /// The seed of the episode or the example.
  public let seed: UInt64
  /// The moment itself.
  public let snapshot: Snapshot
}
