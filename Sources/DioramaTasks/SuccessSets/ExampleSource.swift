// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath

/// A source of proven examples of an environment: successes, graded near misses, mishaps, failures elsewhere.
///
/// Every example is a state at rest that the simulator has measured. Successes, mishaps and the like are staged
/// by the task itself. Near misses are found by a search that knows nothing of the task but its criteria: from a
/// success, or from another near miss, a few random actions are held, everything comes to rest, and what is
/// missed by how much is measured. Equal seeds and equal requests give equal examples.
public struct ExampleSource {
  /// What is asked for.
  public enum Wanted: Hashable, Sendable {
    /// An example that the task stages itself, of this kind.
    case staged(ExampleKind)
    /// A near miss of this grade: no other criterion is missed as far.
    case miss(GradedMiss)
  }

  /// The view of the images, with its camera named.
  public let view: View
  let environment: AnyEnvironment
  let entry: Catalog.Entry

  /// The near misses that there may be: each criterion that an image shows, with each grade.
  ///
  /// Where success has alternatives, further criteria join when they are first seen.
  public internal(set) var misses: [GradedMiss] = []

  /// The near misses that were looked for and never found, in the order of ``misses``.
  public var unreached: [GradedMiss] {
    misses.filter { searches[$0]?.isGivenUp == true }
  }

  var searches: [GradedMiss: Search] = [:]
  var shelves: [String: MissShelf] = [:]
  /// Some successes that the task staged, to go on from, and some that were found.
  var successes: [MissShelf.Moment] = []
  var foundSuccesses: [MissShelf.Moment] = []
  /// Some actions that led from a success to a near miss of each grade.
  var ways: [GradedMiss: [[Move]]] = [:]
  /// The number of near misses that were asked for in turn.
  private var turn = 0
  /// The number of times that moments were looked for.
  var searchCount = 0
  private var staging: RandomStream
  var search: RandomStream

  /// The number of seeds that staging tries before it is given up.
  static let stagingAttempts = 100

  /// Makes the source.
  ///
  /// - Parameters:
  ///   - entry: The environment.
  ///   - view: The view of the images.
  ///   - seed: Equal seeds give equal examples.
  ///   - randomized: The properties that are randomised from example to example.
  /// - Throws: An error of the environment.
  public init(
    _ entry: Catalog.Entry, view: View = View(), seed: UInt64,
    randomized: Set<RandomizedProperty> = []
  ) throws {
    self.entry = entry
    environment = try entry.make(EnvironmentOptions(view: view, randomized: randomized))
    self.view = View(
      camera: view.camera ?? environment.cameras.first, width: view.width, height: view.height,
      quality: view.quality)
    staging = RandomStream("goals", seed: seed)
    search = RandomStream("near misses", seed: seed)
    note(environment.criteria)
  }

  /// Makes the next example.
  ///
  /// - Parameters:
  ///   - wanted: What it is to show.
  ///   - watch: Is called before each attempt; an error that it throws ends the work.
  /// - Returns: The example; nil where many attempts did not give one, or did not lately. A near miss that was
  ///   found before may be found later.
  /// - Throws: An error of the environment, or of `watch`.
  public mutating func next(
    _ wanted: Wanted, watch: () throws -> Void = {}
  ) throws -> SuccessSet.Example? {
    switch wanted {
    case .staged(let kind):
      guard let moment = try stage(kind, &staging, watch) else { return nil }
      if kind == .success { successes.append(moment, keeping: Self.mostKept) }
      return SuccessSet.Example(kind, of: moment, try environment.image(view))
    case .miss(let miss):
      guard let moment = try find(miss, watch) else { return nil }
      searches[miss, default: Search()].succeed()
      _ = try environment.restore(moment.snapshot)
      return SuccessSet.Example(.nearMiss, miss, of: moment, try environment.image(view))
    }
  }

  /// Makes the next near miss, of all in ``misses`` in turn.
  ///
  /// - Parameter watch: See ``next(_:watch:)``.
  /// - Returns: The near miss; nil where none can be reached.
  /// - Throws: See ``next(_:watch:)``.
  public mutating func nextMiss(
    watch: () throws -> Void = {}
  ) throws -> SuccessSet.Example? {
    for _ in misses {
      let miss = misses[turn % misses.count]
      turn += 1
      if let example = try next(.miss(miss), watch: watch) { return example }
    }
    return nil
  }

  /// Stages an example of `kind` with seeds of `stream`; nil where none of a hundred gave one.
  func stage(
    _ kind: ExampleKind, _ stream: inout RandomStream, _ watch: () throws -> Void
  ) throws -> MissShelf.Moment? {
    for _ in 0..<Self.stagingAttempts {
      try watch()
      let seed = stream.bits()
      if try environment.stage(kind, seed: seed) {
        return try MissShelf.Moment(seed, of: environment)
      }
    }
    return nil
  }
}

extension Metrics {
  /// Whether nothing stands in something else: shapes overlap by 2 mm at most.
  ///
  /// A hand that is too strong presses itself into thin walls, which no example should show.
  package var isSound: Bool { self["deepest_contact"] ?? 0 <= 2e-3 }
}
