// SPDX-License-Identifier: Apache-2.0

internal import Foundation

/// The processors that this process may use, and how many of them are free.
public enum Processors {
  /// The number of processors that this process may use.
  public static var count: Int { ProcessInfo.processInfo.activeProcessorCount }

  /// Returns the number of processors that nobody else uses now, at least 1 and at most `most`.
  ///
  /// The kernel counts what runs or waits to run, of which the calling thread is one; the median of a few looks
  /// is taken, in a hundredth of a second. Where only a part of the machine's processors may be used, as in
  /// some containers, the rest's work cannot be told apart, and all are taken to be free.
  public static func free(atMost most: Int) -> Int {
    let known = min(count, most)
    guard known > 1 else { return 1 }
    let looks = (0..<5).compactMap { look in
      if look > 0 { Thread.sleep(forTimeInterval: 0.002) }
      return running
    }
    guard looks.count == 5 else { return known }
    let others = looks.sorted()[2] - 1
    return min(max(count - others, 1), known)
  }

  /// The number of threads that run or wait to run; nil if it is not known, or of other processors too.
  private static var running: Int? {
    guard let text = try? String(contentsOfFile: "/proc/stat", encoding: .utf8) else { return nil }
    return running(in: text, processors: count)
  }

  /// Returns the number of threads that run or wait to run, as `/proc/stat` says; nil if it is of more than so
  /// many processors.
  package static func running(in text: String, processors: Int) -> Int? {
    let lines = text.split(separator: "\n")
    let all = lines.filter { $0.hasPrefix("cpu") && !$0.hasPrefix("cpu ") }.count
    guard all == processors else { return nil }
    let line = lines.first { $0.hasPrefix("procs_running ") }
    return line.flatMap { Int($0.dropFirst("procs_running ".count)) }
  }
}
