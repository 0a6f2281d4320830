// SPDX-License-Identifier: Apache-2.0
// swift-format-ignore-file: AlwaysUseLowerCamelCase

public import CDiorama
internal import DioramaCore
internal import DioramaMath

@c @implementation
public func diorama_save(
  _ env: diorama_env, _ words: UnsafeMutablePointer<UInt64>?, _ capacity: Int,
  _ needed: UnsafeMutablePointer<Int>?
) -> Int32 {
  with(env) { held in
    let snapshot = held.environment.snapshot
    let saved = [mark(of: snapshot.environment)] + snapshot.words
    unsafe try give(saved, to: words, capacity, needed, "words")
  }
}

@c @implementation
public func diorama_restore(
  _ env: diorama_env, _ words: UnsafePointer<UInt64>?, _ count: Int,
  _ out: UnsafePointer<diorama_buffers>?
) -> Int32 {
  with(env) { held in
    let outputs = unsafe try held.outputs(out)
    let known = held.environment.snapshot
    let name = known.environment
    // snapshots of one environment are of similar lengths
    let most = 4 * known.words.count + 4096
    guard count <= most else {
      throw Failure(
        DIORAMA_BAD_SNAPSHOT,
        "the snapshot has \(count) words; one of this environment has \(known.words.count + 1)")
    }
    let saved = unsafe try array(words, count, max(count, 0), "words")
    guard let first = saved.first, first == mark(of: name) else {
      throw SimulationError.foreignSnapshot(of: "another environment", expected: name)
    }
    let snapshot = Snapshot(environment: name, words: Array(saved.dropFirst()))
    held.give(try held.environment.restore(snapshot), to: outputs)
  }
}

/// Returns the first word of a snapshot, a hash of the environment's name.
private func mark(of environment: String) -> UInt64 {
  var hash = TrajectoryHash()
  for byte in environment.utf8 { hash.combine(byte) }
  return hash.value
}
