// SPDX-License-Identifier: Apache-2.0

public import DioramaMath
import Foundation

/// A success classifier under audit: it gives each image a logit f, larger where the image shows success.
///
/// One thread uses it at a time.
public protocol ImageScorer: AnyObject {
  /// What it is, for reports: a path or a command.
  var name: String { get }

  /// Returns f of each image `[height, width, 3]`, a finite number.
  ///
  /// - Throws: ``ScorerError``, or what ended the wait for a program.
  func logits(of images: [Image]) throws -> [Double]
}

/// What a classifier's numbers are.
public enum ScoreKind: String, Hashable, Sendable, CaseIterable {
  /// f, from −∞ to ∞; 0 is undecided.
  case logit
  /// σ(f), from 0 to 1.
  case probability
}

/// Returns σ(f), the probability that the logit `f` stands for.
public func probability(ofLogit f: Double) -> Double { 1 / (1 + exp(-f)) }
