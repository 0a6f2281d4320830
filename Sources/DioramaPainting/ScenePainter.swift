// SPDX-License-Identifier: Apache-2.0

package import DioramaCore
public import DioramaMath
public import DioramaRender
public import DioramaScene

/// A painter: it draws the scene of an environment, with the looks of its episode.
public struct ScenePainter {
  /// The moment that an image shows: poses, particles of cloths and the looks of the episode.
  public struct Moment: Sendable {
    let poses: [Pose]
    let particles: [Vector3]
    let randomization: Randomization

    package init(poses: [Pose], particles: [Vector3] = [], randomization: Randomization) {
      self.poses = poses
      self.particles = particles
      self.randomization = randomization
    }

    /// Makes the moment at which bodies and particles have these poses and positions.
    ///
    /// - Parameters:
    ///   - poses: The world poses of all bodies, `[bodies]`.
    ///   - particles: The positions of the particles of all cloths [m], `[particles]`.
    public init(poses: [Pose], particles: [Vector3] = []) {
      self.init(
        poses: poses, particles: particles, randomization: Randomization(properties: []))
    }
  }

  private let drawList: DrawList
  /// The renderer, made for the first image and again for other looks.
  private var renderer: (any Renderer)?
  private let makeRenderer: @Sendable (DrawList) throws(RenderError) -> any Renderer
  /// The looks that the renderer was made with.
  private var looks: UInt64?

  /// The cameras' names.
  public let cameras: [String]

  /// Makes a painter of `drawList`.
  ///
  /// - Parameters:
  ///   - drawList: The draw list of the scene.
  ///   - makeRenderer: Makes the renderer; it is called again for other looks.
  public init(
    _ drawList: DrawList,
    drawnBy makeRenderer: @escaping @Sendable (DrawList) throws(RenderError) -> any Renderer = {
      list throws(RenderError) in try SceneRenderer(list)
    }
  ) {
    self.drawList = drawList
    self.makeRenderer = makeRenderer
    cameras = drawList.cameras.map(\.name)
  }

  package mutating func rendererName(_ moment: Moment) throws(SimulationError) -> String {
    try draw(moment) { renderer throws(RenderError) in try renderer.rendererName() }
  }

  package mutating func image(_ moment: Moment, _ view: View) throws(SimulationError) -> Image {
    try draw(moment) { renderer throws(RenderError) in
      try renderer.render(moment.poses, particles: moment.particles, view: view)
    }
  }

  package mutating func depth(_ moment: Moment, _ view: View) throws(SimulationError) -> DepthImage
  {
    try draw(moment) { renderer throws(RenderError) in
      try renderer.depth(moment.poses, particles: moment.particles, view: view)
    }
  }

  package mutating func segmentation(
    _ moment: Moment, _ view: View
  ) throws(SimulationError) -> SegmentationImage {
    try draw(moment) { renderer throws(RenderError) in
      try renderer.segmentation(moment.poses, particles: moment.particles, view: view)
    }
  }

  /// The labels of a segmentation: bodies first, then cloths.
  package var segmentationLabels: [SegmentationLabel] {
    let bodies = drawList.bodyNames.enumerated().map { SegmentationLabel(id: $0, name: $1) }
    return bodies + drawList.sheets.map { SegmentationLabel(id: $0.number, name: $0.name) }
  }

  package func camera(_ moment: Moment, _ view: View) -> PinholeCamera? {
    let cameras = moment.randomization.applied(to: drawList).cameras
    let chosen = view.camera.map { name in cameras.first { $0.name == name } } ?? cameras.first
    return chosen.map {
      PinholeCamera(
        pose: $0.pose(moment.poses.span), fieldOfView: $0.fieldOfView, width: view.width,
        height: view.height)
    }
  }

  private mutating func draw<Picture>(
    _ moment: Moment, _ body: (any Renderer) throws(RenderError) -> Picture
  ) throws(SimulationError) -> Picture {
    let looks = moment.randomization.looks
    if looks != self.looks { renderer = nil }
    do {
      let renderer =
        try self.renderer ?? makeRenderer(moment.randomization.applied(to: drawList))
      self.renderer = renderer
      self.looks = looks
      return try body(renderer)
    } catch {
      throw .notDrawn(reason: "\(error)")
    }
  }
}
