// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite(.slow) struct ReportTests {
  @Test func `list prints the catalogue with the keys of the contract`() throws {
    let outcome = try Tool.run(["list", "--json"])
    #expect(outcome.status == 0 && outcome.errors.isEmpty)
    let rows = try #require(try outcome.json() as? [[String: Any]])
    let ids = Set(rows.compactMap { $0["id"] as? String })
    #expect(ids.count == rows.count)
    #expect(
      ids.isSuperset(of: [
        "Pushing-v1", "PushingGoal-v1", "FourByThree-v1", "FrozenLake-v1", "FrozenLake8x8-v1",
        "CliffWalking-v1", "WindyGrid-v1", "FourRooms-v1", "KeyDoor-v1", "Maze-v1", "Pendulum-v1",
        "Bookshelf-v1", "Draping-v1",
      ]))
    for row in rows {
      #expect(
        Set(row.keys) == [
          "id", "observation", "action", "horizon", "goal_conditioned", "random_success",
          "expert_success", "cameras",
        ])
      #expect((row["cameras"] as? [String] ?? []).count >= 2)
    }
  }

  @Test func `rollouts of one seed have one hash in every process`() throws {
    let arguments = [
      "rollout", "Pushing-v1", "--policy", "random", "--episodes", "5", "--seed", "3", "--json",
    ]
    let first = try Tool.run(arguments)
    #expect(first.status == 0)
    let report = try first.object()
    #expect(
      Set(report.keys) == [
        "environment", "policy", "seed", "episodes", "success_rate", "success_interval",
        "return_mean", "return_std", "length_mean", "trajectory_hash", "seconds",
      ])
    let hash = try #require(report["trajectory_hash"] as? String)
    #expect(hash.count == 16)
    for _ in 0..<2 {
      #expect(try Tool.run(arguments).object()["trajectory_hash"] as? String == hash)
    }
    // on another seed it is another
    let other = try Tool.run(arguments.map { $0 == "3" ? "4" : $0 })
    #expect(try other.object()["trajectory_hash"] as? String != hash)
  }

  @Test func `a trace has a line for each start and step, and changes nothing`() throws {
    let folder = try TemporaryFolder()
    let arguments = [
      "rollout", "Pushing-v1", "--policy", "expert", "--episodes", "2", "--horizon", "20", "--json",
    ]
    let plain = try Tool.run(arguments).object()["trajectory_hash"] as? String
    let traced = try Tool.run(arguments + ["--trace", folder.path("trace.jsonl")]).object()
    #expect(traced["trajectory_hash"] as? String == plain)
    let lines = try folder.text("trace.jsonl").split(separator: "\n").map {
      try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] ?? [:]
    }
    #expect(lines.map { $0["step"] as? Int } == Array(0...20) + Array(0...20))
    #expect(
      lines.map { $0["episode"] as? Int } == Array(repeating: 0, count: 21)
        + Array(repeating: 1, count: 21))
    #expect(lines.allSatisfy { ($0["state"] as? [Double])?.count == 16 })
    #expect((lines[20]["metrics"] as? [String: Double])?["success"] == 1)
    let contacts = lines.compactMap { ($0["metrics"] as? [String: Double])?["deepest_contact"] }
    #expect(try #require(contacts.max()) > 0)
  }

  @Test func `bench measures a scene of one's own`() throws {
    let scene = repository.appendingPathComponent("tools/python/tests/drawer.xml").path
    let outcome = try Tool.run(["bench", "--scene", scene, "--seconds", "0.1", "--json"])
    let rows = try #require(try outcome.json() as? [[String: Any]])
    #expect(
      rows.compactMap { $0["name"] as? String } == [
        "drawer-v0/state", "drawer-v0/pixels-48", "drawer-v0/pixels-48-fast", "drawer-v0/world",
        "drawer-v0/picture-640x480",
      ])
    for row in rows { #expect(try #require(row["value"] as? Double) > 0) }
  }

  @Test func `bench prints rates above zero`() throws {
    let outcome = try Tool.run(["bench", "Pushing-v1", "--seconds", "0.1", "--json"])
    let rows = try #require(try outcome.json() as? [[String: Any]])
    #expect(
      rows.compactMap { $0["name"] as? String } == [
        "Pushing-v1/state", "Pushing-v1/pixels-48", "Pushing-v1/pixels-48-fast",
        "Pushing-v1/vector-state",
      ]
        + (1...ProcessInfo.processInfo.activeProcessorCount).flatMap {
          ["Pushing-v1/vector-state-\($0)", "Pushing-v1/vector-pixels-48-\($0)"]
        })
    for row in rows {
      #expect(try #require(row["value"] as? Double) > 0)
      #expect(row["unit"] as? String == "steps/s")
    }
  }

  @Test func `bench measures an update`() throws {
    let outcome = try Tool.run(["bench", "sac-256", "--seconds", "0.1", "--json"])
    let rows = try #require(try outcome.json() as? [[String: Any]])
    #expect(rows.count == 1)
    #expect(rows.first?["name"] as? String == "sac-256")
    #expect(rows.first?["unit"] as? String == "ms/update")
    #expect(try #require(rows.first?["value"] as? Double) > 0)
  }

  @Test func `bench prints small numbers to three digits`() throws {
    let outcome = try Tool.run(["bench", "sac-256", "--seconds", "0.1"])
    let fields = outcome.output.split(separator: "\n").last?.split(separator: " ") ?? []
    let value = String(try #require(fields.dropFirst().first))
    #expect(value.filter(\.isNumber).count >= 3, "\(outcome.output)")
    #expect(try #require(Double(value)) > 0)
  }

  @Test func `check and certify say that everything holds`() throws {
    var commands = [(["check", "Pushing-v1"], ["environment", "law", "holds", "detail"])]
    #if !DEBUG
    // the cloth's rows take minutes without optimisation
    commands.append(
      (["certify"], ["name", "measured", "expected", "error", "tolerance", "holds"]))
    #endif
    for (command, keys) in commands {
      let outcome = try Tool.run(command + ["--json"])
      #expect(outcome.status == 0)
      let rows = try #require(try outcome.json() as? [[String: Any]])
      #expect(rows.count > 10)
      for row in rows {
        #expect(Set(row.keys) == Set(keys))
        #expect(row["holds"] as? Bool == true)
      }
    }
  }

  @Test func `scene prints coverage, and where the bodies are after some steps`() throws {
    let file = repository.appendingPathComponent("scenes/pushing.xml").path
    let outcome = try Tool.run(["scene", file, "--step", "400", "--json"])
    #expect(outcome.status == 0)
    let report = try outcome.object()
    #expect(
      Set(report.keys) == ["file", "used", "ignored", "refused", "misplaced", "time", "bodies"])
    #expect((report["misplaced"] as? [String])?.isEmpty == true)
    #expect((report["refused"] as? [Any])?.isEmpty == true)
    #expect(abs((report["time"] as? Double ?? 0) - 2) < 1e-9)
    let bodies = try #require(report["bodies"] as? [String: [String: [Double]]])
    let mug = try #require(bodies["mug"]?["position"])
    // at rest on the table, at most the contact layer of 0.1 mm deep
    #expect(abs(mug[0]) < 1e-4 && abs(mug[1]) < 1e-4 && abs(mug[2] - 0.0475) < 1.1e-4)
    #expect(bodies["mug"]?["orientation"]?.count == 4)
  }
}
