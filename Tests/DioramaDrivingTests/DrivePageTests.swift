// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaDriving
import DioramaMath
import DioramaRuns
import DioramaTasks
import Foundation
import TestSupport
import Testing

@Suite(.slow) struct DrivePageTests {
  @Test func `an episode that is driven through is recorded, and replays`() throws {
    let page = try DrivenPage("Pushing-v1", horizon: 6, seed: 2)
    #expect(try page.state().step == 0)
    let actions: [[Float]] = [[1, 0.5], [0.25, -1], [0, 0], [1, 1], [-0.1, 0.3], [1, 0]]
    for (index, action) in actions.enumerated() {
      // every step is taken back once
      #expect(try page.step([-1, -1], seen: index).step == index + 1)
      #expect(try page.deed(#"{"do": "undo"}"#).step == index)
      #expect(try page.step(action, seen: index).step == index + 1)
    }
    #expect(try page.state().ending == "truncated")
    let saved = try page.deed(#"{"do": "save"}"#)
    #expect((saved.step, saved.saved, saved.seed, saved.ending) == (0, 1, 3, nil))
    // one that is begun again, and ended early
    _ = try page.step([1, 1], seen: 0)
    #expect(try page.deed(#"{"do": "discard"}"#).step == 0)
    _ = try page.step([0.5, 0], seen: 0)
    #expect(try page.deed(#"{"do": "save"}"#).saved == 2)

    let recording = try Recording(page.recording)
    #expect(recording.manifest.policy == "page")
    #expect(
      recording.episodes.map(\.actions) == [actions, [[0.5, 0]]].map { $0.map { .vector($0) } })
    #expect(recording.episodes.map(\.end) == [.truncated, .stopped])
    #expect(try recording.replay() == 7)
    // nothing of what was tried or taken back is left in it
    let environment = try EnvironmentSuite.catalog.make(
      "Pushing-v1", EnvironmentOptions(horizon: 6))
    var hash = TrajectoryHash()
    hash.combine(try environment.reset(seed: 2))
    for action in actions { hash.combine(try environment.step(.vector(action))) }
    #expect(recording.episodes[0].hashes.last == hash.description)

    #expect(try page.deed(#"{"do": "remove"}"#).saved == 1)
    #expect(try Recording(page.recording).episodes.count == 1)
  }

  @Test func `the page and its picture are served`() throws {
    let page = try DrivenPage("Pushing-v1")
    for (path, type) in [
      ("", "text/html; charset=utf-8"), ("style.css", "text/css; charset=utf-8"),
      ("script.js", "text/javascript; charset=utf-8"), ("icon.svg", "image/svg+xml"),
      ("state", "application/json"), ("frame.png?3", "image/png"),
    ] {
      let reply = try page.client.ask("GET", path)
      #expect(reply.hasPrefix("HTTP/1.1 200 OK"), "\(path)")
      #expect(reply.contains("Content-Type: \(type)\r\n"), "\(path)")
      #expect(reply.contains("Content-Security-Policy: default-src 'none'; script-src 'self';"))
    }
  }

  @Test func `every bad request gets its line, and changes nothing`() throws {
    let page = try DrivenPage("Pushing-v1", horizon: 1)
    let example =
      #"send {"do": "step", "action": [0, 1], "seen": 0}, or "undo", "discard", "save" or "#
      + #""remove", in UTF-8"#
    let cases: [(body: String, status: Int, line: String)] = [
      ("", 400, example), ("{}", 400, example), (#"{"do": "jump"}"#, 400, example),
      (#"{"do": "step"}"#, 400, example), (#"{"do": "step", "action": [0, 0]}"#, 400, example),
      (#"{"do": "step", "action": [1e999, 0], "seen": 0}"#, 400, example),
      ("{\"do\": \"undo\"}\u{0}", 400, example),
      (
        #"{"do": "step", "action": [0], "seen": 0}"#, 400,
        "the action has 1 elements; this environment takes 2"
      ),
      (
        #"{"do": "step", "action": [0, 1.5], "seen": 0}"#, 400,
        "action[1] is 1.5, outside -1.0...1.0; clip it or use ClipAction"
      ),
      (
        #"{"do": "step", "choice": 1, "seen": 0}"#, 400,
        "the action is of the wrong kind; this environment takes Box(-1.0, 1.0, (2,), float32)"
      ),
      (
        #"{"do": "step", "action": [0, 0], "seen": 4}"#, 409,
        "the episode has 0 steps, and the page showed 4"
      ),
      (#"{"do": "undo"}"#, 400, "there is no step to undo"),
      (#"{"do": "save"}"#, 400, "the episode has no step yet; act before it is saved"),
      (#"{"do": "remove"}"#, 400, "there is no episode to remove"),
    ]
    for (body, status, line) in cases {
      let reply = try page.client.post(body)
      #expect(reply.hasPrefix("HTTP/1.1 \(status) "), "\(body): \(reply)")
      #expect(reply.hasSuffix("\r\n\r\n\(line)\n"), "\(body): \(reply)")
    }
    #expect(try page.state().step == 0)
    _ = try page.step([0, 0], seen: 0)
    #expect(
      try page.client.post(#"{"do": "step", "action": [0, 0], "seen": 1}"#)
        .hasSuffix("the episode is over; save it, discard it or undo a step\n"))
    let body = #"{"do": "save"}"#
    #expect(try page.client.ask("POST", "do", headers: [], body: body).hasPrefix("HTTP/1.1 403"))
    #expect(
      try page.client.post(body, headers: ["Origin: http://example.com"]).hasPrefix("HTTP/1.1 403"))
    #expect(
      try page.client.post(body, headers: ["Content-Type: text/plain; charset=utf-16"])
        .hasPrefix("HTTP/1.1 415"))
    #expect(try page.client.ask("GET", "do").hasPrefix("HTTP/1.1 405"))
    #expect(try page.client.ask("POST", "state").hasPrefix("HTTP/1.1 405"))
    #expect(try page.client.ask("GET", "../recording.json").hasPrefix("HTTP/1.1 404"))
    #expect(try page.client.ask("GET", "state", token: "0").hasPrefix("HTTP/1.1 403"))
    #expect(try page.client.post(body, host: "example.com").hasPrefix("HTTP/1.1 403"))
    #expect(try page.client.post(String(repeating: " ", count: 2_000)).hasPrefix("HTTP/1.1 413"))
    #expect(try Recording(page.recording).episodes.isEmpty)
  }

  @Test func `one page at a time drives`() throws {
    let page = try DrivenPage("Pushing-v1")
    _ = try page.step([1, 0], seen: 0)
    let other = try page.client.post(
      #"{"do": "discard"}"#, name: "other")
    #expect(other.hasPrefix("HTTP/1.1 409"))
    #expect(other.hasSuffix("another page drives; close it, or wait 10 seconds\n"))
    #expect(try page.state().step == 1)
    _ = try page.step([1, 0], seen: 1)
  }

  @Test func `the page ends with the last episode, and goes on with a recording`() throws {
    let first = try DrivenPage("Maze-v1", episodes: 1)
    #expect(try first.deed(#"{"do": "step", "choice": 1, "seen": 0}"#).step == 1)
    #expect(try first.deed(#"{"do": "save"}"#).isDone)
    #expect(
      try first.client.post(#"{"do": "step", "choice": 1, "seen": 0}"#)
        .hasSuffix("all episodes are recorded; stop the program\n"))
    #expect(first.ends(within: 10))
    let second = try DrivenPage("Maze-v1", episodes: 2, in: first.folder)
    #expect(try second.state().saved == 1)
    #expect(try second.state().seed == 1)
  }

  @Test(arguments: [
    "Pushing-v1", "Draping-v1", "Bookshelf-v1", "Door-v1", "PushT-v1", "ArmPushing-v1",
  ])
  func `arrows move the hand that way in the picture`(id: String) throws {
    let page = try DrivenPage(id)
    let state = try page.state()
    let environment = try EnvironmentSuite.catalog.make(id)
    _ = try environment.reset(seed: 0)
    let start = environment.snapshot
    let camera = try #require(environment.camera(DrivePage.defaultView))
    let keys: [(key: String, image: [Double], upward: Double)] = [
      ("ArrowLeft", [-1, 0], 0), ("ArrowRight", [1, 0], 0), ("ArrowUp", [0, -1], 0),
      ("ArrowDown", [0, 1], 0), ("r", [0, 0], 1), ("f", [0, 0], -1),
    ]
    for (key, image, upward) in keys {
      let axes = state.controls.axes
      guard let index = axes.firstIndex(where: { $0.lower.contains(key) || $0.raise.contains(key) })
      else {
        #expect(upward != 0 && axes.count == 2, "\(key) does nothing")
        continue
      }
      var action = axes.map { _ in Float(0) }
      action[index] = axes[index].raise.contains(key) ? 1 : -1
      _ = try environment.restore(start)
      let before = try #require(environment.hand)
      for _ in 0..<3 { _ = try environment.step(.vector(action)) }
      let after = try #require(environment.hand)
      let (from, to) = (
        try #require(camera.pixel(of: before)), try #require(camera.pixel(of: after))
      )
      #expect((after.z - before.z) * upward >= 0, "\(key)")
      #expect((to.x - from.x) * image[0] + (to.y - from.y) * image[1] >= 0, "\(key)")
    }
  }

  @Test func `the choices of a grid are told by their directions`() throws {
    let page = try DrivenPage("KeyDoor-v1")
    let choices = try page.state().controls.choices
    #expect(
      choices.map { $0.keys[0] } == [
        "ArrowUp", "ArrowRight", "ArrowDown", "ArrowLeft", " ", "Enter",
      ])
  }
}
