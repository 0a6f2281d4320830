// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite(.slow) struct GridTests {
  @Test(arguments: ["value", "policy"])
  func `solve prints the table of the book`(method: String) throws {
    let document = try Tool.run([
      "solve", "FourByThree-v1", "--method", method, "--discount", "1", "--living-reward", "-0.04",
      "--convention", "state", "--json",
    ]).object()
    #expect(document["environment"] as? String == "FourByThree-v1")
    #expect(document["method"] as? String == method)
    #expect(document["discount"] as? Double == 1)
    let values = try #require(document["values"] as? [String: Double])
    let known = [
      "3,1": 0.8115582192, "3,2": 0.8678082192, "3,3": 0.9178082192, "3,4": 1,
      "2,1": 0.7615582192, "2,3": 0.6602739726, "2,4": -1, "1,1": 0.7053082192,
      "1,2": 0.6553082192, "1,3": 0.6114155251, "1,4": 0.3879249112,
    ]
    #expect(Set(values.keys) == Set(known.keys))
    for (state, value) in known { #expect(abs(try #require(values[state]) - value) < 1e-9) }
    #expect(
      document["policy"] as? [String: String] == [
        "3,1": "E", "3,2": "E", "3,3": "E", "2,1": "N", "2,3": "N", "1,1": "N", "1,2": "W",
        "1,3": "W", "1,4": "W",
      ])
    let residual = try #require(document["residual"] as? Double)
    #expect(residual >= 0 && residual < 1e-9)
  }

  @Test func `soft solutions say how likely each action is`() throws {
    let document = try Tool.run([
      "solve", "KeyDoor-v1", "--method", "soft", "--temperature", "0.001", "--json",
    ]).object()
    let all = try #require(document["probabilities"] as? [String: [String: Double]])
    #expect(all.count == 60)
    for (state, row) in all { #expect(abs(row.values.reduce(0, +) - 1) < 1e-9, "\(state)") }
    #expect(all["4,4,a"]?.max { $0.value < $1.value }?.key == "open")
  }

  @Test func `a map of one's own is walked, drawn and solved`() throws {
    let folder = try TemporaryFolder()
    try "name: Corridor\nhorizon: 9\nmap:\nS...G\n"
      .write(toFile: folder.path("corridor.txt"), atomically: true, encoding: .utf8)
    let map = ["--map", folder.path("corridor.txt")]
    let report = try Tool.run(["rollout", "--policy", "expert", "--json"] + map).object()
    #expect(report["environment"] as? String == "Corridor-v0")
    #expect(report["success_rate"] as? Double == 1)
    #expect(report["length_mean"] as? Double == 4)
    let solution = try Tool.run(["solve", "--discount", "0.5", "--json"] + map).object()
    #expect((solution["values"] as? [String: Double])?["1,1"] == 0.125)
    let picture = try Tool.run(["render", "--out", "a.png"] + map, in: folder.url)
    #expect(picture.status == 0)
    #expect(try folder.contents() == ["a.png", "corridor.txt"])
  }

  @Test func `the laws hold on a map of one's own`() throws {
    let folder = try TemporaryFolder()
    try "name: Own\nmap:\nS..H\n.a#.\n..AG\n"
      .write(toFile: folder.path("own.txt"), atomically: true, encoding: .utf8)
    let outcome = try Tool.run(["check", "--map", "own.txt", "--json"], in: folder.url)
    #expect(outcome.status == 0, "\(outcome.output)")
    let rows = try #require(try outcome.json() as? [[String: Any]])
    #expect(rows.count > 20)
    #expect(rows.allSatisfy { $0["environment"] as? String == "Own-v0" })
  }

  @Test func `a goal out of reach is a warning, and a wrong row an error with its line`() throws {
    let folder = try TemporaryFolder()
    try "map:\nS.#G\n".write(toFile: folder.path("shut.txt"), atomically: true, encoding: .utf8)
    let shut = try Tool.run(
      ["rollout", "--policy", "random", "--map", "shut.txt", "--json"], in: folder.url)
    #expect(shut.status == 0)
    #expect(
      shut.errors
        == "diorama: warning: shut.txt:2: from the start in column 1 no goal can be reached\n")
    #expect(try shut.object()["success_rate"] as? Double == 0)
    try "map:\nS.G\n..\n".write(toFile: folder.path("odd.txt"), atomically: true, encoding: .utf8)
    let odd = try Tool.run(["solve", "--map", "odd.txt"], in: folder.url)
    #expect(odd.status != 0)
    #expect(
      odd.errors
        == "diorama: odd.txt:3: this row has 2 cells, the first one 3; make all equally long\n")
  }
}
