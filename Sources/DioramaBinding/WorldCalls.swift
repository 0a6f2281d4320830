// SPDX-License-Identifier: Apache-2.0
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CDiorama
internal import DioramaCore
internal import DioramaMath
internal import DioramaTasks

/// The world of a scene that C holds.
private final class HeldWorld: Held {
  static let name = "world"
  static let mark: UInt64 = 0xE4

  let world: SceneWorld

  init(_ path: String?, xml: String?) throws {
    try Library.prepare()
    switch (path, xml) {
    case (let path?, nil): world = try SceneWorld(contentsOf: path)
    case (let path, let xml?): world = try SceneWorld(xml: xml, baseDirectory: path)
    case (nil, nil): throw Failure.invalid("path and xml are both NULL; give one of them")
    }
  }

  func view(camera: String?, width: Int, height: Int, quality: String?) throws -> View {
    var view = View(camera: camera, width: width, height: height)
    if let quality { view.quality = try RenderQuality(option: quality) }
    return view
  }
}

private func with(world: diorama_world, _ body: (SceneWorld) throws -> Void) -> Int32 {
  status { try Handles.with(world, as: HeldWorld.self) { try body($0.world) } }
}

@c @implementation
public func diorama_world_make(
  _ path: UnsafePointer<CChar>?, _ xml: UnsafePointer<CChar>?,
  _ world: UnsafeMutablePointer<diorama_world>?
) -> Int32 {
  status {
    let world = unsafe try required(world, "world")
    let made = unsafe try HeldWorld(text(path, "path"), xml: text(xml, "xml"))
    unsafe world.pointee = Handles.insert(made)
  }
}

@c @implementation
public func diorama_world_close(_ world: diorama_world) -> Int32 {
  status { try Handles.remove(world, as: HeldWorld.self) { _ in } }
}

@c @implementation
public func diorama_world_describe(
  _ world: diorama_world, _ text: UnsafeMutablePointer<CChar>?, _ capacity: Int,
  _ length: UnsafeMutablePointer<Int>?
) -> Int32 {
  with(world: world) { unsafe try give($0.description, to: text, capacity, length) }
}

@c @implementation
public func diorama_world_reset(_ world: diorama_world, _ key: UnsafePointer<CChar>?) -> Int32 {
  with(world: world) { world in try world.reset(key: unsafe text(key, "key")) }
}

@c @implementation
public func diorama_world_step(_ world: diorama_world, _ count: Int64) -> Int32 {
  with(world: world) { world in
    guard (0...1_000_000_000).contains(count) else {
      throw Failure.invalid("\(count) steps cannot be made; give a number from 0 to 1000000000")
    }
    try world.step(Int(count))
  }
}

/// Returns the quantity with this number.
private func quantity(_ what: Int32) throws -> SceneWorld.Quantity {
  guard let quantity = SceneWorld.Quantity(rawValue: Int(what)) else {
    throw Failure.invalid(
      "there is no quantity \(what); they run from 0 to \(SceneWorld.Quantity.allCases.count - 1)")
  }
  return quantity
}

@c @implementation
public func diorama_world_read(
  _ world: diorama_world, _ what: Int32, _ numbers: UnsafeMutablePointer<Double>?, _ count: Int,
  _ needed: UnsafeMutablePointer<Int>?
) -> Int32 {
  with(world: world) { world in
    unsafe try give(world.read(try quantity(what)), to: numbers, count, needed, "numbers")
  }
}

@c @implementation
public func diorama_world_write(
  _ world: diorama_world, _ what: Int32, _ index: Int64, _ numbers: UnsafePointer<Double>?,
  _ count: Int
) -> Int32 {
  with(world: world) { world in
    let quantity = try quantity(what)
    let numbers = unsafe try array(numbers, count, max(count, 0), "numbers")
    try world.write(quantity, index == -1 ? nil : Int(index), numbers)
  }
}

@c @implementation
public func diorama_world_attach(
  _ world: diorama_world, _ body: Int64, _ holder: Int64
) -> Int32 {
  with(world: world) { try $0.attach(Int(body), to: Int(holder)) }
}

@c @implementation
public func diorama_world_detach(_ world: diorama_world, _ body: Int64) -> Int32 {
  with(world: world) { try $0.detach(Int(body)) }
}

@c @implementation
public func diorama_world_report_contacts(_ world: diorama_world, _ isWanted: Int32) -> Int32 {
  with(world: world) { $0.reportsContacts = isWanted != 0 }
}

@c @implementation
public func diorama_world_save(
  _ world: diorama_world, _ words: UnsafeMutablePointer<UInt64>?, _ capacity: Int,
  _ needed: UnsafeMutablePointer<Int>?
) -> Int32 {
  with(world: world) { world in
    unsafe try give(world.state, to: words, capacity, needed, "words")
  }
}

@c @implementation
public func diorama_world_restore(
  _ world: diorama_world, _ words: UnsafePointer<UInt64>?, _ count: Int
) -> Int32 {
  with(world: world) { world in
    let saved = unsafe try array(words, count, count, "words")
    do { try world.restore(saved) } catch {
      throw Failure(DIORAMA_BAD_SNAPSHOT, "\(error)")
    }
  }
}

/// Draws the view of a camera into the caller's array.
private func draw<Sample: BitwiseCopyable>(
  _ world: diorama_world, _ camera: UnsafePointer<CChar>?, _ width: Int, _ height: Int,
  _ quality: UnsafePointer<CChar>?, _ samples: UnsafeMutablePointer<Sample>?, _ count: Int,
  named name: StaticString, channels: Int = 1,
  _ drawn: (SceneWorld, View) throws -> Raster<Sample>
) -> Int32 {
  status {
    try Handles.with(world, as: HeldWorld.self) { held in
      let view = unsafe try held.view(
        camera: text(camera, "camera"), width: width, height: height,
        quality: text(quality, "quality"))
      try held.world.check(view)
      unsafe try write(view, to: samples, count, name, channels: channels) {
        try drawn(held.world, $0)
      }
    }
  }
}

@c @implementation
public func diorama_world_render(
  _ world: diorama_world, _ camera: UnsafePointer<CChar>?, _ width: Int, _ height: Int,
  _ quality: UnsafePointer<CChar>?, _ pixels: UnsafeMutablePointer<UInt8>?, _ count: Int
) -> Int32 {
  unsafe draw(world, camera, width, height, quality, pixels, count, named: "pixels", channels: 3) {
    try $0.image($1)
  }
}

@c @implementation
public func diorama_world_depth(
  _ world: diorama_world, _ camera: UnsafePointer<CChar>?, _ width: Int, _ height: Int,
  _ depth: UnsafeMutablePointer<Float>?, _ count: Int
) -> Int32 {
  unsafe draw(world, camera, width, height, nil, depth, count, named: "depth") { try $0.depth($1) }
}

@c @implementation
public func diorama_world_segmentation(
  _ world: diorama_world, _ camera: UnsafePointer<CChar>?, _ width: Int, _ height: Int,
  _ bodies: UnsafeMutablePointer<Int32>?, _ count: Int
) -> Int32 {
  unsafe draw(world, camera, width, height, nil, bodies, count, named: "bodies") {
    try $0.segmentation($1)
  }
}
