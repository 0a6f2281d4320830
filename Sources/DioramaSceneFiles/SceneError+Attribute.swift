// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

/// A fault in the value of an attribute.
public enum AttributeFault: Hashable, Sendable {
  // in the text
  case unsupported(value: String, advice: String)
  case notNumber(String)
  case notInteger(String)
  case notFinite(String)
  case outOfBounds(Double, ClosedRange<Double>)
  case negative(Double)
  case notPositive(Double)
  case wrongCount(Int, expected: ClosedRange<Int>)
  case unknownWord(String, known: [String])
  case empty
  // in the meaning
  case zeroVector
  case zeroQuaternion
  case zeroScale
  case parallelAxes
  case noLength
  case reversedRange(from: Double, to: Double)
  case ballRange(from: Double)
  case impossibleInertia([Double])
  case tooFewSizes(type: String, count: Int, expected: Int)
  case noEnds(type: String)
  case keyLength(Int, expected: Int, unit: String)
  case undrivableJoint(String, kind: String)
  case flatGrid(Int, axis: Int, dimensions: Int)
  case tooFewParticles(Int, dimensions: Int)
  case tooManyParticles(Int, limit: Int)
  case tooManyCopies(Int, limit: Int)
  case pinOutOfRange(Int, count: Int)
  case gridPinOutOfRange(SIMD2<Int>, count: SIMD2<Int>)
  case notInGroups(Int, of: Int)
  // in the names
  case repeatedName(String, kind: String, first: SceneLocation?)
  case unknownName(String, kind: String, known: [String])
  // in the file that it names
  case missingFile(path: String)
  case directory(path: String)
  case unreadable(path: String, reason: String)
  case fileTooLarge(path: String, bytes: Int, limit: Int)
  case filesTooLarge(path: String, limit: Int)
  case includeCycle([String])
  case repeatedInclude(path: String, first: SceneLocation)
  case notPNG(path: String)
  case notOBJ(path: String)

  func message(_ element: String, _ name: String) -> String {
    let subject = "\(name) of <\(element)>"
    return textMessage(subject) ?? meaningMessage(subject) ?? clothMessage(subject)
      ?? referenceMessage(subject)
  }

  private func textMessage(_ subject: String) -> String? {
    switch self {
    case .unsupported(let value, let advice):
      "\(subject) is '\(value)', which is not supported; \(advice)"
    case .notNumber(let text): "\(subject) has '\(text)' where a number is needed"
    case .notInteger(let text): "\(subject) has '\(text)' where a whole number is needed"
    case .notFinite(let text): "\(subject) has '\(text)'; only finite numbers are allowed here"
    case .outOfBounds(let value, let bounds):
      "\(subject) has \(value), outside \(bounds.lowerBound)...\(bounds.upperBound);"
        + " choose a value within"
    case .negative(let value): "\(subject) has \(value); it must not be negative"
    case .notPositive(let value): "\(subject) has \(value); it must be greater than 0"
    case .wrongCount(let count, let expected):
      expected.count == 1
        ? "\(subject) needs \(counted(expected.lowerBound, "number")); there \(number(count))"
        : "\(subject) takes \(expected.lowerBound) to \(expected.upperBound) numbers;"
          + " there \(number(count))"
    case .unknownWord(let word, let known):
      "\(subject) is '\(word)'\(hint(word, known, orElse: "it may be"))"
    case .empty: "\(subject) is empty; write something or remove it"
    default: nil
    }
  }

  private func meaningMessage(_ subject: String) -> String? {
    switch self {
    case .zeroVector: "\(subject) has length 0; it must point somewhere"
    case .zeroQuaternion: "\(subject) is 0 0 0 0, which is not a rotation; use 1 0 0 0 for none"
    case .zeroScale: "\(subject) has a 0, which flattens the mesh; use factors other than 0"
    case .parallelAxes: "\(subject) has parallel axes; the y axis must differ from the x axis"
    case .noLength: "\(subject) starts where it ends; move one of its ends"
    case .reversedRange(let from, let to):
      "\(subject) goes from \(from) to \(to); the first must be smaller than the second"
    case .ballRange(let from):
      "\(subject) starts at \(from); a ball joint's range is 0 and the largest angle"
    case .impossibleInertia(let moments):
      "\(subject) has the moments \(moments.map { "\($0)" }.joined(separator: " ")); all must be"
        + " greater than 0, and no two together smaller than the third"
    case .tooFewSizes(let type, let count, let expected):
      "\(subject) has \(counted(count, "number")); a \(type) needs \(expected)"
    case .noEnds(let type):
      "\(subject) is for capsules, cylinders and boxes; a \(type) has no ends"
    case .keyLength(let count, let expected, let unit):
      "\(subject) has \(counted(count, "number")); the scene needs \(expected), \(unit)"
    case .undrivableJoint(let joint, let kind):
      "\(subject) is '\(joint)', a \(kind) joint; only hinges and slides can be driven"
    default: nil
    }
  }

  private func clothMessage(_ subject: String) -> String? {
    switch self {
    case .flatGrid(let count, let axis, let dimensions):
      "\(subject) has \(count) along \(["x", "y", "z"][axis]); with dim=\"\(dimensions)\" it must be"
        + " 1"
    case .tooFewParticles(let count, let dimensions):
      "\(subject) makes \(counted(count, "particle")); a \(dimensions == 1 ? "cord" : "cloth") needs"
        + " 2 at least along \(dimensions == 1 ? "x" : "x and y")"
    case .tooManyParticles(let count, let limit):
      "\(subject) makes \(count) particles, more than the \(limit) that a cloth may have; use fewer"
    case .tooManyCopies(let count, let limit):
      "\(subject) makes \(count) copies in all; a file may make \(limit): use fewer"
    case .pinOutOfRange(let particle, let count):
      "\(subject) pins the particle \(particle); there are 0 to \(count - 1)"
    case .gridPinOutOfRange(let place, let count):
      "\(subject) pins the particle at \(place.x) \(place.y); the grid goes from 0 0 to"
        + " \(count.x - 1) \(count.y - 1)"
    case .notInGroups(let count, let size):
      "\(subject) has \(counted(count, "number")); they come in groups of \(size)"
    default: nil
    }
  }

  private func referenceMessage(_ subject: String) -> String {
    switch self {
    case .repeatedName(let name, let kind, let first):
      "\(subject): another \(kind) is called '\(name)'"
        + (first.map { ", at \($0)" } ?? " already") + "; rename one"
    case .unknownName(let name, let kind, let known):
      "\(subject): no \(kind) is called '\(name)'\(hint(name, known, orElse: "there is"))"
    case .missingFile(let path):
      "\(subject): there is no file '\(path)'; check the path and the directories in <compiler>"
    case .directory(let path): "\(subject): '\(path)' is a directory; name a file"
    case .unreadable(let path, let reason): "\(subject): '\(path)' cannot be read: \(reason)"
    case .fileTooLarge(let path, let bytes, let limit):
      "\(subject): '\(path)' has \(bytes) bytes, more than the \(limit) that a file may have"
    case .filesTooLarge(let path, let limit):
      "\(subject): with '\(path)' the scene's files have more than \(limit) bytes; shorten them"
    case .includeCycle(let path):
      "\(subject): files include each other without end: \(path.joined(separator: " > "));"
        + " remove one <include>"
    case .repeatedInclude(let path, let first):
      "\(subject): '\(path)' is included already at \(first); a file may be included once"
    case .notPNG(let path): "\(subject): '\(path)' is not a PNG image; convert it to PNG"
    case .notOBJ(let path):
      "\(subject): '\(path)' is not an OBJ, STL or MSH file; convert the mesh to OBJ"
    default: "\(subject) is refused"
    }
  }

  private func number(_ count: Int) -> String { count == 1 ? "is 1" : "are \(count)" }
}
