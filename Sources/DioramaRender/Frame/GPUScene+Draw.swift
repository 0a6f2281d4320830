// SPDX-License-Identifier: Apache-2.0

import CLibOSMesa
import DioramaMath
import DioramaScene

extension GPUScene {
  /// Draws runs with their textures; target, vertex array and pass must be set.
  func draw(
    _ runs: [BakedGeometry.Run], _ kind: GLProgram.Kind, _ plan: FramePlan, on device: RenderDevice
  ) throws(RenderError) {
    for run in runs {
      let texture = run.texture.flatMap { textures[$0.index] }
      let program = try program(kind, plan, isTextured: texture != nil, on: device)
      glUseProgram(program.name)
      if let texture {
        glActiveTexture(GLenum(GL_TEXTURE0))
        glBindTexture(GL.texture2D, texture.name)
      }
      run.draw()
    }
  }

  /// Sends the bodies' poses to the shaders.
  func upload(_ poses: Span<Pose>, on device: RenderDevice) throws(RenderError) {
    let capacity = 3 * Self.capacity(poses.count)
    if device.rows.count != capacity {
      device.rows = Array(repeating: .zero, count: capacity)
    }
    for body in poses.indices {
      let pose = poses[body]
      guard pose.isFinite else { throw .poseNotFinite(body: list.bodyNames[body]) }
      let matrix = Matrix4(pose)
      for axis in 0..<3 {
        device.rows[3 * body + axis] = SIMD4<Float>(
          SIMD4(matrix.x[axis], matrix.y[axis], matrix.z[axis], matrix.w[axis]))
      }
    }
    glBindBuffer(GL.uniformBuffer, device.bodyBlock.name)
    unsafe device.rows.withUnsafeBytes {
      unsafe glBufferData(GL.uniformBuffer, $0.count, $0.baseAddress, GL.streamDraw)
    }
    glBindBufferBase(GL.uniformBuffer, 1, device.bodyBlock.name)
  }

  /// Draws what moves, and its shadows, into `top`; and the still layer in these shadows into `bottom`.
  func drawFrame(
    _ plan: FramePlan, _ layer: StillLayer, poses: Span<Pose>, top: RenderTarget,
    bottom: RenderTarget, on device: RenderDevice
  ) throws(RenderError) {
    let geometry = geometry(plan.detail, on: device)
    glBindBufferBase(GL.uniformBuffer, 0, layer.block.name)

    if castsShadow {
      let map = try device.target(plan.shadowSize, plan.shadowSize, [], depth: .shadow)
      map.copy(GL.depthBit, from: layer.shadow)
      map.bind()
      PassState.casters.set()
      glBindVertexArray(geometry.vertexArray.name)
      glUseProgram(try program(.caster, plan, on: device).name)
      for run in geometry.movingCasters { run.draw() }
      glActiveTexture(GLenum(GL_TEXTURE1))
      glBindTexture(GL.texture2D, map.depth?.name ?? 0)

      bottom.bind()
      PassState.screen.set()
      glBindVertexArray(device.emptyVertexArray.name)
      glActiveTexture(GLenum(GL_TEXTURE2))
      glBindTexture(GL.texture2D, layer.color.colors[0].name)
      glActiveTexture(GLenum(GL_TEXTURE3))
      glBindTexture(GL.texture2D, layer.lookup.colors[0].name)
      glUseProgram(try program(.compose, plan, on: device).name)
      glDrawArrays(GL.triangles, 0, 3)
    } else {
      bottom.copy(GL.colorBit, from: layer.color)
    }

    top.copy(GL.depthBit, from: layer.depth)
    top.bind()
    glClearColor(0, 0, 0, 0)
    glClear(GL.colorBit)
    PassState.solid.set()
    glBindVertexArray(geometry.vertexArray.name)
    try draw(geometry.moving, .shade, plan, on: device)
    if !geometry.clear.isEmpty {
      PassState.glass.set()
      try draw(farthestFirst(geometry, plan, poses), .shade, plan, on: device)
    }
  }

  /// The things that can be seen through, in the order to draw them in.
  private func farthestFirst(
    _ geometry: BakedGeometry, _ plan: FramePlan, _ poses: Span<Pose>
  ) -> [BakedGeometry.Run] {
    let camera = list.cameras[plan.camera]
    let eye = poses[camera.body.index].transform(camera.pose.position)
    var placed: [(run: BakedGeometry.Run, distance: Double)] = []
    for item in geometry.clear {
      placed.append((item.run, (poses[item.frame].transform(item.center) - eye).length))
    }
    return placed.sorted { $0.distance > $1.distance }.map(\.run)
  }
}
