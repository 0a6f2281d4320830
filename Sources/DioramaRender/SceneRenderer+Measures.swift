// SPDX-License-Identifier: Apache-2.0

import CLibGL
public import DioramaMath
import DioramaScene

extension SceneRenderer {
  /// Returns the depth image of the bodies at `poses`.
  ///
  /// - Parameters:
  ///   - poses: The world poses of the bodies, `[bodies]`.
  ///   - particles: The positions of the particles of all cloths [m], `[particles]`.
  ///   - view: The camera and size.
  /// - Returns: Distances along the viewing direction [m], infinite where nothing is, `[height, width, 1]`.
  /// - Throws: ``RenderError`` as ``render(_:particles:view:)``.
  public func depth(
    _ poses: [Pose], particles: [Vector3] = [], view: View
  ) throws(RenderError) -> DepthImage {
    var image = DepthImage(width: 0, height: 0, channels: 1, filledWith: 0)
    try measure(poses, particles, view: view) { target in
      image = DepthImage(
        width: target.width, height: target.height, channels: 1,
        samples: target.read(attachment: 0, GL.red, GL.float, filledWith: 0))
    }
    return image
  }

  /// Returns the segmentation image of the bodies at `poses`; no pixel blends two bodies.
  ///
  /// Cloths have the numbers after the last body's.
  ///
  /// - Parameters:
  ///   - poses: The world poses of the bodies, `[bodies]`.
  ///   - particles: The positions of the particles of all cloths [m], `[particles]`.
  ///   - view: The camera and size.
  /// - Returns: The numbers of the bodies, -1 where nothing is, `[height, width, 1]`.
  /// - Throws: ``RenderError`` as ``render(_:particles:view:)``.
  public func segmentation(
    _ poses: [Pose], particles: [Vector3] = [], view: View
  ) throws(RenderError) -> SegmentationImage {
    var image = SegmentationImage(width: 0, height: 0, channels: 1, filledWith: 0)
    try measure(poses, particles, view: view) { target in
      image = SegmentationImage(
        width: target.width, height: target.height, channels: 1,
        samples: target.read(attachment: 1, GL.redInteger, GL.int, filledWith: 0))
    }
    return image
  }

  /// Draws distances and body numbers, one sample per pixel, and lets `read` fetch them.
  private func measure(
    _ poses: [Pose], _ particles: [Vector3], view: View, _ read: (RenderTarget) -> Void
  ) throws(RenderError) {
    let plan = try plan(view, poseCount: poses.count)
    try check(particles.count)
    try moveToThisThread()
    device.bind()
    defer { device.unbind() }
    try scene.upload(poses.span, on: device)
    try scene.sheets?.upload(particles.span)
    let layer = try scene.layer(plan, poses: poses.span, on: device)
    let target = try device.target(plan.width, plan.height, [.distance, .name], depth: .near)
    target.bind()
    PassState.solid.set()
    target.clear(to: SIMD4<Float>(repeating: .infinity), attachment: 0)
    target.clear(to: Int32(-1), attachment: 1)
    glClear(GL.depthBit)
    glBindBufferBase(GL.uniformBuffer, 0, layer.block.name)
    glUseProgram(try scene.program(.measure, plan, on: device).name)
    for part in [BakedGeometry.Part.still, .moving] {
      let geometry = scene.geometry(part, plan.detail, on: device)
      geometry.bind()
      geometry.drawAll()
    }
    if let sheets = scene.sheets {
      sheets.bind()
      for run in sheets.runs { sheets.draw(run) }
    }
    read(target)
  }
}
