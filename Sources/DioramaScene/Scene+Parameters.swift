// SPDX-License-Identifier: Apache-2.0

import DioramaMath

extension Scene {
  /// Returns the numbers of the parameter called `name` (MJCF: `custom/numeric`).
  ///
  /// - Throws: A ``SceneError`` where there is no such parameter, or not `count` numbers of it.
  public func parameter(_ name: String, count: Int) throws(SceneError) -> [Double] {
    guard let numbers = parameters[name] else {
      throw .parameter(scene: self.name, name: name, .missing(known: parameters.keys.sorted()))
    }
    guard numbers.count == count else {
      throw .parameter(
        scene: self.name, name: name, .wrongCount(count: numbers.count, expected: count))
    }
    return numbers
  }

  /// Returns the one number of the parameter called `name` (MJCF: `custom/numeric`).
  ///
  /// - Throws: A ``SceneError`` where there is no such parameter, or not one number of it.
  public func parameter(_ name: String) throws(SceneError) -> Double {
    try parameter(name, count: 1)[0]
  }
}
