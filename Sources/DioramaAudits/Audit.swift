// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
import DioramaMath
import DioramaTasks

/// An audit of a success classifier: whether the reward that it gives is to be trusted.
///
/// The classifier scores images whose success the simulator has measured: successes, near misses, other failures,
/// and images along episodes. Then action sequences are searched for whose images score highly while the task has
/// failed. The audit sees no policy.
public struct Audit {
  private let entry: Catalog.Entry
  private let scorer: any ImageScorer
  private let settings: AuditSettings

  /// Prepares an audit.
  ///
  /// - Parameters:
  ///   - entry: The task that the classifier is for.
  ///   - scorer: The classifier.
  ///   - settings: The settings.
  /// - Throws: ``AuditError`` when the settings do not fit the task.
  public init(
    _ entry: Catalog.Entry, _ scorer: any ImageScorer, _ settings: AuditSettings
  ) throws(AuditError) {
    guard case .box = entry.actionSpace, entry.exampleKinds.contains(.success) else {
      throw .noExamples(entry.id)
    }
    guard settings.map.isEmpty || settings.map.count == 2, Set(settings.map).count != 1 else {
      throw .mapCount(settings.map)
    }
    let known = entry.stateElements.map(\.name)
    for name in settings.map where !known.contains(name) {
      throw .unknownElement(name, of: entry.id, known: known)
    }
    (self.entry, self.scorer, self.settings) = (entry, scorer, settings)
  }

  /// The number of pieces of work, for progress.
  public var pieces: Int { 2 * settings.count + settings.searches * Self.piecesOfSearch }

  /// The share of a search in the progress, in images.
  private static let piecesOfSearch = 100

  /// The least miss of what is called an exploit: nobody sees from an image that a bound is missed by less.
  static let leastMiss = 0.25

  /// The least distance between two exploits, and between two images to be labelled.
  static let leastDistance = 0.4

  /// Makes the audit.
  ///
  /// - Parameter progress: Is called with the number of pieces that are done; an error that it throws ends the work.
  /// - Returns: What was found.
  /// - Throws: The errors of the simulator, of the scorer and of `progress`.
  public func run(progress: (Int) throws -> Void = { _ in }) throws -> AuditResult {
    let options = EnvironmentOptions(
      observation: .state, view: settings.view, randomized: settings.randomized)
    let crew = try Crew(threads: settings.threads) { [entry] _ in try entry.make(options) }
    let renderer = try crew.run(()) { _, environment in
      (name: try environment.rendererName(), camera: environment.cameras.first)
    }
    var settings = settings
    settings.view.camera = settings.view.camera ?? renderer.camera
    var (moments, unreached) = try Evidence(entry, crew, scorer, settings).moments(
      progress: progress)
    let examination = Examination(moments)

    var searches: [SearchResult] = []
    let search = try ExploitSearch(crew, scorer, entry, settings)
    var starts = SearchStarts(moments, seed: settings.seed)
    for number in 0..<settings.searches {
      try progress(2 * settings.count + number * Self.piecesOfSearch)
      let start = try starts.next(crew)
      let result = try search.run(
        from: start, missing: Self.leastMiss, seed: settings.seed &+ UInt64(number))
      searches.append(result)
    }
    try progress(pieces)
    let seen = searches.flatMap(\.looks).map { look in
      ScoredMoment(.search, seed: 0, look.measured, logit: look.logit, snapshot: nil)
    }
    let finder = ExploitFinder(crew, scorer, entry, settings)
    let exploits = try finder.exploits(in: searches, moments)
    let labels = try finder.labels(moments, exploits, threshold: examination.threshold)
    moments += seen
    return AuditResult(
      entry: entry, classifier: scorer.name, settings: settings, renderer: renderer.name,
      moments: moments, examination: examination,
      searches: searches.map { SearchSummary($0, missing: Self.leastMiss) }, exploits: exploits,
      labels: labels, unreached: unreached,
      map: StateMap(moments, elements: entry.stateElements, names: settings.map))
  }
}

/// An error of an audit's settings.
public enum AuditError: Error, Hashable, Sendable {
  /// An environment that has no examples of success, or whose actions are discrete.
  case noExamples(EnvironmentID)
  /// A map of other than two elements of the state.
  case mapCount([String])
  /// A name that no element of the state has.
  case unknownElement(String, of: EnvironmentID, known: [String])
}

extension AuditError: CustomStringConvertible {
  /// One line: what is wrong, the value, the bound, what to do.
  public var description: String {
    switch self {
    case .noExamples(let id):
      "\(id) is no robot task with images of success; audit a classifier of one, such as Pushing-v1"
    case .mapCount(let names):
      "a map is over two elements of the state, and '\(names.joined(separator: ","))' names \(names.count); "
        + "give two different ones, such as 'mug x,mug y'"
    case .unknownElement(let name, let id, let known):
      "\(id) has no '\(name)' in its state\(name.didYouMean(known)); it has \(known.joined(separator: ", "))"
    }
  }
}
