// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
internal import DioramaRender

/// Pictures of success and of failure, for success classifiers.
///
/// Every example is a state that the simulator rests in, and whose success it has measured.
public struct GoalSet: Sendable {
  /// One picture, and the state that it shows.
  public struct Example: Sendable {
    public let kind: ExampleKind
    /// What the episode that led here was seeded with.
    public let seed: UInt64
    public let picture: Image
    public let metrics: Metrics
    /// The state vector.
    public let observation: [Float]
    /// The goals; empty without.
    public let achievedGoal: [Float]
    public let desiredGoal: [Float]
    public let snapshot: Snapshot
  }

  public let environment: EnvironmentID
  /// What the pictures show.
  public let view: View
  /// Of the whole set.
  public let seed: UInt64
  /// The library and machine that drew the pictures.
  public let renderer: String
  /// Successes first, then the kinds of failure in turn.
  public let examples: [Example]

  /// Makes `count` pictures of success and `negatives` of failure, equally many of each kind.
  ///
  /// - Parameters:
  ///   - entry: The environment.
  ///   - count: Pictures of success.
  ///   - negatives: Pictures of failure.
  ///   - view: What they show.
  ///   - seed: Equal seeds give equal sets.
  ///   - randomized: What differs from picture to picture.
  ///   - progress: Hears how many are done; what it throws ends it.
  /// - Throws: ``GoalSetError`` when the environment yields too few, or an error of it.
  public init(
    _ entry: Catalog.Entry, count: Int, negatives: Int = 0, view: View, seed: UInt64,
    randomized: Set<RandomizedProperty> = [],
    progress: (Int) throws -> Void = { _ in }
  ) throws {
    let options = EnvironmentOptions(view: view, randomized: randomized)
    let environment = try entry.make(options)
    let failures = ExampleKind.negatives
    let wanted =
      Array(repeating: ExampleKind.success, count: count)
      + (0..<negatives).map { failures[$0 % failures.count] }
    var stream = RandomStream("goals", seed: seed)
    var examples: [Example] = []
    for kind in wanted {
      var attempts = 0
      var example: Example?
      while example == nil {
        guard attempts < 100 else { throw GoalSetError.notFound(kind, in: entry.id) }
        attempts += 1
        let seed = stream.bits()
        guard try environment.stage(kind, seed: seed) else { continue }
        let (observation, metrics, snapshot) = try environment.observed()
        example = Example(
          kind: kind, seed: seed, picture: try environment.image(view),
          metrics: metrics, observation: observation.state,
          achievedGoal: observation.achievedGoal, desiredGoal: observation.desiredGoal,
          snapshot: snapshot)
      }
      if let example { examples.append(example) }
      try progress(examples.count)
    }
    self.environment = entry.id
    self.view = View(
      camera: view.camera ?? environment.cameras.first, width: view.width, height: view.height,
      quality: view.quality)
    self.seed = seed
    self.examples = examples
    renderer = try environment.rendererName()
  }
}

/// What can go wrong when examples are made.
public enum GoalSetError: Error, Hashable, Sendable {
  /// A hundred seeds in a row gave no example.
  case notFound(ExampleKind, in: EnvironmentID)
}

extension GoalSetError: CustomStringConvertible {
  /// One line: what is wrong, the value, the bound, what to do.
  public var description: String {
    switch self {
    case .notFound(let kind, let id):
      "100 seeds of \(id) gave no example of '\(kind.rawValue)'; check the task's parameters in its scene file"
    }
  }
}
