// SPDX-License-Identifier: Apache-2.0

internal import DioramaPainting
internal import Synchronization

extension GridMap {
  /// Returns the map that is shipped as `scenes/NAME.txt`.
  public static func shipped(_ name: String) throws -> GridMap {
    try Gridworld.shipped(name).map
  }
}

extension Gridworld {
  /// Returns the world on the map that is shipped as `scenes/NAME.txt`, which is read once in a process.
  public static func shipped(_ name: String) throws -> Gridworld {
    if let known = cache.withLock({ $0[name] }) { return known }
    let world = try Gridworld(GridMap(contentsOf: SceneLibrary.home() + "/scenes/\(name).txt"))
    cache.withLock { $0[name] = world }
    return world
  }

  private static let cache = Mutex<[String: Gridworld]>([:])
}
