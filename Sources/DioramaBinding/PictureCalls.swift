// SPDX-License-Identifier: Apache-2.0
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CDiorama
internal import DioramaCore
internal import DioramaFiles
internal import DioramaMath
internal import DioramaTasks

/// Draws the view of a camera into the caller's array.
private func draw<Sample: BitwiseCopyable>(
  _ env: diorama_env, _ camera: UnsafePointer<CChar>?, _ width: Int, _ height: Int,
  _ quality: UnsafePointer<CChar>?, _ samples: UnsafeMutablePointer<Sample>?, _ count: Int,
  named name: StaticString, channels: Int = 1,
  _ drawn: (AnyEnvironment, View) throws -> Raster<Sample>
) -> Int32 {
  with(env) { held in
    let view = unsafe try held.view(
      camera: text(camera, "camera"), width: width, height: height,
      quality: text(quality, "quality"))
    unsafe try write(view, to: samples, count, name, channels: channels) {
      try drawn(held.environment, $0)
    }
  }
}

/// Writes the picture of `view` into the caller's array, which is checked before anything is drawn.
func write<Sample: BitwiseCopyable>(
  _ view: View, to samples: UnsafeMutablePointer<Sample>?, _ count: Int, _ name: StaticString,
  channels: Int, _ drawn: (View) throws -> Raster<Sample>
) throws {
  let buffer = unsafe Buffer(samples, count, name)
  try buffer.require(view.width * view.height * channels)
  buffer.write(try drawn(view).samples)
}

@c @implementation
public func diorama_render(
  _ env: diorama_env, _ camera: UnsafePointer<CChar>?, _ width: Int, _ height: Int,
  _ quality: UnsafePointer<CChar>?, _ pixels: UnsafeMutablePointer<UInt8>?, _ count: Int
) -> Int32 {
  unsafe draw(env, camera, width, height, quality, pixels, count, named: "pixels", channels: 3) {
    try $0.image($1)
  }
}

@c @implementation
public func diorama_render_depth(
  _ env: diorama_env, _ camera: UnsafePointer<CChar>?, _ width: Int, _ height: Int,
  _ depth: UnsafeMutablePointer<Float>?, _ count: Int
) -> Int32 {
  unsafe draw(env, camera, width, height, nil, depth, count, named: "depth") { try $0.depth($1) }
}

@c @implementation
public func diorama_render_segmentation(
  _ env: diorama_env, _ camera: UnsafePointer<CChar>?, _ width: Int, _ height: Int,
  _ bodies: UnsafeMutablePointer<Int32>?, _ count: Int
) -> Int32 {
  unsafe draw(env, camera, width, height, nil, bodies, count, named: "bodies") {
    try $0.segmentation($1)
  }
}

@c @implementation
public func diorama_segmentation_labels(
  _ env: diorama_env, _ text: UnsafeMutablePointer<CChar>?, _ capacity: Int,
  _ length: UnsafeMutablePointer<Int>?
) -> Int32 {
  with(env) { held in
    let labels = held.environment.segmentationLabels.map { label in
      JSONValue.object([
        "id": Description.number(label.id), "name": .string(label.name),
        "color": .array(label.color.map { Description.number(Int($0)) }),
      ])
    }
    unsafe try give(JSONValue.array(labels).description, to: text, capacity, length)
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
