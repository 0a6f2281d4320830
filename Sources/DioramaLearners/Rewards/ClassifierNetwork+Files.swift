// SPDX-License-Identifier: Apache-2.0

import DioramaMath
public import DioramaNetworks

extension ClassifierNetwork {
  /// Returns the classifier in a file, whose architecture its shapes tell.
  ///
  /// The file is a checkpoint of ours (`network.classifier`, all parameters), or has an array for each layer's
  /// weights and biases, `classifier.0.weight` and so on: those of convolutions `[filters, channels, kernel,
  /// kernel]`, those of dense layers `[inputs, units]`, an image read row by row, channels last.
  ///
  /// - Parameters:
  ///   - file: The arrays.
  ///   - picture: The shape of the images.
  /// - Returns: The network, from an image to one logit.
  /// - Throws: ``ClassifierFileError``, or ``SafeTensorsError`` for a number that is not finite.
  public static func network(in file: SafeTensors, for picture: ImageShape) throws -> Network {
    let names = file.entries.keys.filter { $0.hasPrefix("classifier.") }
      .filter { $0.hasSuffix(".weight") || $0.hasSuffix(".bias") }
    let whole = file.entries["network.classifier"]
    guard whole != nil || !names.isEmpty else {
      throw ClassifierFileError.noClassifier(others: file.entries.keys.sorted())
    }
    for kind in allCases {
      var random = RandomStream("classifier weights", seed: 0)
      // an architecture whose windows do not fit such images is not the file's
      guard
        let network = try? Network(
          input: .image(picture), layers: kind.layers, random: &random)
      else { continue }
      if let whole {
        guard whole.shape == [network.parameters.count] else { continue }
        try network.load(from: file, as: "classifier")
        return network
      }
      let slots = network.slots.map { ("classifier." + $0.name, $0) }
      guard names.count == slots.count,
        slots.allSatisfy({ file.entries[$0.0]?.shape == $0.1.shape })
      else { continue }
      for (name, slot) in slots {
        let numbers = try file.floats(name, shape: slot.shape)
        guard numbers.allSatisfy(\.isFinite) else {
          throw SafeTensorsError.badEntry(name, reason: "has a number that is not finite")
        }
        network.parameters.update(numbers, at: slot.offset)
      }
      return network
    }
    throw ClassifierFileError.unknownArchitecture(
      shapes: whole.map { [$0.shape] } ?? names.sorted().compactMap { file.entries[$0]?.shape },
      picture: picture)
  }
}

/// An error of a file that should hold a classifier.
public enum ClassifierFileError: Error, Equatable, CustomStringConvertible {
  /// A file without arrays of a classifier, and the names that it has.
  case noClassifier(others: [String])
  /// Arrays whose shapes are of no known architecture, for images of this shape.
  case unknownArchitecture(shapes: [[Int]], picture: ImageShape)

  /// One line: what is wrong, the value, the bound, what to do.
  public var description: String {
    switch self {
    case .noClassifier(let others):
      "it has no array 'network.classifier' or 'classifier.0.weight', only "
        + (others.isEmpty ? "none" : others.prefix(3).joined(separator: ", "))
        + "; name a checkpoint of a run with a learned reward, or save your layers under these names"
    case .unknownArchitecture(let shapes, let picture):
      "its shapes \(shapes.prefix(3)) are of none of \(ClassifierNetwork.names) for images of "
        + "\(picture.width)x\(picture.height); give the images' own --size, or another architecture as ONNX"
    }
  }
}

extension ClassifierNetwork {
  fileprivate static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
