// SPDX-License-Identifier: Apache-2.0

/// The number of a thing in its scene's array; ids of different things cannot be mixed up.
public struct ID<Thing>: Hashable, Sendable, Comparable {
  /// Index into the scene's array.
  public let index: Int

  @inlinable public init(_ index: Int) { self.index = index }

  @inlinable public static func < (a: Self, b: Self) -> Bool { a.index < b.index }
}
