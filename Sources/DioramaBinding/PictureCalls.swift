// SPDX-License-Identifier: Apache-2.0
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CDiorama
internal import DioramaCore
internal import DioramaMath

@c @implementation
public func diorama_render(
  _ env: diorama_env, _ camera: UnsafePointer<CChar>?, _ width: Int, _ height: Int,
  _ quality: UnsafePointer<CChar>?, _ pixels: UnsafeMutablePointer<UInt8>?, _ count: Int
) -> Int32 {
  with(env) { held in
    let view = unsafe try held.view(
      camera: text(camera, "camera"), width: width, height: height,
      quality: text(quality, "quality"))
    let buffer = unsafe Buffer(pixels, count, "pixels")
    try buffer.require(width * height * 3)
    buffer.write(try held.environment.image(view).samples)
  }
}

@c @implementation
public func diorama_render_depth(
  _ env: diorama_env, _ camera: UnsafePointer<CChar>?, _ width: Int, _ height: Int,
  _ depth: UnsafeMutablePointer<Float>?, _ count: Int
) -> Int32 {
  with(env) { held in
    let view = unsafe try held.view(
      camera: text(camera, "camera"), width: width, height: height, quality: nil)
    let buffer = unsafe Buffer(depth, count, "depth")
    try buffer.require(width * height)
    buffer.write(try held.environment.depth(view).samples)
  }
}

@c @implementation
public func diorama_render_segmentation(
  _ env: diorama_env, _ camera: UnsafePointer<CChar>?, _ width: Int, _ height: Int,
  _ bodies: UnsafeMutablePointer<Int32>?, _ count: Int
) -> Int32 {
  with(env) { held in
    let view = unsafe try held.view(
      camera: text(camera, "camera"), width: width, height: height, quality: nil)
    let buffer = unsafe Buffer(bodies, count, "bodies")
    try buffer.require(width * height)
    buffer.write(try held.environment.segmentation(view).samples)
  }
}

@c @implementation
public func diorama_renderer(
  _ env: diorama_env, _ text: UnsafeMutablePointer<CChar>?, _ capacity: Int,
  _ length: UnsafeMutablePointer<Int>?
) -> Int32 {
  with(env) { held in
    unsafe try give(try held.environment.rendererName(), to: text, capacity, length)
  }
}
