// SPDX-License-Identifier: Apache-2.0

extension Replay {
  /// Adds the columns of labels: what the expert would do, beside what was done.
  mutating func addLabels() { for name in labelNames { addColumn(name) } }

  /// Whether there are labels.
  var isLabelled: Bool { columns[labelNames[0]] != nil }

  /// Labels the observation that waits for its action with the expert's action there.
  mutating func label(with action: [Float]) {
    guard let open else { preconditionFailure("no observation waits for an action") }
    for (name, number) in zip(labelNames, action) { self[name, open] = number }
  }

  /// Returns the expert's action at `slot`; zeros if there are no labels.
  public func label(at slot: Int) -> [Float] { labelNames.map { self[$0, slot] } }

  private var labelNames: [String] { (0..<actionCount).map { "label_\($0)" } }
}
