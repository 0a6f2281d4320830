// SPDX-License-Identifier: Apache-2.0

import DioramaMath

extension Scene {
  /// Returns the numbers of the parameter called `name` (MJCF: `custom/numeric`).
  ///
  /// - Throws: ``ParameterError`` if there is no such parameter, or it does not have `count` numbers.
  public func parameter(_ name: String, count: Int) throws(ParameterError) -> [Double] {
    guard let numbers = parameters[name] else {
      throw ParameterError(scene: self, name, .missing(known: parameters.keys.sorted()))
    }
    guard numbers.count == count else {
      throw ParameterError(scene: self, name, .wrongCount(numbers.count, expected: count))
    }
    return numbers
  }

  /// Returns the one number of the parameter called `name` (MJCF: `custom/numeric`).
  ///
  /// - Throws: ``ParameterError`` if there is no such parameter, or it does not have one number.
  public func parameter(_ name: String) throws(ParameterError) -> Double {
    try parameter(name, count: 1)[0]
  }
}

/// An error with a parameter that a task asks for.
public struct ParameterError: Error, Hashable, Sendable {
  /// The kind of error.
  public enum Fault: Hashable, Sendable {
    case missing(known: [String])
    case wrongCount(Int, expected: Int)
  }

  /// The scene's name.
  public let scene: String
  /// The parameter's name.
  public let name: String
  public let fault: Fault

  init(scene: Scene, _ name: String, _ fault: Fault) {
    (self.scene, self.name, self.fault) = (scene.name, name, fault)
  }
}

extension ParameterError: CustomStringConvertible {
  /// One line: the scene, the parameter, the fault, and the parameters or numbers that exist.
  public var description: String { "the scene '\(scene)' \(message)".printableLine }

  private var message: String {
    switch fault {
    case .missing(let known):
      "has no parameter '\(name)'\(hint(name, known, orElse: "its <custom> has"))"
    case .wrongCount(let count, let expected):
      "gives the parameter '\(name)' \(counted(count, "number")); it takes \(expected)"
    }
  }
}

/// Returns `count` with `noun` in the singular or plural.
package func counted(_ count: Int, _ noun: String) -> String {
  count == 1 ? "1 \(noun)" : "\(count) \(noun == "vertex" ? "vertice" : noun)s"
}

/// Returns the known name nearest to `name`, or the first forty known names if no name is near.
package func hint(_ name: String, _ known: [String], orElse words: String) -> String {
  // comparing a name with all others takes the longer, the longer the name is
  let nearest = name.utf8.count > 200 ? "" : name.didYouMean(known)
  if !nearest.isEmpty { return nearest }
  let some = known.prefix(40).joined(separator: ", ")
  return "; \(words): \(known.isEmpty ? "none" : some)\(known.count > 40 ? ", …" : "")"
}
