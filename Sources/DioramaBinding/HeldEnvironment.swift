// SPDX-License-Identifier: Apache-2.0

internal import CDiorama
internal import DioramaCore
internal import DioramaFiles
internal import DioramaMath
internal import DioramaTasks
internal import Glibc

/// An environment that C holds.
final class HeldEnvironment: Held {
  static let name = "environment"
  static let mark: UInt64 = 0xE1

  let recipe: EnvironmentSpecification
  let environment: AnyEnvironment
  let sizes: Sizes
  /// The output buffers of the last call: most callers give the same again, which need no check.
  private var known: Outputs?
  /// The bytes of the struct that they were given in.
  private var knownBytes: [UInt8] = []

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

  /// Returns the caller's output buffers, which are checked.
  func outputs(_ pointer: UnsafePointer<diorama_buffers>?) throws -> Outputs {
    let given = unsafe try Outputs.given(pointer)
    return try unsafe withUnsafeBytes(of: given) { bytes in
      if let known, let first = bytes.baseAddress,
        unsafe memcmp(knownBytes, first, knownBytes.count) == 0
      {
        return known
      }
      let outputs = unsafe Outputs(given: given)
      try outputs.checkSingle(sizes)
      (known, knownBytes) = unsafe (outputs, Array(bytes))
      return outputs
    }
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
    if let quality { view.quality = try RenderQuality(option: quality) }
    return view
  }
}

extension RenderQuality {
  /// Reads the quality that C asks for.
  init(option text: String) throws {
    guard let known = RenderQuality(rawValue: text) else {
      throw OptionError.noSuchChoice(
        "quality", text, known: RenderQuality.allCases.map(\.rawValue))
    }
    self = known
  }
}
