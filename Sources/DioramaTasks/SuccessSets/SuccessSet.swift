// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
internal import DioramaRender

/// A set of success images, and of images of failure, for success classifiers.
///
/// Every example is a state at rest whose success the simulator has measured.
public struct SuccessSet: Sendable {
  /// An example: one image, and the state that it shows.
  public struct Example: Sendable {
    public let kind: ExampleKind
    /// The criterion that is missed most, and by how far; nil where that is not graded.
    public let miss: GradedMiss?
    /// The seed of the episode that led here.
    public let seed: UInt64
    public let picture: Image
    public let metrics: Metrics
    /// The bounds that success needs, and what was measured.
    public let criteria: [Criterion]
    /// The state vector.
    public let observation: [Float]
    /// The goals; empty in an environment without goals.
    public let achievedGoal: [Float]
    public let desiredGoal: [Float]
    public let snapshot: Snapshot

    /// The criteria that are not met, by their names, and how far each is missed, in its scale.
    public var missed: [String: Double] {
      Dictionary(
        criteria.filter { !$0.isMet }.map { ($0.name, $0.miss) }, uniquingKeysWith: max)
    }
  }

  /// The way in which images of failure are chosen.
  public enum Negatives: Hashable, Sendable {
    /// The kinds of failure that the task stages itself, in turn; each can be staged again by its seed.
    case staged
    /// Two near misses, each criterion and grade in turn, for one of the other kinds, in turn.
    case graded
  }

  public let environment: EnvironmentID
  /// The checksum of the user's own files that the environment is made from; nil for shipped ones.
  public let sourceChecksum: String?
  /// The view of the images: camera, size and quality.
  public let view: View
  /// The seed of the whole set.
  public let seed: UInt64
  /// The properties that were randomised from image to image.
  public let randomized: Set<RandomizedProperty>
  /// The name of the renderer: the driver, its version and the processor.
  public let renderer: String
  /// Successes first, then failures, their kinds in turn.
  public let examples: [Example]
  /// The near misses that were looked for and not found; empty where they are not graded.
  public let unreached: [GradedMiss]

  /// Makes `count` success images and `negatives` images of failure.
  ///
  /// - Parameters:
  ///   - entry: The environment.
  ///   - count: The number of success images.
  ///   - negatives: The number of images of failure.
  ///   - choice: The failures that they show. The successes do not depend on it.
  ///   - view: The view of the images.
  ///   - seed: Equal seeds give equal sets.
  ///   - randomized: The properties that are randomised from image to image.
  ///   - progress: Is called with the number of examples so far, often with the same one; an error that it
  ///     throws ends the work.
  /// - Throws: ``SuccessSetError`` when the environment yields too few examples, or an error of the
  ///   environment.
  public init(
    _ entry: Catalog.Entry, count: Int, negatives: Int = 0, _ choice: Negatives = .staged,
    view: View, seed: UInt64, randomized: Set<RandomizedProperty> = [],
    progress: (Int) throws -> Void = { _ in }
  ) throws {
    var source = try ExampleSource(entry, view: view, seed: seed, randomized: randomized)
    var examples: [Example] = []
    func add(_ kind: ExampleKind) throws {
      guard let example = try source.next(.staged(kind), watch: { try progress(examples.count) })
      else { throw SuccessSetError.notFound(kind, in: entry.id) }
      examples.append(example)
      try progress(examples.count)
    }
    for _ in 0..<count { try add(.success) }
    let failures = entry.exampleKinds.filter { $0 != .success }
    guard negatives == 0 || !failures.isEmpty else {
      throw SuccessSetError.notFound(.nearMiss, in: entry.id)
    }
    let others = failures.filter { $0 != .nearMiss }
    for number in 0..<negatives {
      if choice == .staged {
        try add(failures[number % failures.count])
      } else if number % 3 == 2, !others.isEmpty {
        try add(others[number / 3 % others.count])
      } else if let example = try source.nextMiss(watch: { try progress(examples.count) }) {
        examples.append(example)
        try progress(examples.count)
      } else {
        try add(failures[0])
      }
    }
    environment = entry.id
    sourceChecksum = entry.sourceChecksum
    self.view = source.view
    self.seed = seed
    self.randomized = randomized
    self.examples = examples
    unreached = source.unreached
    renderer = try source.environment.rendererName()
  }
}

/// An error in making examples.
public enum SuccessSetError: Error, Hashable, Sendable {
  /// A hundred seeds in a row gave no example.
  case notFound(ExampleKind, in: EnvironmentID)
}

extension SuccessSetError: CustomStringConvertible {
  /// One line: what is wrong, the value, the bound, what to do.
  public var description: String {
    switch self {
    case .notFound(let kind, let id):
      "\(ExampleSource.stagingAttempts) seeds of \(id) gave no example of '\(kind.rawValue)'; "
        + "check what its task or scene file asks for"
    }
  }
}
