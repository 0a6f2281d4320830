// SPDX-License-Identifier: Apache-2.0

/// A label of a number in a ``SegmentationImage``: the body or cloth that it stands for, and its colour.
///
/// The number -1, where nothing is, is drawn black and has no label.
public struct SegmentationLabel: Hashable, Sendable, Codable {
  /// The number.
  public let id: Int
  /// The name of the body or cloth in its scene; `world` for everything that stands still there.
  public let name: String
  /// Red, green and blue, as ``color(of:)`` gives them.
  public let color: [UInt8]

  /// Makes the label of the body or cloth with the number `id`.
  public init(id: Int, name: String) {
    self.id = id
    self.name = name
    let color = Self.color(of: id)
    self.color = [color.x, color.y, color.z]
  }

  /// Returns the colour that the body or cloth with the number `id` is drawn in: red, green and blue.
  public static func color(of id: Int) -> SIMD3<UInt8> {
    guard id >= 0 else { return .zero }
    // multiples of the golden angle never come near each other
    let hue = Double(id) * 0.618_033_988_75
    var color = SIMD3<UInt8>.zero
    for channel in 0..<3 {
      let phase = hue - hue.rounded(.down) + Double(channel) / 3
      let wave = abs((phase - phase.rounded(.down)) * 6 - 3) - 1
      color[channel] = UInt8(70 + 180 * min(max(wave, 0), 1))
    }
    return color
  }
}
