// SPDX-License-Identifier: Apache-2.0

import CLibGL
public import DioramaMath
public import DioramaScene

/// A renderer that draws a scene through its cameras, offscreen, with OpenGL.
///
/// Equal poses and views give equal bytes on one kind of processor, whatever was drawn before and on
/// whichever thread; between kinds they differ by rounding, so compare images with a tolerance. Renderers of
/// equal draw lists share everything but this object, so making one for each environment costs next to
/// nothing. One renderer is used by one thread at a time.
///
/// ```swift
/// let renderer = try SceneRenderer(DrawList(scene))
/// let image = try renderer.render(scene.initialPoses, view: View(camera: "front"))
/// ```
public final class SceneRenderer {
  /// The draw list of the scene.
  public let list: DrawList

  var device: RenderDevice
  var scene: GPUScene
  private var lastView: View?
  private var lastPlan: FramePlan?

  /// Prepares to draw `list`.
  ///
  /// - Throws: ``RenderError`` if a texture cannot be read or no context can be made.
  public init(_ list: DrawList) throws(RenderError) {
    let count = list.bodyNames.count
    guard count <= GPUScene.bodyLimit else {
      throw .tooManyBodies(count: count, limit: GPUScene.bodyLimit)
    }
    self.list = list
    let device = try RenderDevice.current()
    device.bind()
    defer { device.unbind() }
    scene = try device.scene(list)
    self.device = device
  }

  /// Returns the image of the bodies at `poses`.
  ///
  /// - Parameters:
  ///   - poses: The world poses of the bodies, `[bodies]`.
  ///   - particles: The positions of the particles of all cloths [m], `[particles]`.
  ///   - view: The camera, size and quality.
  /// - Returns: Red, green and blue, sRGB, `[height, width, 3]`.
  /// - Throws: ``RenderError`` for an unknown camera, a size out of bounds or a pose that is not finite.
  public func render(
    _ poses: [Pose], particles: [Vector3] = [], view: View
  ) throws(RenderError) -> Image {
    // the size must be checked before the image is made
    _ = try plan(view, poseCount: poses.count)
    var image = Image(width: view.width, height: view.height, channels: 3, filledWith: 0)
    var samples = image.samples.mutableSpan
    try render(poses.span, particles: particles.span, view: view, into: &samples)
    return image
  }

  /// Writes the image of the bodies at `poses` to `pixels`.
  ///
  /// It allocates nothing from the second frame of a view on.
  ///
  /// - Parameters:
  ///   - poses: The world poses of the bodies, `[bodies]`.
  ///   - view: The camera, size and quality.
  ///   - pixels: Receives red, green and blue, `[height, width, 3]`.
  /// - Throws: ``RenderError`` as ``render(_:particles:view:)``.
  /// - Precondition: `pixels` has `height * width * 3` bytes.
  public func render(
    _ poses: Span<Pose>, view: View, into pixels: inout MutableSpan<UInt8>
  ) throws(RenderError) {
    try render(poses, particles: Self.noParticles.span, view: view, into: &pixels)
  }

  private static let noParticles: [Vector3] = []

  /// Writes the image of the bodies at `poses` and the cloths at `particles` to `pixels`, as
  /// ``render(_:view:into:)``.
  ///
  /// - Parameters:
  ///   - poses: The world poses of the bodies, `[bodies]`.
  ///   - particles: The positions of the particles of all cloths [m], `[particles]`.
  ///   - view: The camera, size and quality.
  ///   - pixels: Receives red, green and blue, `[height, width, 3]`.
  /// - Throws: ``RenderError`` as ``render(_:particles:view:)``.
  public func render(
    _ poses: Span<Pose>, particles: Span<Vector3>, view: View,
    into pixels: inout MutableSpan<UInt8>
  ) throws(RenderError) {
    let plan = try plan(view, poseCount: poses.count)
    try check(particles.count)
    precondition(
      pixels.count == 3 * view.width * view.height,
      "a \(view.width) × \(view.height) image does not fit \(pixels.count) bytes")
    try moveToThisThread()
    let layer = try draw(plan, poses, particles)
    // the driver is no longer needed: others may draw meanwhile
    layer.picture.compose(under: device.pixels, shadows: device.shadows, plan, into: &pixels)
  }

  /// Draws the moving things, and reads them and their shadows into the device's memory.
  private func draw(
    _ plan: FramePlan, _ poses: Span<Pose>, _ particles: Span<Vector3>
  ) throws(RenderError) -> StillLayer {
    device.bind()
    defer { device.unbind() }
    try scene.upload(poses, on: device)
    try scene.sheets?.upload(particles)
    let layer = try scene.layer(plan, poses: poses, on: device)
    let target = try device.target(
      plan.width * plan.samples, plan.height * plan.samples, [.color], depth: .near)
    try scene.drawFrame(plan, layer, poses: poses, into: target, on: device)
    target.read(into: &device.pixels)
    return layer
  }

  /// Returns the renderer's name: the driver, its version, the library it was reached by, and the processor.
  ///
  /// Renderers with equal names draw equal bytes.
  ///
  /// - Throws: ``RenderError`` if the calling thread cannot have a context.
  public func rendererName() throws(RenderError) -> String {
    try moveToThisThread()
    device.bind()
    defer { device.unbind() }
    let (renderer, version, library) = device.driver
    return "\(renderer), OpenGL \(version) by \(library), \(Processor.name)"
  }

  /// Checks `view` and decides how to draw it.
  func plan(_ view: View, poseCount: Int) throws(RenderError) -> FramePlan {
    guard poseCount == list.bodyNames.count else {
      throw .wrongPoseCount(count: poseCount, expected: list.bodyNames.count)
    }
    if let lastPlan, view == lastView { return lastPlan }
    guard View.sizes.contains(view.width), View.sizes.contains(view.height) else {
      throw .sizeOutOfBounds(width: view.width, height: view.height, bounds: View.sizes)
    }
    guard !list.cameras.isEmpty else { throw .noCamera }
    var camera = 0
    if let name = view.camera {
      guard let index = list.cameras.firstIndex(where: { $0.name == name }) else {
        throw .unknownCamera(name: name, known: list.cameras.map(\.name))
      }
      camera = index
    }
    let plan = FramePlan(view, camera: camera)
    lastView = view
    lastPlan = plan
    return plan
  }

  /// Checks that there is a position for each particle.
  func check(_ particleCount: Int) throws(RenderError) {
    guard particleCount == list.particleCount else {
      throw .wrongParticleCount(count: particleCount, expected: list.particleCount)
    }
  }

  /// Switches to the calling thread's device, if the last image was drawn on another.
  func moveToThisThread() throws(RenderError) {
    let here = try RenderDevice.current()
    guard here !== device else { return }
    here.bind()
    defer { here.unbind() }
    scene = try here.scene(list)
    device = here
  }
}
