// SPDX-License-Identifier: Apache-2.0

import DioramaCore

/// A message of the page.
struct DriveMessage: Decodable {
  enum Deed: String, Decodable {
    /// To make a step, or to let the policy make one.
    case step, watch
    /// To change the recording.
    case undo, discard, save, remove
  }

  let deed: Deed
  /// The number of steps that the page showed.
  let seen: Int?
  /// The numbers of an action, or that of a choice.
  private let numbers: [Float]?
  private let choice: Int?

  private enum CodingKeys: String, CodingKey {
    case deed = "do"
    case numbers = "action"
    case choice, seen
  }

  /// The action; nil where there is none, or two.
  var action: TaskAction? {
    switch (numbers, choice) {
    case (let numbers?, nil): .vector(numbers)
    case (nil, let index?): .index(index)
    default: nil
    }
  }

  /// Whether it has all that its deed needs.
  var isComplete: Bool {
    switch deed {
    case .step: seen != nil && action != nil
    case .watch: seen != nil
    case .undo, .discard, .save, .remove: true
    }
  }
}
