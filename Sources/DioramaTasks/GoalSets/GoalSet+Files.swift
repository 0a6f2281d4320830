// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath
internal import DioramaRender
internal import Foundation

extension GoalSet {
  /// Writes a PNG for each example and a `manifest.json` into `folder`, and finishes it.
  ///
  /// - Throws: ``RenderError`` when it cannot be written.
  public func write(to folder: NewFolder) throws {
    for (name, example) in zip(fileNames, examples) {
      try PNG.write(example.picture, to: folder.draft + "/" + name)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let manifest = try encoder.encode(manifest)
    try manifest.write(to: URL(fileURLWithPath: folder.draft + "/manifest.json"))
    try folder.finish()
  }

  /// The names of the files, in the order of the examples.
  public var fileNames: [String] {
    var counts: [ExampleKind: Int] = [:]
    return examples.map { example in
      let number = counts[example.kind, default: 0]
      counts[example.kind] = number + 1
      let digits = String(number)
      let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      return "\(example.kind.rawValue)_\(padded).png"
    }
  }

  private var manifest: Manifest {
    Manifest(
      environment: environment.description, camera: view.camera ?? "", width: view.width,
      height: view.height, quality: view.quality.rawValue, seed: seed, renderer: renderer,
      images: zip(fileNames, examples).map { name, example in
        Manifest.Picture(
          file: name, kind: example.kind.rawValue, success: example.metrics.isSuccess,
          metrics: Dictionary(
            uniqueKeysWithValues: zip(example.metrics.names, example.metrics.values)),
          seed: example.seed, state: example.observation,
          snapshot: example.snapshot.words.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
          }.joined())
      })
  }
}

/// What `manifest.json` holds.
private struct Manifest: Encodable {
  struct Picture: Encodable {
    let file: String
    let kind: String
    let success: Bool
    let metrics: [String: Double]
    let seed: UInt64
    /// The state vector.
    let state: [Float]
    /// The words of the snapshot, 16 hexadecimal digits each.
    let snapshot: String
  }

  let environment: String
  let camera: String
  let width: Int
  let height: Int
  let quality: String
  let seed: UInt64
  let renderer: String
  let images: [Picture]
}
