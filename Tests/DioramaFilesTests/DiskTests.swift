// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import Foundation
import TestSupport
import Testing

@Suite struct DiskTests {
  @Test func `a file is written at once or not at all`() throws {
    let folder = try TemporaryFolder(["a": "old"])
    try Disk.write(Data("new".utf8), to: folder.path("a"))
    #expect(try folder.text("a") == "new")
    #expect(throws: SystemError.self) { try Disk.write(Data("x".utf8), to: folder.path("no/a")) }
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link"), withDestinationPath: folder.path("a"))
    try Disk.write(Data("newer".utf8), to: folder.path("link"))
    #expect(try folder.text("a") == "newer")
    #expect(try folder.contents() == ["a", "link"])
    let error = #expect(throws: SystemError.self) {
      try Disk.write(Data("x".utf8), to: "/dev/full")
    }
    #expect(error.map { "\($0)" } == "No space left on device")
  }

  @Test func `what dead processes left unfinished is swept, and nothing else`() throws {
    let dead = 4_194_304 + 7  // beyond the largest number of a process
    let left = [
      ".run.partial-\(dead)/config.json", ".config.json.partial-\(dead)", ".\(dead)-step-1.mp4",
      ".dat.nosync" + String(dead, radix: 16) + ".aB3xY9",
    ]
    let kept = [
      ".a.partial-1", ".lock", ".hidden", "a.partial-\(dead)", ".dat", ".5x-a", ".partial-",
      "dat.nosync12.x", ".b.partial-1/config.json",
    ]
    let folder = try TemporaryFolder(
      Dictionary(uniqueKeysWithValues: (left + kept).map { ($0, "x") }))
    Disk.sweepDrafts(in: folder.path)
    #expect(
      try folder.contents()
        == kept.map { $0.split(separator: "/").first.map(String.init) ?? $0 }.sorted())
  }

  @Test func `a draft that somebody holds locked stays`() throws {
    let folder = try TemporaryFolder([".run.partial-4194311/a": "x"])
    let draft = try OpenFile(folder.path(".run.partial-4194311"), for: .reading)
    #expect(try draft.lock(waits: false))
    Disk.sweepDrafts(in: folder.path)
    #expect(try folder.contents() == [".run.partial-4194311"])
    draft.unlock()
    Disk.sweepDrafts(in: folder.path)
    #expect(try folder.contents().isEmpty)
  }

  @Test func `checksums are those of the standard`() {
    // RFC 3720, appendix B.4
    #expect(Checksum([UInt8](repeating: 0, count: 32)).digits == "8a9136aa")
    #expect(Checksum([UInt8](repeating: 0xFF, count: 32)).digits == "62a8ab43")
    #expect(Checksum((0..<32).map { UInt8($0) }).digits == "46dd794e")
    var parts = Checksum([1, 2, 3])
    parts.add([4, 5, 6, 7, 8, 9, 10, 11, 12, 13] as [UInt8])
    #expect(parts == Checksum((1...13).map { UInt8($0) }))
  }

  @Test func `reasons are the system's words, never Foundation's`() throws {
    #expect("\(SystemError(ENOSPC))" == "No space left on device")
    #expect(
      "\(SystemError(EMFILE))" == "Too many open files; raise the limit of open files (ulimit -n)")
    let failures: [() throws -> Void] = [
      { _ = try Data(contentsOf: URL(fileURLWithPath: "/nowhere/at/all")) },
      { try Data("x".utf8).write(to: URL(fileURLWithPath: "/nowhere/at/all")) },
      {
        try FileManager.default.createDirectory(
          atPath: "/proc/self/x", withIntermediateDirectories: false)
      },
      { _ = try FileManager.default.contentsOfDirectory(atPath: "/nowhere") },
      { _ = try JSONDecoder().decode([Int].self, from: Data("{".utf8)) },
      { throw NSError(domain: "elsewhere", code: 5) },
    ]
    let reasons = failures.map { failure in
      do {
        try failure()
        return ""
      } catch {
        return error.systemReason
      }
    }
    #expect(
      reasons == [
        "No such file or directory", "No such file or directory", "No such file or directory",
        "No such file or directory", "its content is malformed",
        "the operation failed",
      ])
  }

  @Test func `a program that cannot be started, fails or hangs gives nothing`() throws {
    #expect(Subprocess.output(of: "echo", ["a b"]) == "a b")
    #expect(Subprocess.output(of: "false", []) == nil)
    #expect(Subprocess.output(of: "no-such-program", []) == nil)
    let start = ContinuousClock.now
    #expect(Subprocess.output(of: "sleep", ["60"], within: 0.2) == nil)
    #expect(ContinuousClock.now - start < .seconds(20))
    #expect(throws: SystemError(ENOENT)) { try Subprocess("no-such-program", []) }
    let folder = try TemporaryFolder()
    let output = try OpenFile(folder.path("out"), for: .writing)
    let process = try Subprocess(
      "/bin/sh", ["-c", "pwd; echo $WORD; exit 7"], in: folder.path, adding: ["WORD": "here"],
      output: output)
    process.wait()
    #expect(process.status == 7)
    let lines = try folder.text("out").split(separator: "\n")
    #expect(lines.last == "here" && lines.first?.hasSuffix(folder.url.lastPathComponent) == true)
  }
}
