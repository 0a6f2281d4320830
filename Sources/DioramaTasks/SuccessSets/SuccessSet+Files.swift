// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaFiles
internal import DioramaMath
internal import DioramaRender
internal import Foundation

extension SuccessSet {
  /// Writes a PNG file for each example and a `manifest.json` into `folder`, and finishes the folder.
  ///
  /// - Parameters:
  ///   - folder: The folder.
  ///   - task: The path of the user's own task file from the folder, for those who restore its states.
  /// - Throws: ``RenderError`` when a file cannot be written.
  public func write(to folder: NewFolder, task: String? = nil) throws {
    var checksums: [String] = []
    for (name, example) in zip(fileNames, examples) {
      let path = folder.draft + "/" + name
      try PNG.write(example.picture, to: path)
      do throws(SystemError) {
        checksums.append(Checksum(try Disk.read(path)).digits)
      } catch {
        throw RenderError.fileUnreadable(path: path, reason: "\(error)")
      }
    }
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    var content = try encoder.encode(manifest(checksums, task))
    TextWithChecksum.seal(&content, behind: Self.checksumMark)
    try folder.write(content, as: "manifest.json")
    try folder.finish()
  }

  /// The text before the checksum of a whole manifest.
  public static let checksumMark = "\n  \"checksum\" : \""

  /// The names of the files, in the order of the examples.
  public var fileNames: [String] {
    var counts: [ExampleKind: Int] = [:]
    return examples.map { example in
      let number = counts[example.kind, default: 0]
      counts[example.kind] = number + 1
      return "\(example.kind.rawValue)_\(number.digits(atLeast: 4)).png"
    }
  }

  private func manifest(_ checksums: [String], _ task: String?) -> Manifest {
    Manifest(
      format: 2, checksum: TextWithChecksum.placeholder,
      environment: environment.description, task: task, taskChecksum: sourceChecksum,
      camera: view.camera ?? "", width: view.width, height: view.height,
      quality: view.quality.rawValue, seed: seed, randomize: randomized.map(\.rawValue).sorted(),
      renderer: renderer,
      unreached: unreached,
      images: zip(zip(fileNames, checksums), examples).map { file, example in
        Manifest.Picture(
          file: file.0, checksum: file.1, kind: example.kind.rawValue,
          success: example.metrics.isSuccess, criterion: example.miss?.criterion,
          grade: example.miss?.grade.rawValue, missed: example.missed,
          metrics: Dictionary(
            uniqueKeysWithValues: zip(example.metrics.names, example.metrics.values)),
          seed: example.seed, state: example.observation,
          snapshot: example.snapshot.hexadecimal)
      })
  }
}

/// The content of `manifest.json`.
private struct Manifest: Encodable {
  struct Picture: Encodable {
    let file: String
    /// The CRC-32C of the file's bytes.
    let checksum: String
    let kind: String
    let success: Bool
    /// The criterion that a graded near miss misses most, and how far.
    let criterion: String?
    let grade: String?
    /// The criteria that are not met, and how far each is missed, in its scale.
    let missed: [String: Double]
    let metrics: [String: Double]
    let seed: UInt64
    /// The state vector.
    let state: [Float]
    /// The words of the snapshot, 16 hexadecimal digits each.
    let snapshot: String
  }

  /// The version of the format: 2 since there are checksums.
  let format: Int
  /// The CRC-32C of the manifest's bytes with zeros here.
  let checksum: String
  let environment: String
  /// The path of the user's own task from this folder, and the checksum of it and its scene.
  let task: String?
  let taskChecksum: String?
  let camera: String
  let width: Int
  let height: Int
  let quality: String
  let seed: UInt64
  let randomize: [String]
  let renderer: String
  /// The near misses that were looked for and not found.
  let unreached: [GradedMiss]
  let images: [Picture]
}
