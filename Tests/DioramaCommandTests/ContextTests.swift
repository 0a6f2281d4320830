// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite(.slow) struct ContextTests {
  @Test(arguments: ["Pushing-v1", "Draping-v1", "FourRooms-v1"], ["rgb", "depth", "segmentation"])
  func `OSMesa and EGL give equal bytes`(id: String, mode: String) throws {
    let folder = try TemporaryFolder()
    var renderers: [String] = []
    for context in ["osmesa", "egl"] {
      let outcome = try Tool.run(
        [
          "render", id, "--mode", mode, "--context", context, "--size", "96x72", "--steps", "3",
          "--out", "\(context).png", "--json",
        ], in: folder.url)
      renderers.append(try #require(try outcome.object()["renderer"] as? String))
    }
    #expect(renderers[0].contains("by OSMesa") && renderers[1].contains("by EGL"))
    let files = try ["osmesa", "egl"].map {
      try Data(contentsOf: URL(fileURLWithPath: folder.path("\($0).png")))
    }
    #expect(files[0] == files[1])
  }

  @Test func `the automatic choice is OSMesa, and EGL where it is missing`() throws {
    let arguments = ["render", "Pushing-v1", "--size", "16x16", "--out", "a.png", "--json"]
    let folder = try TemporaryFolder()
    func renderer(_ option: [String], _ variables: [String: String]) throws -> String {
      let outcome = try Tool.run(arguments + option, environment: variables, in: folder.url)
      return try #require(try outcome.object()["renderer"] as? String)
    }
    let noOSMesa = ["DIORAMA_OSMESA_LIBRARY": "libmissing.so"]
    #expect(try renderer([], ["DIORAMA_CONTEXT": ""]).contains("by OSMesa"))
    #expect(try renderer([], ["DIORAMA_CONTEXT": "egl"]).contains("by EGL"))
    #expect(
      try renderer(["--context", "osmesa"], ["DIORAMA_CONTEXT": "egl"]).contains("by OSMesa"))
    #expect(try renderer(["--context", "auto"], noOSMesa).contains("by EGL"))
  }

  @Test(arguments: [
    (
      "auto",
      "osmesa: libnone.so: cannot open shared object file: No such file or directory; egl: libc.so.6 "
        + "lacks eglBindAPI; install libegl1 and libegl-mesa0, or libosmesa6"
    ),
    (
      "osmesa",
      "osmesa: libnone.so: cannot open shared object file: No such file or directory; install "
        + "libosmesa6, or choose egl"
    ),
    (
      "egl",
      "egl: libc.so.6 lacks eglBindAPI; install libegl1 and libegl-mesa0, or choose osmesa"
    ),
  ])
  func `no context is one line that says why and what to install`(
    choice: String, reason: String
  ) throws {
    let folder = try TemporaryFolder()
    let outcome = try Tool.run(
      ["render", "Pushing-v1", "--out", "a.png", "--context", choice],
      environment: [
        "DIORAMA_OSMESA_LIBRARY": "libnone.so", "DIORAMA_EGL_LIBRARY": "libc.so.6",
      ], in: folder.url)
    #expect(outcome.status != 0)
    #expect(outcome.errors == "diorama: no offscreen OpenGL context: \(reason)\n")
    #expect(try folder.contents().isEmpty)
  }

  @Test func `an unknown context is named`() throws {
    let outcome = try Tool.run(
      ["bench", "Pushing-v1/pixels-48", "--seconds", "0.1"],
      environment: ["DIORAMA_CONTEXT": "elg"])
    #expect(outcome.status != 0)
    #expect(
      outcome.errors == "diorama: DIORAMA_CONTEXT is 'elg'; it must be auto, osmesa or egl; "
        + "did you mean 'egl'?\n")
  }
}
