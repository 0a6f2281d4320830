// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaRender
import DioramaRuns
import DioramaTasks
import Foundation
import TestSupport
import Testing

@Suite(.slow) struct LabelsGoalTests {
  private let folder: TemporaryFolder
  private let view = View(camera: "front", width: 48, height: 48)

  init() throws { folder = try TemporaryFolder() }

  private func write(_ name: String, _ width: Int, _ height: Int) throws {
    try PNG.write(
      Image(width: width, height: height, red: 10, green: 20, blue: 30), to: folder.path(name))
  }

  private func read() throws -> SuccessImages {
    try SuccessImages(
      folder: folder.url.path, for: view, of: EnvironmentSuite.catalog.entry("Pushing-v1"))
  }

  private func manifest(
    environment: String = "Pushing-v1", camera: String = "front", success: [String: Bool]
  ) throws {
    let images = success.sorted { $0.key < $1.key }.map {
      #"{"file": "\#($0.key)", "success": \#($0.value)}"#
    }
    try Data(
      """
      {"environment": "\(environment)", "camera": "\(camera)", "quality": "default",
       "images": [\(images.joined(separator: ","))]}
      """.utf8
    ).write(to: folder.url.appendingPathComponent("manifest.json"))
  }

  @Test func `a link to a folder is a folder, a picture is none`() throws {
    try write("a.png", 48, 48)
    let parent = try TemporaryFolder()
    try FileManager.default.createSymbolicLink(
      atPath: parent.path("link"), withDestinationPath: folder.path)
    for (path, isFolder) in [(parent.path("link"), true), (folder.path("a.png"), false)] {
      let pictures = try? SuccessImages(
        folder: path, for: view, of: EnvironmentSuite.catalog.entry("Pushing-v1"))
      #expect((pictures?.goals.count == 1) == isFolder)
    }
  }

  @Test func `a person's own pictures are cropped, scaled and told about`() throws {
    try write("a.png", 640, 480)
    try write("b.PNG", 48, 48)
    try write("c.png", 16, 20)
    try Data().write(to: folder.url.appendingPathComponent("d.jpg"))
    try Data().write(to: folder.url.appendingPathComponent(".hidden"))
    let pictures = try read()
    let plain = Image(width: 48, height: 48, red: 10, green: 20, blue: 30)
    #expect(pictures.goals == [plain, plain, plain])
    #expect(
      pictures.notes == [
        "1 of the files is not PNG, so ignored; convert images in other formats",
        "2 of the files are not of the shape 48:48; only the middle is taken",
        "1 of the files is smaller than what the agent sees, 48 × 48 pixels",
      ])
  }

  @Test func `a manifest tells failures from successes`() throws {
    try write("success_0000.png", 48, 48)
    try write("mishap_0000.png", 48, 48)
    try write("other.png", 48, 48)
    try manifest(success: ["success_0000.png": true, "mishap_0000.png": false])
    let pictures = try read()
    #expect((pictures.goals.count, pictures.negatives.count) == (1, 1))
    #expect(pictures.notes == ["1 of the files is not in manifest.json and ignored"])
  }

  @Test func `grey pictures are refused, and failures without a manifest`() throws {
    let grey = Image(width: 48, height: 48, red: 90, green: 90, blue: 90)
    try PNG.write(grey, to: folder.path("a.png"))
    #expect(throws: SuccessImagesError.grey(folder.path("a.png"))) { try read() }
    // what was drawn in the suite may well be grey
    try manifest(success: ["a.png": true])
    #expect(try read().goals == [grey])

    try FileManager.default.removeItem(atPath: folder.path("manifest.json"))
    try write("a.png", 48, 48)
    for name in ["near_miss_0000.png", "mishap_0003.png", "elsewhere_0001.png"] {
      try write(name, 48, 48)
      #expect(throws: SuccessImagesError.unlisted(name, folder: folder.path)) { try read() }
      try FileManager.default.removeItem(atPath: folder.path(name))
    }
    #expect(try read().goals.count == 1)
  }

  @Test func `bad folders are told apart`() throws {
    let path = folder.url.path
    #expect(throws: SuccessImagesError.empty(path, others: 0)) { try read() }
    try Data("not an image".utf8).write(to: folder.url.appendingPathComponent("bad.png"))
    let error = #expect(throws: RenderError.self) { try read() }
    #expect(error?.description.contains("'\(path)/bad.png' is not a readable PNG image") == true)
    try write("bad.png", 48, 15)
    #expect(throws: SuccessImagesError.tooSmall(path + "/bad.png", width: 48, height: 15)) {
      try read()
    }
    try write("bad.png", 48, 48)
    try manifest(success: ["bad.png": false])
    #expect(throws: SuccessImagesError.noSuccess(path, failures: 1)) { try read() }
    try manifest(success: ["gone.png": true])
    #expect(throws: SuccessImagesError.missing("gone.png", folder: path)) { try read() }
    try manifest(environment: "Draping-v1", success: ["bad.png": true])
    #expect(
      throws: SuccessImagesError.otherEnvironment(path, shown: "Draping-v1", wanted: "Pushing-v1")
    ) { try read() }
    try manifest(camera: "side", success: ["bad.png": true])
    #expect(throws: SuccessImagesError.otherCamera(path, shown: "side", wanted: "front")) {
      try read()
    }
    try Data("[".utf8).write(to: folder.url.appendingPathComponent("manifest.json"))
    #expect(throws: SuccessImagesError.badManifest(path + "/manifest.json")) { try read() }
  }

  @Test func `scaling takes the mean of what a pixel covers`() {
    // columns 0, 30, 60 → the first pixel covers all of column 0 and half of column 1
    var picture = Image(width: 3, height: 1)
    for column in 0..<3 { picture[column: column, row: 0] = UInt8(30 * column) }
    let scaled = picture.resized(width: 2, height: 1)
    #expect([scaled[column: 0, row: 0], scaled[column: 1, row: 0]] == [10, 50])
    let part = picture.cropped(toShape: 1, 1)
    #expect((part.width, part[column: 0, row: 0]) == (1, 30))
  }
}
