// SPDX-License-Identifier: Apache-2.0

/// The kind of an example for a success classifier: success, or a way to fail.
public enum ExampleKind: String, Hashable, Sendable, CaseIterable {
  /// The task is solved.
  case success
  /// The task is almost solved, but not quite.
  case nearMiss = "near_miss"
  /// Something went wrong in the right place: toppled, crumpled, jammed.
  case mishap
  /// Nothing is where it should be.
  case elsewhere

  /// The kinds that are not a success.
  public static let negatives: [ExampleKind] = [.nearMiss, .mishap, .elsewhere]
}
