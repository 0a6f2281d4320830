// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

extension Image {
  /// Arranges `pictures` in rows on a plain ground, with gaps between and around them.
  ///
  /// - Parameters:
  ///   - pictures: Images of any sizes; each cell is as wide as the widest and as high as the highest.
  ///   - columns: The number of images in a row; nil for all in one row.
  ///   - gap: The gap between them [px].
  ///   - ground: The grey level of the ground.
  /// - Returns: The strip; 1 × 1 if there are no images.
  public static func filmStrip(
    _ pictures: [Image], columns: Int? = nil, gap: Int = 4, ground: UInt8 = 255
  ) -> Image {
    let columns = max(1, columns ?? pictures.count)
    let rows = (pictures.count + columns - 1) / columns
    let wide = pictures.map(\.width).max() ?? 0
    let high = pictures.map(\.height).max() ?? 0
    guard wide > 0, high > 0 else { return Image(width: 1, height: 1) }
    var strip = Image(
      width: columns * (wide + gap) + gap, height: rows * (high + gap) + gap, red: ground,
      green: ground, blue: ground)
    for (index, picture) in pictures.enumerated() {
      let left = gap + index % columns * (wide + gap)
      let top = gap + index / columns * (high + gap)
      for row in 0..<picture.height {
        let source = 3 * row * picture.width
        let target = 3 * ((top + row) * strip.width + left)
        strip.samples.replaceSubrange(
          target..<target + 3 * picture.width,
          with: picture.samples[source..<source + 3 * picture.width])
      }
    }
    return strip
  }

  /// Returns the image enlarged by `factor`, each pixel a square.
  public func enlarged(_ factor: Int) -> Image {
    precondition(factor > 0 && channels == 3, "cannot enlarge \(channels) channels \(factor) times")
    var result: [UInt8] = []
    result.reserveCapacity(samples.count * factor * factor)
    for row in 0..<height {
      let start = result.count
      for column in 0..<width {
        let pixel = samples[3 * (row * width + column)..<3 * (row * width + column) + 3]
        for _ in 0..<factor { result.append(contentsOf: pixel) }
      }
      let line = Array(result[start...])
      for _ in 1..<factor { result.append(contentsOf: line) }
    }
    return Image(width: width * factor, height: height * factor, channels: 3, samples: result)
  }

  /// Makes an image of `segmentation`, with each body in the colour of its ``SegmentationLabel`` on black.
  public init(_ segmentation: SegmentationImage) {
    self.init(width: segmentation.width, height: segmentation.height)
    for (pixel, body) in segmentation.samples.enumerated() where body >= 0 {
      let color = SegmentationLabel.color(of: Int(body))
      for channel in 0..<3 { samples[3 * pixel + channel] = color[channel] }
    }
  }

  /// Makes an image of `depth`: near things bright and far things dark, on black.
  public init(_ depth: DepthImage) {
    self.init(width: depth.width, height: depth.height)
    let finite = depth.samples.filter(\.isFinite)
    guard let nearest = finite.min(), let farthest = finite.max() else { return }
    for (pixel, distance) in depth.samples.enumerated() where distance.isFinite {
      let t = farthest > nearest ? (distance - nearest) / (farthest - nearest) : 0
      let grey = UInt8(255 - 215 * t)
      for channel in 0..<3 { samples[3 * pixel + channel] = grey }
    }
  }
}
