// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The machine that results were made on.
struct Machine: Codable, Hashable, Sendable {
  var processor: String?
  var cores: Int
  var memoryGigabytes: Double
  var system: String?

  /// The present machine.
  static var current: Machine {
    Machine(
      processor: value("model name", separator: ":", in: "/proc/cpuinfo"),
      cores: ProcessInfo.processInfo.activeProcessorCount,
      memoryGigabytes: (Double(ProcessInfo.processInfo.physicalMemory) / 1e8).rounded() / 10,
      system: value("PRETTY_NAME", separator: "=", in: "/etc/os-release"))
  }

  /// Returns the value of the first line of a file that begins with `key`.
  private static func value(
    _ key: String, separator: Character, in path: String
  ) -> String? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    let line = text.split(separator: "\n").first { $0.hasPrefix(key) }
    guard let line, let sign = line.firstIndex(of: separator) else { return nil }
    return line[line.index(after: sign)...]
      .trimmingCharacters(in: CharacterSet(charactersIn: "\" \t"))
  }

  /// Whether its numbers are in range.
  var isPossible: Bool {
    (1...1_000_000).contains(cores) && (0...1e9).contains(memoryGigabytes)
  }

  /// The machine in one line.
  var description: String {
    [
      processor ?? "unknown processor", "\(cores) core\(cores == 1 ? "" : "s")",
      "\(memoryGigabytes) GB", system ?? "unknown system",
    ].joined(separator: ", ")
  }
}
