// SPDX-License-Identifier: Apache-2.0

import DioramaMath

/// The environments that can be made by name.
public struct Catalog: Sendable {
  /// One environment of the catalogue.
  public struct Entry: Sendable {
    public let id: EnvironmentID
    /// The task in one line.
    public let summary: String
    /// The space of observations by default: the state vector, with the goals where there are any.
    public let observationSpace: Space
    public let actionSpace: Space
    /// The elements of the state vector: name, unit and range.
    public let stateElements: [StateElement]
    /// Steps until an episode is truncated.
    public let horizon: Int
    public let isGoalConditioned: Bool
    /// The measured success rates of random actions and of the expert, at the end of an episode, in `0...1`.
    public let randomSuccess: Double
    public let expertSuccess: Double
    /// The range of dense rewards; sparse ones are 0 or 1.
    public let rewardRange: ClosedRange<Float>
    /// The number of different starts; nil where every seed may give another.
    public let startCount: Int?
    /// The time that a step takes in the world, and a frame in a video [s].
    public let controlPeriod: Double
    /// Whether the expert is a script; where it is not, it is a planner, which takes longer.
    public let isExpertScripted: Bool
    /// The kinds of examples that it can stage.
    public let exampleKinds: [ExampleKind]
    /// The checksum of the user's own files that it is made from; nil for shipped environments.
    public let sourceChecksum: String?
    /// The settings with which a planner does well here, such as `horizon=12`; empty for the usual ones.
    public let plannerSettings: [String]
    private let makeEnvironment: @Sendable (EnvironmentOptions) throws -> AnyEnvironment

    public init(
      id: EnvironmentID, summary: String, observationSpace: Space, actionSpace: Space,
      horizon: Int, isGoalConditioned: Bool, randomSuccess: Double, expertSuccess: Double,
      stateElements: [StateElement] = [], rewardRange: ClosedRange<Float> = 0...1,
      startCount: Int? = nil, controlPeriod: Double = 0.1, isExpertScripted: Bool = true,
      exampleKinds: [ExampleKind] = ExampleKind.allCases, sourceChecksum: String? = nil,
      plannerSettings: [String] = [],
      makeEnvironment: @escaping @Sendable (EnvironmentOptions) throws -> AnyEnvironment
    ) {
      self.id = id
      self.summary = summary
      self.observationSpace = observationSpace
      self.actionSpace = actionSpace
      self.stateElements = stateElements
      self.horizon = horizon
      self.isGoalConditioned = isGoalConditioned
      self.randomSuccess = randomSuccess
      self.expertSuccess = expertSuccess
      self.rewardRange = rewardRange
      self.startCount = startCount
      self.controlPeriod = controlPeriod
      self.isExpertScripted = isExpertScripted
      self.exampleKinds = exampleKinds
      self.sourceChecksum = sourceChecksum
      self.plannerSettings = plannerSettings
      self.makeEnvironment = makeEnvironment
    }

    /// Returns the same entry with other environments, made of this one's.
    ///
    /// - Parameter change: Makes an environment of one that this entry makes, and of its options.
    /// - Returns: The entry.
    package func wrapping(
      _ change:
        @escaping @Sendable (Entry, AnyEnvironment, EnvironmentOptions) throws ->
        AnyEnvironment
    ) -> Entry {
      Entry(
        id: id, summary: summary, observationSpace: observationSpace, actionSpace: actionSpace,
        horizon: horizon, isGoalConditioned: isGoalConditioned, randomSuccess: randomSuccess,
        expertSuccess: expertSuccess, stateElements: stateElements, rewardRange: rewardRange,
        startCount: startCount, controlPeriod: controlPeriod,
        isExpertScripted: isExpertScripted, exampleKinds: exampleKinds,
        sourceChecksum: sourceChecksum, plannerSettings: plannerSettings
      ) { try change(self, makeEnvironment($0), $0) }
    }

    /// Makes the environment; each call gives one that is independent of all others.
    public func make(_ options: EnvironmentOptions = EnvironmentOptions()) throws -> AnyEnvironment
    {
      if let horizon = options.horizon, horizon < 1 { throw CatalogError.horizon(horizon) }
      let view = options.view
      for size in [view.width, view.height] where !View.sizes.contains(size) {
        throw CatalogError.size(width: view.width, height: view.height)
      }
      let environment = try makeEnvironment(options)
      if let camera = view.camera, !environment.cameras.contains(camera) {
        throw CatalogError.unknownCamera(camera, of: id, known: environment.cameras)
      }
      environment.stateElements = stateElements
      return environment
    }
  }

  /// All entries, in the order of the documentation.
  public let entries: [Entry]

  /// Makes the catalogue of `entries`, whose ids differ.
  public init(_ entries: [Entry]) {
    precondition(Set(entries.map(\.id)).count == entries.count, "an id is in the catalogue twice")
    self.entries = entries
  }

  /// Returns the entry called `id`, or that of several tasks at once if `id` is of theirs with a `+` between them.
  ///
  /// - Throws: A ``CatalogError`` that names the nearest known id, or says why tasks cannot be joined.
  public func entry(_ id: String) throws(CatalogError) -> Entry {
    if let entry = entries.first(where: { $0.id.description == id }) { return entry }
    if id.contains("+") { return try jointEntry(id) }
    let name = EnvironmentID(id)?.name ?? id
    let versions = entries.map(\.id).filter { $0.name == name }
    guard versions.isEmpty else { throw .unknownVersion(id, known: versions) }
    throw .unknownEnvironment(id, known: entries.map(\.id.description))
  }

  /// Makes the environment called `id`.
  public func make(
    _ id: String, _ options: EnvironmentOptions = EnvironmentOptions()
  ) throws -> AnyEnvironment {
    try entry(id).make(options)
  }
}
