// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaRender
internal import Foundation

extension SuccessSet {
  /// Writes the images as an *image folder*, as torchvision and the library `datasets` read it, and finishes it.
  ///
  /// The folder of an image, `success` or `failure`, is its class; a line of `metadata.jsonl` says of each image
  /// what is known about it.
  ///
  /// - Throws: ``RenderError`` when a file cannot be written.
  public func writeImages(to folder: NewFolder) throws {
    for name in [ImageLine.success, ImageLine.failure] { try folder.makeFolder(name) }
    let criteria = examples.reduce(into: Set<String>()) { names, example in
      names.formUnion(example.criteria.map(\.name))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var lines = Data()
    for (name, example) in zip(fileNames, examples) {
      let line = ImageLine(name, example, criteria)
      try PNG.write(example.picture, to: folder.draft + "/" + line.fileName)
      lines += try encoder.encode(line) + Data("\n".utf8)
    }
    try folder.write(lines, as: "metadata.jsonl")
    try folder.finish()
  }
}

/// A line of an image folder's `metadata.jsonl`; every line has every key, as readers of tables want that.
private struct ImageLine: Encodable {
  static let success = "success"
  static let failure = "failure"

  let fileName: String
  private let example: SuccessSet.Example
  /// How far each criterion of any image is missed; nil where it is none of this one.
  private let missed: [String: Double?]

  init(_ name: String, _ example: SuccessSet.Example, _ criteria: Set<String>) {
    self.example = example
    fileName = (example.metrics.isSuccess ? Self.success : Self.failure) + "/" + name
    var missed: [String: Double?] = [:]
    for name in criteria {
      missed.updateValue(example.criteria.first { $0.name == name }?.miss, forKey: name)
    }
    self.missed = missed
  }

  private enum Key: String, CodingKey {
    case fileName = "file_name"
    case success, kind, criterion, grade, missed, seed, state, snapshot
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(fileName, forKey: .fileName)
    try values.encode(example.metrics.isSuccess, forKey: .success)
    try values.encode(example.kind.rawValue, forKey: .kind)
    try values.encode(example.miss?.criterion, forKey: .criterion)
    try values.encode(example.miss?.grade.rawValue, forKey: .grade)
    try values.encode(missed, forKey: .missed)
    // a text, as readers of tables round whole numbers of 64 bits
    try values.encode(String(example.seed), forKey: .seed)
    try values.encode(example.observation, forKey: .state)
    try values.encode(example.snapshot.hexadecimal, forKey: .snapshot)
  }
}
