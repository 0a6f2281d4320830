// SPDX-License-Identifier: Apache-2.0

extension Replay {
  /// Adds the columns of labels: what the expert would do, beside what was done.
  mutating func addLabels() { for name in labelNames { addColumn(name) } }

  /// Adds a column that marks what is labelled, where not everything is.
  mutating func addLabelMarks() { addColumn(Self.mark) }

  /// Whether there are labels.
  var isLabelled: Bool { columns[labelNames[0]] != nil }

  /// The slots of the transitions that are labelled; nil where all are.
  var labelledTransitions: [Int]? {
    guard let marks = columns[Self.mark] else { return nil }
    return marks.indices.filter { marks[$0] == 1 && isTransition($0) }
  }

  /// Labels the observation that waits for its action with the expert's action there.
  mutating func label(with action: [Float]) {
    guard let open else { preconditionFailure("no observation waits for an action") }
    for (name, number) in zip(labelNames, action) { self[name, open] = number }
    self[Self.mark, open] = 1
  }

  /// Returns the expert's action at `slot`; zeros if there are no labels.
  public func label(at slot: Int) -> [Float] { labelNames.map { self[$0, slot] } }

  private static let mark = "is_labelled"

  private var labelNames: [String] { (0..<actionCount).map { "label_\($0)" } }
}
