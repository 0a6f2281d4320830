// SPDX-License-Identifier: Apache-2.0

import CLibGL
import DioramaMath
import DioramaScene

/// A draw list in a device's memory, shared by all of its renderers of equal lists.
final class GPUScene {
  let list: DrawList
  let textures: [GLTexture?]
  /// The white texture of still things without one.
  let white: GLTexture
  let lightCount: Int
  let castsShadow: Bool
  private let hasSpots: Bool
  /// The triangles of the cloths; nil if there are no cloths.
  let sheets: SoftGeometry?
  private var geometries: [GeometryKey: BakedGeometry] = [:]
  private var layers: [StillLayer] = []

  private struct GeometryKey: Hashable {
    var part: BakedGeometry.Part
    var detail: Detail
  }

  init(_ list: DrawList, on device: RenderDevice) throws(RenderError) {
    self.list = list
    let lights = FrameConstants.ordered(list)
    lightCount = lights.count
    castsShadow = lights.first?.castsShadow ?? false
    hasSpots = lights.contains { !$0.isDirectional }
    var textures: [GLTexture?] = []
    for texture in list.textures {
      textures.append(texture.kind == .skybox ? nil : try device.texture(texture))
    }
    self.textures = textures
    var plain = Texture(name: "white", kind: .flat, source: .flat)
    plain.firstColor = SIMD3(repeating: 1)
    white = try device.texture(plain)
    sheets = list.sheets.isEmpty ? nil : SoftGeometry(list.sheets, in: device.graveyard)
  }

  /// Returns the triangles of `part`, made when they are first wanted.
  func geometry(
    _ part: BakedGeometry.Part, _ detail: Detail, on device: RenderDevice
  ) -> BakedGeometry {
    let key = GeometryKey(part: part, detail: detail)
    if let geometry = geometries[key] { return geometry }
    let geometry = BakedGeometry(list, part, detail: detail, in: device.graveyard)
    geometries[key] = geometry
    return geometry
  }

  /// Returns the still layer of `plan`, up to date with `poses`; the last few are kept.
  func layer(
    _ plan: FramePlan, poses: Span<Pose>, on device: RenderDevice
  ) throws(RenderError) -> StillLayer {
    if let layer = layers.first(where: { $0.plan == plan }) {
      if !layer.canMove { return layer }
      let constants = constants(plan, poses)
      if layer.constants != constants { try layer.draw(constants, of: self, on: device) }
      return layer
    }
    let layer = try StillLayer(plan, of: self, on: device)
    try layer.draw(constants(plan, poses), of: self, on: device)
    layers.append(layer)
    if layers.count > 6 { layers.removeFirst() }
    return layer
  }

  private func constants(_ plan: FramePlan, _ poses: Span<Pose>) -> FrameConstants {
    FrameConstants(
      list, camera: list.cameras[plan.camera], poses: poses,
      aspect: Double(plan.width) / Double(plan.height), shadowSize: plan.shadowSize)
  }

  /// Returns the program of `kind` for this scene's lights and bodies.
  func program(
    _ kind: GLProgram.Kind, _ plan: FramePlan, isTextured: Bool = false, on device: RenderDevice
  ) throws(RenderError) -> GLProgram {
    let isShaded = kind == .shade && castsShadow && plan.shadesMovingThings
    return try device.program(
      GLProgram.Key(
        kind: kind, lights: lightCount, hasSpots: hasSpots,
        bodies: Self.capacity(list.bodyNames.count),
        isTextured: isTextured,
        shadowSize: isShaded ? plan.shadowSize : 0, taps: isShaded ? plan.shadowTaps : 0,
        // the edges of a spot's cone and of its shadow may cross a triangle
        isPerVertex: kind == .shade && plan.isPerVertex && !hasSpots))
  }

  /// Returns the number of bodies that a program has room for: few sizes, so that scenes share programs.
  static func capacity(_ count: Int) -> Int {
    var capacity = 16
    while capacity < count { capacity *= 2 }
    return capacity
  }

  /// The largest number of bodies: Mesa gives a uniform block 64 KiB, of which a body takes 48 bytes.
  static let bodyLimit = 1024
}
