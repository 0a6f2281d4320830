// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaRender
import Foundation
import TestSupport
import Testing

@Suite(.slow) struct PictureTests {
  @Test func `a picture equals itself and differs from another`() throws {
    let folder = try TemporaryFolder()
    let base = ["render", "Pushing-v1", "--size", "64x48", "--seed", "2"]
    #expect(try Tool.run(base + ["--out", "a.png"], in: folder.url).status == 0)
    #expect(try Tool.run(base + ["--compare", "a.png"], in: folder.url).status == 0)
    #expect(try folder.contents() == ["a.png"])

    let moved = try Tool.run(
      base + ["--steps", "15", "--compare", "a.png", "--out", "b.png", "--json"], in: folder.url)
    #expect(moved.status == 1)
    let comparison = try #require(try moved.object()["comparison"] as? [String: Any])
    #expect(comparison["equal"] as? Bool == false)
    #expect(try #require(comparison["pixels_over"] as? Int) > 50)
    #expect(moved.errors.split(separator: "\n").count == 1)
    #expect(try folder.contents() == ["a.png", "b.difference.png", "b.png"])

    // a picture of another size cannot be compared
    let other = try Tool.run(
      ["render", "Pushing-v1", "--size", "32x48", "--compare", "a.png"], in: folder.url)
    #expect(other.status != 0)
    #expect(
      other.errors == "diorama: the images differ in size: 32 × 48 × 3 and 64 × 48 × 3; "
        + "draw both with the same view\n")
  }

  @Test(arguments: ["rgb", "depth", "segmentation"])
  func `every mode makes a picture, the same every time`(mode: String) throws {
    let folder = try TemporaryFolder()
    for name in ["a.png", "b.png"] {
      let outcome = try Tool.run(
        ["render", "Pushing-v1", "--mode", mode, "--size", "50x40", "--out", name],
        in: folder.url)
      #expect(outcome.status == 0 && outcome.output.isEmpty)
    }
    let a = try Data(contentsOf: URL(fileURLWithPath: folder.path("a.png")))
    #expect(a.starts(with: [0x89, 0x50, 0x4E, 0x47]))
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path("b.png"))) == a)
  }

  @Test(arguments: ["Pushing-v1", "Draping-v1", "FrozenLake-v1"])
  func `segmentation tells the name of every colour`(environment: String) throws {
    let folder = try TemporaryFolder()
    let outcome = try Tool.run(
      [
        "render", environment, "--mode", "segmentation", "--size", "160x120", "--out", "s.png",
        "--json",
      ], in: folder.url)
    let labels = try #require(try outcome.object()["labels"] as? [[String: Any]])
    var names: [[Int]: String] = [[0, 0, 0]: "nothing"]
    for (index, label) in labels.enumerated() {
      #expect(label["id"] as? Int == index)
      let color = try #require(label["color"] as? [Int])
      #expect(names[color] == nil, "two things have the colour \(color)")
      names[color] = label["name"] as? String
    }
    let picture = try PNG.decode(contentsOf: folder.path("s.png"))
    var seen: Set<String> = []
    for start in stride(from: 0, to: picture.samples.count, by: 3) {
      let color = picture.samples[start..<start + 3].map(Int.init)
      seen.insert(try #require(names[color], "no label has the colour \(color)"))
    }
    switch environment {
    case "Pushing-v1": #expect(seen.isSuperset(of: ["world", "mug", "hand"]), "\(seen)")
    case "Draping-v1": #expect(seen.contains("cloth"), "\(seen)")
    default: #expect(seen.count > 1, "\(seen)")
    }
  }

  @Test func `a rollout becomes a strip, a film or a folder`() throws {
    let folder = try TemporaryFolder()
    let base = [
      "rollout", "Pushing-v1", "--policy", "expert", "--horizon", "5", "--size", "32x24", "--out",
    ]
    for out in ["strip.png", "film.gif", "film.mp4", "frames"] {
      let outcome = try Tool.run(base + [out], in: folder.url)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    #expect(try folder.contents() == ["film.gif", "film.mp4", "frames", "strip.png"])
    let frames = try FileManager.default.contentsOfDirectory(atPath: folder.path("frames"))
    #expect(frames.count == 6)  // the start, and five steps
    #expect(
      try Data(contentsOf: URL(fileURLWithPath: folder.path("film.gif"))).starts(
        with: Array("GIF89a".utf8)))

    let unknown = try Tool.run(base + ["film.avi"], in: folder.url)
    #expect(unknown.status != 0)
    #expect(
      unknown.errors == "diorama: 'film.avi' ends in '.avi'; a film ends in .png, .gif or .mp4, "
        + "a folder in none\n")
  }

  @Test(arguments: [("Pendulum-v1", 1.0), ("Pushing-v1", 2.0)], ["film.gif", "film.mp4"])
  func `a film lasts as long as what it shows`(
    environment: (id: String, seconds: Double), out: String
  ) throws {
    // a step takes 0.05 s of Pendulum-v1 and 0.1 s of Pushing-v1
    let folder = try TemporaryFolder()
    let rollout = [
      "rollout", environment.id, "--policy", "zero", "--horizon", "19", "--size", "32x32",
    ]
    #expect(try Tool.run(rollout + ["--out", out], in: folder.url).status == 0)
    let probe = Process()
    let output = Pipe()
    probe.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    probe.arguments =
      ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0"]
      + [folder.path(out)]
    probe.standardOutput = output
    try probe.run()
    let text = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    probe.waitUntilExit()
    let seconds = try #require(
      Double(text.trimmingCharacters(in: .whitespacesAndNewlines)), "\(text)")
    #expect(abs(seconds - environment.seconds) < 0.02, "\(seconds)")
  }

  @Test(
    arguments: [
      ["rollout", "Pushing-v1", "--policy", "zero", "--episodes", "900", "--out", "film.mp4"],
      ["rollout", "Pushing-v1", "--policy", "zero", "--episodes", "900", "--out", "frames"],
      ["goals", "Pushing-v1", "--count", "9000", "--out", "goals"],
    ], [SIGINT, SIGTERM])
  func `a signal leaves nothing of a film or of goals behind`(
    arguments: [String], signal: Int32
  ) throws {
    let folder = try TemporaryFolder()
    let process = Process()
    process.executableURL = Tool.path
    process.arguments = arguments
    process.currentDirectoryURL = folder.url
    process.standardError = FileHandle.nullDevice
    try process.run()
    func contents() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.path)
    }
    while process.isRunning, try contents().isEmpty { usleep(10_000) }
    usleep(200_000)
    kill(process.processIdentifier, signal)
    process.waitUntilExit()
    #expect(process.terminationStatus == 128 + signal)
    #expect(try contents() == [])
  }

  @Test(arguments: [
    ["render", "Pushing-v1", "--out", "-"], ["goals", "Pushing-v1", "--out", "-"],
    ["rollout", "Pushing-v1", "--policy", "zero", "--out", "-"],
    ["train", "sac", "Pendulum-v1", "--out", "-"],
  ])
  func `a dash is no file`(arguments: [String]) throws {
    let folder = try TemporaryFolder()
    let outcome = try Tool.run(arguments, in: folder.url)
    #expect(outcome.status != 0)
    #expect(
      outcome.errors
        == "diorama: --out is '-', and standard output is for reports; name a file or a folder\n")
    #expect(try folder.contents() == [])
  }

  @Test func `goal images come with a manifest`() throws {
    let folder = try TemporaryFolder()
    let outcome = try Tool.run(
      ["goals", "Pushing-v1", "--count", "3", "--negatives", "3", "--out", "g", "--json"],
      in: folder.url)
    #expect(outcome.status == 0)
    #expect((try outcome.object()["files"] as? [String])?.count == 6)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path("g")).sorted() == [
        "manifest.json", "mishap_0000.png", "near_miss_0000.png", "near_miss_0001.png",
        "success_0000.png", "success_0001.png", "success_0002.png",
      ])
  }

  @Test func `goal images are exported as classes, and what is not found is told`() throws {
    let folder = try TemporaryFolder()
    let outcome = try Tool.run(
      [
        "goals", "Pushing-v1", "--count", "1", "--negatives", "9", "--out", "g", "--as", "images",
        "--json",
      ], in: folder.url)
    #expect(outcome.status == 0)
    let report = try outcome.object()
    #expect(
      report["unreached"] as? [[String: String]]
        == ["tenth", "half", "twice"].map { ["criterion": "tilt", "grade": $0] })
    #expect(
      outcome.errors == """
        nothing came to rest with tilt by a tenth, tilt by a half, tilt by twice
        wrote 10 images and metadata.jsonl to g/images

        """)
    func contents(_ path: String) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.path(path)).sorted()
    }
    #expect(try contents("g/images") == ["failure", "metadata.jsonl", "success"])
    #expect(try contents("g/images/success") == ["success_0000.png"])
    #expect(try contents("g/images/failure").count == 9)
    // a learner reads the images beside the export, not those in it
    let trained = try Tool.run(
      ["train", "classifier", "Pushing-v1", "--goals", "g", "--steps", "0", "--out", "r"],
      in: folder.url)
    #expect(!trained.errors.contains("not PNG"), "\(trained.errors)")
  }
}
