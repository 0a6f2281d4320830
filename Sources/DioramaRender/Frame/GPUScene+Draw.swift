// SPDX-License-Identifier: Apache-2.0

import CLibGL
import DioramaMath
import DioramaScene

extension GPUScene {
  /// Draws a run with its texture; the target, vertex array and pass must be set.
  func draw(
    _ run: BakedGeometry.Run, of geometry: BakedGeometry, _ kind: GLProgram.Kind,
    _ plan: FramePlan, on device: RenderDevice
  ) throws(RenderError) {
    try useProgram(kind, texture: run.texture, plan, on: device)
    geometry.draw(run)
  }

  /// Selects the program of `kind` for things with `texture`.
  private func useProgram(
    _ kind: GLProgram.Kind, texture: TextureID?, _ plan: FramePlan, on device: RenderDevice
  ) throws(RenderError) {
    let texture = texture.flatMap { textures[$0.index] } ?? (kind == .still ? white : nil)
    glUseProgram(try program(kind, plan, isTextured: texture != nil, on: device).name)
    if let texture {
      glActiveTexture(GLenum(GL_TEXTURE0))
      glBindTexture(GL.texture2D, texture.name)
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

  /// Draws the shadow map, and the moving things into `target`, on a transparent ground and only where the
  /// still things do not hide them.
  func drawFrame(
    _ plan: FramePlan, _ layer: StillLayer, poses: Span<Pose>, into target: RenderTarget,
    on device: RenderDevice
  ) throws(RenderError) {
    glBindBufferBase(GL.uniformBuffer, 0, layer.block.name)
    if castsShadow {
      let map = try device.target(plan.shadowSize, plan.shadowSize, [], depth: .shadow)
      map.copy(GL.depthBit, from: layer.shadow)
      map.bind()
      PassState.casters.set()
      glUseProgram(try program(.caster, plan, on: device).name)
      let casters = geometry(.moving, plan.detail.ofShadows, on: device)
      casters.bind()
      for run in casters.casters { casters.draw(run) }
      if let sheets {
        sheets.bind()
        for run in sheets.runs { sheets.draw(run) }
      }
      map.readDepth(into: &device.shadows)
      glActiveTexture(GLenum(GL_TEXTURE1))
      glBindTexture(GL.texture2D, map.depth?.name ?? 0)
    }
    target.copy(GL.depthBit, from: layer.depth)
    target.bind()
    glClearColor(0, 0, 0, 0)
    glClear(GL.colorBit)
    let geometry = geometry(.moving, plan.detail, on: device)
    geometry.bind()
    PassState.solid.set()
    let frustum = ViewFrustum(list.cameras[plan.camera], poses, plan)
    var pending: BakedGeometry.Run?
    for piece in geometry.solid where frustum.reaches(piece, poses) {
      // the driver does not split runs of up to 1,024 indices
      if pending?.extend(by: piece.run, limit: 1024) == true { continue }
      if let run = pending { try draw(run, of: geometry, .shade, plan, on: device) }
      pending = piece.run
    }
    if let run = pending { try draw(run, of: geometry, .shade, plan, on: device) }
    if let sheets {
      sheets.bind()
      for run in sheets.runs {
        try useProgram(.shade, texture: run.texture, plan, on: device)
        sheets.draw(run)
      }
      geometry.bind()
    }
    guard !geometry.clear.isEmpty else { return }
    PassState.glass.set()
    for piece in geometry.clear.sorted(by: {
      frustum.distance($0, poses) > frustum.distance($1, poses)
    }) {
      try draw(piece.run, of: geometry, .shade, plan, on: device)
    }
  }
}
