// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaRender
import DioramaScene
import Foundation
import TestSupport
import Testing

struct PictureTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `a comparison measures mean, maximum and count`() throws {
    let first = Image(width: 2, height: 2, red: 10, green: 20, blue: 30)
    var second = first
    second[column: 1, row: 0, 2] = 42
    second[column: 0, row: 1, 0] = 8
    let comparison = try ImageComparison(first, second, tolerance: 3)
    #expect(comparison.mean == 14.0 / 12)
    #expect(comparison.maximum == 12)
    #expect(comparison.pixelsOver == 1)
    #expect(comparison.picture[column: 1, row: 0, 2] == 48)
  }

  @Test func `pictures of different sizes cannot be compared`() {
    #expect(throws: RenderError.sizesDiffer(first: [2, 2, 3], second: [2, 3, 3])) {
      try ImageComparison(Image(width: 2, height: 2), Image(width: 2, height: 3))
    }
  }

  @Test func `a film strip has gaps`() {
    let frames = [
      Image(width: 4, height: 3, red: 200), Image(width: 4, height: 3, green: 200),
      Image(width: 4, height: 3, blue: 200),
    ]
    let strip = Image.filmStrip(frames, columns: 2, gap: 1)
    #expect(strip.width == 11 && strip.height == 9)
    #expect(strip[column: 1, row: 1, 0] == 200)
    #expect(strip[column: 6, row: 1, 1] == 200)
    #expect(strip[column: 1, row: 5, 2] == 200)
    #expect(strip[column: 5, row: 1, 0] == 255)
    #expect(strip[column: 6, row: 5, 0] == 255)
  }

  @Test func `enlarging makes squares`() {
    var image = Image(width: 2, height: 1)
    image[column: 1, row: 0, 0] = 9
    let large = image.enlarged(3)
    #expect(large.width == 6 && large.height == 3)
    #expect(large[column: 3, row: 2, 0] == 9)
    #expect(large[column: 2, row: 2, 0] == 0)
  }

  @Test(arguments: ["film.mp4", "film.gif"])
  func `a film of odd size becomes a file`(name: String) throws {
    let frames = (0..<5).map { Image(width: 47, height: 33, red: UInt8(40 * $0)) }
    let path = folder.path(name)
    try Film.write(frames, to: path)
    #expect(try folder.contents() == [name])
    #expect(try Data(contentsOf: URL(filePath: path)).count > 300)
  }

  @Test func `a film may be a folder`() throws {
    let frames = (0..<3).map { Image(width: 20, height: 16, red: UInt8(40 * $0)) }
    try Film.write(frames, to: folder.path("frames"))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path("frames")).sorted()
    #expect(names == ["000000.png", "000001.png", "000002.png"])
    #expect(try PNG.decode(contentsOf: folder.path("frames/000002.png")) == frames[2])
  }

  @Test func `a film that cannot be written leaves nothing`() throws {
    #expect(throws: RenderError.noFrames) { try Film.write([], to: folder.path("film.gif")) }
    #expect(throws: RenderError.self) {
      try Film.write([Image(width: 16, height: 16)], to: folder.path("missing/film.mp4"))
    }
    let film = try Film(to: folder.path("film.mp4"))
    try film.append(Image(width: 16, height: 16))
    #expect(throws: RenderError.sizesDiffer(first: [16, 16], second: [16, 18])) {
      try film.append(Image(width: 16, height: 18))
    }
  }

  @Test func `a film that is dropped leaves nothing`() throws {
    do {
      let film = try Film(to: folder.path("film.gif"))
      try film.append(Image(width: 16, height: 16))
    }
    #expect(try folder.contents().isEmpty)
  }

  @Test(arguments: RenderQuality.allCases)
  func `the pushing scene looks as it did`(quality: RenderQuality) throws {
    let scene = try PushingScene.make()
    let image = try SceneRenderer(DrawList(scene)).render(
      PushingScene.poses(scene),
      view: View(camera: "front", width: 96, height: 72, quality: quality))
    let name = "golden/pushing-\(quality.rawValue).png"
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(path: name).path
    if ProcessInfo.processInfo.environment["DIORAMA_ACCEPT_PICTURES"] != nil {
      try PNG.write(image, to: path)
    }
    let comparison = try ImageComparison(PNG.decode(contentsOf: path), image)
    #expect(
      comparison.mean <= ImageComparison.tolerance,
      "mean difference \(comparison.mean); look at it, then set DIORAMA_ACCEPT_PICTURES=1 to accept"
    )
  }
}
