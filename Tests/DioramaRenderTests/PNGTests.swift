// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaRender
import Foundation
import TestSupport
import Testing

struct PNGTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var picture: Image {
    var image = Image(width: 17, height: 5)
    for index in image.samples.indices { image.samples[index] = UInt8(index * 37 & 0xFF) }
    return image
  }

  @Test func `a picture survives the way through a file`() throws {
    let path = folder.path("picture.png")
    try PNG.write(picture, to: path)
    #expect(try PNG.decode(contentsOf: path) == picture)
    #expect(try folder.contents() == ["picture.png"])
  }

  @Test func `a link stays one, and a device what it is`() throws {
    let (path, link) = (folder.path("picture.png"), folder.path("link.png"))
    try PNG.write(Image(width: 16, height: 16), to: path)
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "picture.png")
    try PNG.write(picture, to: link)
    #expect(try PNG.decode(contentsOf: path) == picture)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "picture.png")
    // what takes no byte, behind a link so that it could not be replaced by mistake
    let full = folder.path("full.png")
    try FileManager.default.createSymbolicLink(atPath: full, withDestinationPath: "/dev/full")
    #expect(
      throws: RenderError.fileUnwritable(path: full, reason: "No space left on device")
    ) { try PNG.write(picture, to: full) }
    #expect(try folder.contents().sorted() == ["full.png", "link.png", "picture.png"])
  }

  @Test func `equal pictures have equal files`() throws {
    #expect(try PNG.encode(picture) == PNG.encode(picture))
  }

  @Test func `depth counts millimetres in 16 bits`() throws {
    let depth = DepthImage(
      width: 3, height: 1, channels: 1, samples: [0.5, .infinity, 1.2344])
    let bytes = try PNG.encode(depth)
    // width, height, 16 bits, grey
    #expect(Array(bytes[16..<26]) == [0, 0, 0, 3, 0, 0, 0, 1, 16, 0])
  }

  @Test func `sixteen bits are read as eight bits are`() throws {
    // two by two pixels of 0x8A8A, 0x4040 + 0x0101 (column + row), 0x1010, without a gamma
    let text =
      "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACEAIAAACtREYwAAAAHUlEQVR4nGPo6nJwEBDo6nJ0FBBg"
      + "gFBdXU5OAgIAYIwG2dN4MVsAAAAASUVORK5CYII="
    let bytes = try #require(Data(base64Encoded: text))
    let picture = try PNG.decode(Array(bytes), name: "deep.png")
    #expect(
      picture.samples == [
        0x8A, 0x40, 0x10, 0x8A, 0x41, 0x10, 0x8A, 0x41, 0x10, 0x8A, 0x42, 0x10,
      ])
  }

  @Test func `what is wrong with a file is said in our own words`() throws {
    let good = try PNG.encode(picture)
    for (bad, reason) in [
      ([], "it is empty"), (Array(good[..<20]), "it is cut off or damaged"),
      (Array("GIF89a".utf8), "it is of another format; convert it"),
    ] {
      let error = #expect(throws: RenderError.self) { try PNG.decode(bad, name: "bad.png") }
      #expect(error?.description == "'bad.png' is not a readable PNG image: \(reason)")
    }
  }

  @Test func `damaged files are refused`() throws {
    let good = try PNG.encode(picture)
    for bad in [
      [], Array(good[..<20]), Array(good[..<(good.count - 20)]), [UInt8](repeating: 7, count: 99),
    ] {
      #expect(throws: RenderError.self) { try PNG.decode(bad, name: "bad.png") }
    }
    var flipped = good
    flipped[flipped.count / 2] ^= 0xFF
    #expect(throws: RenderError.self) { try PNG.decode(flipped, name: "bad.png") }
  }

  @Test func `an unwritable path says why and leaves nothing`() throws {
    let path = folder.path("missing/picture.png")
    #expect {
      try PNG.write(picture, to: path)
    } throws: { error in
      "\(error)" == "cannot write '\(path)': No such file or directory"
    }
    // a folder in the way is found out only at the end
    let taken = folder.path("taken")
    try FileManager.default.createDirectory(atPath: taken + "/x", withIntermediateDirectories: true)
    #expect(throws: RenderError.self) { try PNG.write(picture, to: taken) }
    #expect(try folder.contents() == ["taken"])
  }

  @Test func `a folder that takes no files says why`() throws {
    #expect {
      try PNG.write(picture, to: "/proc/picture.png")
    } throws: { error in
      "\(error)".hasPrefix("cannot write '/proc/picture.png': ")
    }
  }

  @Test func `a missing file says so`() {
    #expect {
      try PNG.decode(contentsOf: folder.path("none.png"))
    } throws: { error in
      "\(error)".hasSuffix("none.png': No such file or directory")
    }
  }
}
