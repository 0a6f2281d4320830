// SPDX-License-Identifier: Apache-2.0

import CLibGL
import DioramaMath
import DioramaScene

/// The still layer of a camera's view: the things that cannot move, drawn once and kept.
///
/// A frame then only draws the moving things. For the shadows that these cast on the still things, the layer
/// keeps for each pixel its colour in full light, the factor by which shadow dims it, and the place where it
/// looks into the shadow map, which never changes either.
final class StillLayer {
  let plan: FramePlan
  /// Whether the camera or a light is on a body that moves, or the camera turns to a target.
  let canMove: Bool
  private(set) var constants: FrameConstants?
  /// The layer as pixels.
  private(set) var picture = StillPicture()

  /// The depth of each sample of a frame.
  let depth: RenderTarget
  /// The shadow map with the still things only.
  let shadow: RenderTarget
  /// The shaders' `Frame` block.
  let block: GLObject

  init(_ plan: FramePlan, of scene: GPUScene, on device: RenderDevice) throws(RenderError) {
    self.plan = plan
    let list = scene.list
    let camera = list.cameras[plan.camera]
    canMove =
      camera.body.index != 0 || camera.target != nil || list.lights.contains { $0.body.index != 0 }
    depth = try RenderTarget(
      width: plan.width * plan.samples, height: plan.height * plan.samples,
      plan.samples == 2 ? [.color] : [.color, .place], depth: .near, in: device.graveyard)
    shadow = try RenderTarget(
      width: plan.shadowSize, height: plan.shadowSize, [], depth: .shadow, in: device.graveyard)
    block = GLObject(.buffer, in: device.graveyard)
  }

  /// Draws the layer anew; the bodies' block must be filled.
  func draw(
    _ constants: FrameConstants, of scene: GPUScene, on device: RenderDevice
  ) throws(RenderError) {
    self.constants = constants
    glBindBuffer(GL.uniformBuffer, block.name)
    unsafe constants.floats.withUnsafeBytes {
      unsafe glBufferData(GL.uniformBuffer, $0.count, $0.baseAddress, GL.staticDraw)
    }
    glBindBufferBase(GL.uniformBuffer, 0, block.name)
    let geometry = scene.geometry(.still, plan.detail, on: device)

    if scene.castsShadow {
      shadow.bind()
      PassState.casters.set()
      glClear(GL.depthBit)
      glUseProgram(try scene.program(.caster, plan, on: device).name)
      geometry.bind()
      for run in geometry.casters { geometry.draw(run) }
    }
    // once with one sample per pixel, for the look-ups, and once with four, for the light: whichever has as
    // many samples as the frames keeps the depth
    let (wide, high) = (2 * plan.width, 2 * plan.height)
    let isFine = plan.samples == 2
    let coarse =
      isFine ? try device.target(plan.width, plan.height, [.color, .place], depth: .near) : depth
    let fine = isFine ? depth : try device.target(wide, high, [.color], depth: .near)
    var places: [SIMD4<Float>] = []
    if scene.castsShadow || !isFine {
      try drawThings(geometry, into: coarse, of: scene, on: device)
      if scene.castsShadow {
        places = coarse.readRaw(attachment: 1, GL.rgba, GL.float, filledWith: .zero)
      }
    }
    try drawThings(geometry, into: fine, of: scene, on: device)
    if scene.list.textures.contains(where: { $0.kind == .skybox }) {
      // the sky fills the rest, at the far end
      PassState.background.set()
      glBindVertexArray(device.emptyVertexArray.name)
      glUseProgram(try scene.program(.sky, plan, on: device).name)
      glDrawArrays(GL.triangles, 0, 3)
    }
    picture = StillPicture(
      samples: fine.readRaw(attachment: 0, GL.rgba, GL.unsignedByte, filledWith: UInt32(0)),
      places: places, plan)
  }

  private func drawThings(
    _ geometry: BakedGeometry, into target: RenderTarget, of scene: GPUScene,
    on device: RenderDevice
  ) throws(RenderError) {
    target.bind()
    PassState.solid.set()
    target.clear(to: SIMD4<Float>(0, 0, 0, 1), attachment: 0)
    if target.colors.count > 1 { target.clear(to: SIMD4<Float>.zero, attachment: 1) }
    glClear(GL.depthBit)
    geometry.bind()
    for run in geometry.solidRuns {
      try scene.draw(run, of: geometry, .still, plan, on: device)
    }
  }
}
