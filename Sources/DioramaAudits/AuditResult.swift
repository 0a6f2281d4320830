// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaTasks

/// What an audit found.
public struct AuditResult: Sendable {
  /// The task.
  public let entry: Catalog.Entry
  /// What was audited: a path or a command.
  public let classifier: String
  /// The settings, with the camera of the view named.
  public let settings: AuditSettings
  public let renderer: String
  /// Every image that was scored: examples, episodes, and the failures that the searches saw.
  public let moments: [ScoredMoment]
  public let examination: Examination
  public let searches: [SearchSummary]
  /// The failures that score highest and differ, the worst first.
  public let exploits: [Exploit]
  /// The images to be labelled next, with what the simulator says of them.
  public let labels: [SuccessSet.Example]
  /// The near misses that were looked for and not found.
  public let unreached: [GradedMiss]
  /// The map of the failures; nil where fewer than two numbers of the state vary.
  public let map: StateMap?
  /// What a policy did that was trained on the reward; nil unless one was asked for.
  public var comparison: PolicyComparison?
}

/// A search of an audit, in short.
public struct SearchSummary: Hashable, Sendable {
  public let start: SearchStart
  /// The number of images that it scored, all of failures.
  public let images: Int
  /// The highest f among failures that miss success clearly; nil if it saw none.
  public let best: Double?
  /// The criteria that the failure misses, the one that is missed most first.
  public let missed: [Criterion]

  init(_ search: SearchResult, missing leastMiss: Double) {
    let best = search.best(missing: leastMiss)
    start = search.start
    images = search.looks.count
    self.best = best?.logit
    missed = best?.measured.missed ?? []
  }
}
