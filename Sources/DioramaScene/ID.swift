// SPDX-License-Identifier: Apache-2.0

/// The id of a thing: its index in its scene's array, with a type for each kind of thing.
public struct ID<Thing>: Hashable, Sendable, Comparable {
  /// The index into the scene's array.
  public let index: Int

  @inlinable public init(_ index: Int) { self.index = index }

  @inlinable public static func < (a: Self, b: Self) -> Bool { a.index < b.index }
}
