// SPDX-License-Identifier: Apache-2.0

internal import Synchronization

extension GridMap {
  /// Returns the map that is shipped as `scenes/NAME.txt`; it is read once a process.
  public static func shipped(_ name: String) throws -> GridMap {
    if let known = cache.withLock({ $0[name] }) { return known }
    let map = try GridMap(contentsOf: SceneLibrary.home() + "/scenes/\(name).txt")
    cache.withLock { $0[name] = map }
    return map
  }

  private static let cache = Mutex<[String: GridMap]>([:])
}
