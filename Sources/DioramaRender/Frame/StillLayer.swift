// SPDX-License-Identifier: Apache-2.0

import CLibOSMesa
import DioramaMath
import DioramaScene

/// What a camera sees of the things that cannot move: drawn once, and kept.
///
/// A frame then only draws what moves. For the shadows that this throws on the still things, the layer
/// keeps two pictures in one: each pixel in full light, and the factor that shadow dims it by; and where
/// the pixel looks into the shadow map.
final class StillLayer {
  let plan: FramePlan
  /// Whether the camera or a light hangs on a body that moves.
  let canMove: Bool
  private(set) var constants: FrameConstants?

  /// The light that a pixel sends, averaged over its samples, and the shadow's factor.
  let color: RenderTarget
  /// Where a pixel looks into the shadow map.
  let lookup: RenderTarget
  /// The depth of each sample.
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
    let (width, height) = (plan.width, plan.height)
    let (wide, high) = (width * plan.samples, height * plan.samples)
    color = try RenderTarget(width: width, height: height, [.color], in: device.graveyard)
    lookup = try RenderTarget(
      width: width, height: height, [.place], depth: .near, in: device.graveyard)
    depth = try RenderTarget(
      width: wide, height: high, [.color], depth: .near, in: device.graveyard)
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
    let geometry = scene.geometry(plan.detail, on: device)
    glBindVertexArray(geometry.vertexArray.name)

    if scene.castsShadow {
      shadow.bind()
      glClear(GL.depthBit)
      glUseProgram(try scene.program(.caster, plan, on: device).name)
      PassState.casters.set()
      for run in geometry.stillCasters { run.draw() }
    }

    lookup.bind()
    glClearColor(0, 0, 0, 0)
    glClear(GL.colorBit | GL.depthBit)
    PassState.solid.set()
    glUseProgram(try scene.program(.lookup, plan, on: device).name)
    for run in geometry.still { run.draw() }

    depth.bind()
    glClear(GL.colorBit | GL.depthBit)
    try scene.draw(geometry.still, .still, plan, on: device)
    if scene.list.textures.contains(where: { $0.kind == .skybox }) {
      // the sky fills what is left, at the far end
      PassState.background.set()
      glBindVertexArray(device.emptyVertexArray.name)
      glUseProgram(try scene.program(.sky, plan, on: device).name)
      glDrawArrays(GL.triangles, 0, 3)
    }
    color.copy(GL.colorBit, from: depth)
  }
}
