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
    /// The seed of the episode that led here.
    public let seed: UInt64
    public let picture: Image
    public let metrics: Metrics
    /// The state vector.
    public let observation: [Float]
    /// The goals; empty in an environment without goals.
    public let achievedGoal: [Float]
    public let desiredGoal: [Float]
    public let snapshot: Snapshot
  }

  public let environment: EnvironmentID
  /// The checksum of the user's own files that the environment is made from; nil for shipped ones.
  public let sourceChecksum: String?
  /// The view of the images: camera, size and quality.
  public let view: View
  /// The seed of the whole set.
  public let seed: UInt64
  /// The name of the renderer: the driver, its version and the processor.
  public let renderer: String
  /// Successes first, then the kinds of failure in turn.
  public let examples: [Example]

  /// Makes `count` success images and `negatives` images of failure, in turn of each kind.
  ///
  /// - Parameters:
  ///   - entry: The environment.
  ///   - count: The number of success images.
  ///   - negatives: The number of images of failure.
  ///   - view: The view of the images.
  ///   - seed: Equal seeds give equal sets.
  ///   - randomized: The properties that are randomised from image to image.
  ///   - progress: Is called with the number of examples so far; an error that it throws ends the work.
  /// - Throws: ``SuccessSetError`` when the environment yields too few examples, or an error of the
  ///   environment.
  public init(
    _ entry: Catalog.Entry, count: Int, negatives: Int = 0, view: View, seed: UInt64,
    randomized: Set<RandomizedProperty> = [],
    progress: (Int) throws -> Void = { _ in }
  ) throws {
    let options = EnvironmentOptions(view: view, randomized: randomized)
    let environment = try entry.make(options)
    let failures = entry.exampleKinds.filter { $0 != .success }
    let wanted =
      Array(repeating: ExampleKind.success, count: count)
      + (0..<negatives).map { failures[$0 % failures.count] }
    var stream = RandomStream("goals", seed: seed)
    var examples: [Example] = []
    for kind in wanted {
      var attempts = 0
      var example: Example?
      while example == nil {
        guard attempts < 100 else { throw SuccessSetError.notFound(kind, in: entry.id) }
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
    sourceChecksum = entry.sourceChecksum
    self.view = View(
      camera: view.camera ?? environment.cameras.first, width: view.width, height: view.height,
      quality: view.quality)
    self.seed = seed
    self.examples = examples
    renderer = try environment.rendererName()
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
      "100 seeds of \(id) gave no example of '\(kind.rawValue)'; check what its task or scene file asks for"
    }
  }
}
