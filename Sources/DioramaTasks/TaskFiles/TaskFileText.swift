// SPDX-License-Identifier: Apache-2.0

internal import DioramaFiles
internal import DioramaMath
internal import Foundation

/// The text of a task file: its values, and the lines at which they stand.
final class TaskFileText: Sendable {
  /// The file's path.
  let file: String
  private let lines: JSONLines
  private let value: JSONValue

  /// Reads `text`, which stands in `file`.
  init(_ text: String, file: String) throws(TaskFileError) {
    self.file = file
    do {
      value = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    } catch {
      throw Self.notJSON(text, file)
    }
    lines = JSONLines(text)
    if let (key, line) = lines.repeated {
      throw TaskFileError(
        file: file, line: line, fault: "'\(key)' stands here a second time; keep one")
    }
  }

  /// The whole document.
  var root: TaskFileNode { TaskFileNode(text: self, path: [], value: value) }

  func error(at path: [String], _ fault: String) -> TaskFileError {
    TaskFileError(file: file, line: lines.line(of: path), fault: fault.printableLine)
  }

  /// Returns the error of a text that is not JSON, with the line at which that shows.
  private static func notJSON(_ text: String, _ file: String) -> TaskFileError {
    var reason = "it ends before it is complete; look for a bracket or a quote that is missing"
    var line = max(1, text.split(separator: "\n").count)
    do { _ = try JSONSerialization.jsonObject(with: Data(text.utf8)) } catch {
      let told = (error as NSError).userInfo["NSDebugDescription"] as? String ?? ""
      if let found = told.firstMatch(of: /character (\d+)/), let place = Int(found.1) {
        let bytes = Array(text.utf8)
        line = 1 + bytes.prefix(place).count { $0 == UInt8(ascii: "\n") }
        let rest = String(decoding: bytes.dropFirst(place).prefix(60), as: UTF8.self)
        let near = rest.prefix { !$0.isNewline }.trimmingCharacters(in: .whitespaces)
        reason =
          "it stops being that at '\(near.prefix(24))'; look for a comma that is missing or one too many, "
          + "single quotes or a comment"
      }
    }
    return TaskFileError(file: file, line: line, fault: "this is not JSON: \(reason)".printableLine)
  }
}

/// A value of a task file, with its place.
struct TaskFileNode {
  let text: TaskFileText
  /// The keys and indices that lead to it.
  let path: [String]
  let value: JSONValue

  /// Returns an error about this value: its name and the `fault`.
  func error(_ fault: String) -> TaskFileError { text.error(at: path, "\(name) \(fault)") }

  /// The value's name in messages, such as `at_most of success[0]`.
  private var name: String {
    guard !path.isEmpty else { return "the task" }
    var names: [String] = []
    for part in path {
      if Int(part) != nil, let last = names.popLast() {
        names.append("\(last)[\(part)]")
      } else {
        names.append(part)
      }
    }
    return names.reversed().joined(separator: " of ")
  }

  private func wrongKind(_ expected: String) -> TaskFileError {
    error("is \(String(value.description.prefix(40))); it must be \(expected)")
  }

  // MARK: the kinds of values

  /// Reads a number in `range`, with a `unit` for messages.
  func number(in range: ClosedRange<Double>, _ unit: String = "") throws(TaskFileError) -> Double {
    let number: Double
    switch value {
    case .number(let value): number = value
    case .integer(let value): number = Double(value)
    default: throw wrongKind("a number")
    }
    guard range.contains(number) else {
      let bounds = "\(short(range.lowerBound))...\(short(range.upperBound))"
      throw error("is \(short(number)); it must be in \(bounds)\(unit.isEmpty ? "" : " \(unit)")")
    }
    return number
  }

  /// Reads a whole number in `range`.
  func integer(in range: ClosedRange<Int>) throws(TaskFileError) -> Int {
    let number = try number(in: Double(range.lowerBound)...Double(range.upperBound))
    guard number == number.rounded() else { throw error("is \(number); it must be a whole number") }
    return Int(number)
  }

  /// Reads a text.
  func string() throws(TaskFileError) -> String {
    guard case .string(let text) = value else { throw wrongKind("a text") }
    return text
  }

  /// Reads one of `choices`.
  func choice(of choices: [String]) throws(TaskFileError) -> String {
    let text = try string()
    guard choices.contains(text) else {
      throw error("is '\(text)'\(text.hint(among: choices))")
    }
    return text
  }

  /// Reads a list.
  func list() throws(TaskFileError) -> [TaskFileNode] {
    guard case .array(let values) = value else { throw wrongKind("a list") }
    return values.enumerated().map { index, value in
      TaskFileNode(text: text, path: path + ["\(index)"], value: value)
    }
  }

  /// Reads a list of `count` values.
  func list(count: Int, _ meaning: String) throws(TaskFileError) -> [TaskFileNode] {
    let items = try list()
    guard items.count == count else {
      throw error("has \(items.count) values; it must have \(count): \(meaning)")
    }
    return items
  }

  /// Reads a lower and an upper bound, or one number that is both.
  func interval(
    in range: ClosedRange<Double>, _ unit: String
  ) throws(TaskFileError) -> ClosedRange<Double> {
    guard case .array = value else {
      let number = try number(in: range, unit)
      return number...number
    }
    let bounds = try list(count: 2, "a lower and an upper bound")
    let (low, high) = (
      try bounds[0].number(in: range, unit), try bounds[1].number(in: range, unit)
    )
    guard low <= high else {
      throw error("runs from \(short(low)) down to \(short(high)); put the lower bound first")
    }
    return low...high
  }

  /// Reads an object.
  func object() throws(TaskFileError) -> TaskFileObject {
    guard case .object(let values) = value else { throw wrongKind("an object, in braces") }
    return TaskFileObject(node: self, values: values)
  }
}

/// An object of a task file, which refuses the keys that nobody asked for.
struct TaskFileObject {
  let node: TaskFileNode
  private let values: [String: JSONValue]
  private var asked: [String] = []
  /// The limits of the quantity that it is about, for messages; nil without any.
  var limits: ClosedRange<Double>?

  init(node: TaskFileNode, values: [String: JSONValue]) {
    self.node = node
    self.values = values
  }

  /// The keys, in alphabetical order.
  var keys: [String] { values.keys.sorted() }

  /// Returns the value of `key`; nil if it is missing or null.
  mutating func take(_ key: String) -> TaskFileNode? {
    asked.append(key)
    guard let value = values[key], value != .null else { return nil }
    return TaskFileNode(text: node.text, path: node.path + [key], value: value)
  }

  /// Returns the value of `key`, which must be there; `example` shows what it could be.
  mutating func require(_ key: String, example: String) throws(TaskFileError) -> TaskFileNode {
    guard let value = take(key) else {
      if let misspelt = keys.first(where: { !$0.didYouMean([key]).isEmpty }) {
        throw node.text.error(
          at: node.path + [misspelt], "there is no key '\(misspelt)'; did you mean '\(key)'?")
      }
      throw node.error("has no '\(key)'; give one, such as \"\(key)\": \(example)")
    }
    return value
  }

  /// Checks that every key was asked for.
  func finish() throws(TaskFileError) {
    guard let unknown = keys.first(where: { !asked.contains($0) }) else { return }
    throw node.text.error(
      at: node.path + [unknown], "there is no key '\(unknown)'\(unknown.hint(among: asked))")
  }
}

/// Returns a number as people write it: without `.0`.
func short(_ number: Double) -> String {
  if number == number.rounded(), abs(number) < 1e15 { return "\(Int(number))" }
  // nine digits, so that 0.1 + 0.2 is 0.3
  let scale = pow(10, 9 - (log10(abs(number))).rounded(.down))
  let rounded = (number * scale).rounded() / scale
  return rounded.isFinite ? "\(rounded)" : "\(number)"
}
