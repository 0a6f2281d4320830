// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaMath
import DioramaRender
import DioramaTasks

/// A writer of a rollout's images: to a film strip, a video or a folder, by the ending of the path.
final class FilmWriter {
  private enum Target {
    case strip(path: String)
    case film(Film)
    case frames(Film, NewFolder)
  }

  private let target: Target
  private var strip: [Image] = []

  /// The number of images in a strip.
  private static let stripCount = 12

  /// The width up to which narrower images are enlarged in a strip [px].
  private static let stripWidth = 192

  /// Prepares to write to `path`; a video has the frame rate `framesPerSecond` [1/s].
  init(to path: String, framesPerSecond: Double) throws {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    switch name.lastIndex(of: ".").map({ name[$0...].lowercased() }) {
    case ".png": target = .strip(path: path)
    case ".mp4", ".gif": target = .film(try Film(to: path, framesPerSecond: framesPerSecond))
    case nil:
      let folder = try NewFolder(path)
      target = .frames(try Film(to: folder.draft), folder)
    case let ending?:
      throw ValidationError(
        "'\(path)' ends in '\(ending)'; a film ends in .png, .gif or .mp4, a folder in none")
    }
  }

  /// Returns whether the images of `episode` are wanted.
  func wants(episode: Int) -> Bool {
    if case .strip = target { episode == 0 } else { true }
  }

  /// Adds an image.
  func add(_ image: Image) throws {
    switch target {
    case .strip: strip.append(image)
    case .film(let film), .frames(let film, _): try film.append(image)
    }
  }

  /// Completes the file or folder, and gives it its name.
  func finish() throws {
    switch target {
    case .strip(let path):
      let count = min(Self.stripCount, strip.count)
      let chosen = (0..<count).map { index in
        let picture = strip[index * (strip.count - 1) / max(1, count - 1)]
        return picture.enlarged(max(1, Self.stripWidth / picture.width))  // for the eye
      }
      try PNG.write(Image.filmStrip(chosen, columns: 4), to: path)
    case .film(let film): try film.finish()
    case .frames(let film, let folder):
      try film.finish()
      try folder.finish()
    }
  }
}
