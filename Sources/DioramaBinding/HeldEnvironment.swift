// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaFiles
internal import DioramaMath
internal import DioramaTasks

/// An environment that C holds.
final class HeldEnvironment: Held {
  static let name = "environment"
  static let mark: UInt64 = 0xE1

  let recipe: EnvironmentSpecification
  let environment: AnyEnvironment
  let sizes: Sizes

  init(_ id: String?, options: String) throws {
    try Library.prepare()
    var reader = try OptionReader(json: options)
    recipe = try EnvironmentSpecification(id, &reader)
    try reader.finish()
    environment = try recipe.entry.make(recipe.options)
    sizes = Sizes(
      recipe, actionSpace: environment.actionSpace,
      metricCount: environment.metrics.names.count, horizon: environment.horizon)
  }

  /// Writes the present observation, drawn anew, and the metrics.
  func observe(to outputs: Outputs) throws(SimulationError) {
    let (observation, metrics, _) = try environment.observed()
    outputs.now.write(observation)
    if outputs.now.metrics.isWanted { outputs.now.metrics.write(metrics.values) }
  }

  /// Writes an observation, and the present metrics.
  func give(_ observation: TaskObservation, to outputs: Outputs) {
    outputs.now.write(observation)
    if outputs.now.metrics.isWanted { outputs.now.metrics.write(environment.metrics.values) }
  }

  var description: String {
    let fields = Description.fields(
      recipe.entry, observationSpace: environment.observationSpace,
      actionSpace: environment.actionSpace, cameras: environment.cameras,
      metrics: environment.metrics.names, horizon: environment.horizon,
      isGrid: recipe.gridworld != nil)
    let options = Description.options(recipe.options, cameras: environment.cameras)
    return JSONValue.object(fields.merging(options) { $1 }).description
  }

  /// Returns the view that C asks for; what it leaves out is as in observations.
  func view(camera: String?, width: Int, height: Int, quality: String?) throws -> View {
    if let camera, !environment.cameras.contains(camera) {
      throw CatalogError.unknownCamera(
        camera, of: environment.id, known: environment.cameras)
    }
    guard View.sizes.contains(width), View.sizes.contains(height) else {
      throw CatalogError.size(width: width, height: height)
    }
    var view = recipe.options.view
    view.camera = camera ?? view.camera
    (view.width, view.height) = (width, height)
    if let quality {
      guard let known = RenderQuality(rawValue: quality) else {
        throw OptionError.noSuchChoice(
          "quality", quality, known: RenderQuality.allCases.map(\.rawValue))
      }
      view.quality = known
    }
    return view
  }
}
