// SPDX-License-Identifier: Apache-2.0
// swift-format-ignore-file: AlwaysUseLowerCamelCase

internal import CDiorama
internal import DioramaCore
internal import DioramaFiles
internal import DioramaPainting
internal import DioramaTasks
internal import Synchronization

@c @implementation
public func diorama_abi_version() -> UInt32 { UInt32(DIORAMA_ABI_VERSION) }

@c @implementation
public func diorama_last_error() -> UnsafePointer<CChar>? { unsafe LastError.pointer }

@c @implementation
public func diorama_status_name(_ status: Int32) -> UnsafePointer<CChar>? {
  let names = [
    "ok", "invalid argument", "unknown id", "invalid handle", "closed", "not reset",
    "episode over", "action out of bounds", "buffer too short", "diverged",
    "rendering unavailable", "busy", "forked", "worker died", "bad snapshot", "no resources",
    "internal", "system",
  ]
  let name = names.indices.contains(Int(status)) ? names[Int(status)] : "unknown status"
  return unsafe Immortal.pointer(name)
}

@c @implementation
public func diorama_set_resources(_ path: UnsafePointer<CChar>?) -> Int32 {
  status {
    guard let path = unsafe try text(path, "path") else { throw Failure.invalid("path is NULL") }
    try SceneLibrary.setHome(path)
  }
}

@c @implementation
public func diorama_catalog_count(_ count: UnsafeMutablePointer<Int>?) -> Int32 {
  status {
    unsafe try required(count, "count").pointee = EnvironmentSuite.catalog.entries.count
  }
}

@c @implementation
public func diorama_catalog_id(
  _ index: Int, _ id: UnsafeMutablePointer<UnsafePointer<CChar>?>?
) -> Int32 {
  status {
    let entries = EnvironmentSuite.catalog.entries
    let id = unsafe try required(id, "id")
    guard entries.indices.contains(index) else {
      throw Failure.invalid("there is no entry \(index); there are \(entries.count), from 0")
    }
    unsafe id.pointee = unsafe Immortal.pointer(entries[index].id.description)
  }
}

@c @implementation
public func diorama_catalog_json(
  _ text: UnsafeMutablePointer<CChar>?, _ capacity: Int, _ length: UnsafeMutablePointer<Int>?
) -> Int32 {
  status { unsafe try give(try CatalogText.json(), to: text, capacity, length) }
}

/// The catalogue as JSON; an environment of each kind is made to describe it, once.
private enum CatalogText {
  private static let made = Mutex<String?>(nil)

  static func json() throws -> String {
    if let text = made.withLock({ $0 }) { return text }
    try Library.prepare()
    let grids = Set(EnvironmentSuite.gridworldNames)
    let objects = try EnvironmentSuite.catalog.entries.map { entry in
      let environment = try entry.make()
      return JSONValue.object(
        Description.fields(
          entry, observationSpace: entry.observationSpace, actionSpace: entry.actionSpace,
          cameras: environment.cameras, metrics: environment.metrics.names,
          horizon: entry.horizon, isGrid: grids.contains(entry.id.description)))
    }
    let text = JSONValue.array(objects).description
    made.withLock { $0 = text }
    return text
  }
}
