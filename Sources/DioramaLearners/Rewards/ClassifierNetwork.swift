// SPDX-License-Identifier: Apache-2.0

package import DioramaNetworks

/// The architecture of a success classifier.
public enum ClassifierNetwork: String, Hashable, Sendable, Codable, CaseIterable {
  /// Three strided convolutions and 128 units.
  case compact

  /// The paper's: two convolutions with max pooling, then 256 and 256 units.
  case paper

  /// Two convolutions, a spatial softmax (``Layer/softArgmax(sharpness:)``), and 128 units.
  case keypoints

  /// The layers, from the image to the logit.
  package var layers: [Layer] {
    switch self {
    case .compact:
      [16, 32, 32].flatMap {
        [.convolution(filters: $0, kernel: 3, stride: 2, padding: 1), .relu]
      } + [.dense(128), .relu, .dense(1)]
    case .keypoints:
      ImageEncoder.places + [.dense(128), .relu, .dense(1)]
    case .paper:
      ImageEncoder.separate.layers + [.dense(256), .relu, .dense(256), .relu, .dense(1)]
    }
  }
}
