// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaPainting
import DioramaTasks
import Foundation
import TestSupport
import Testing

/// Task files that restate shipped tasks, beside these.
@Suite struct ShippedTaskFileTests {
  private static func shipped(_ name: String) throws -> TaskFile {
    try TaskFile(contentsOf: SceneLibrary.home() + "/scenes/\(name).json")
  }

  /// States of `episodes` episodes of the scripted expert and of random actions, in turn.
  private static func compare(
    _ id: String, _ name: String, episodes: Int, actions: KeyValuePairs<String, Float> = [:],
    _ check: (AnyEnvironment, AnyEnvironment) throws -> Void
  ) throws -> Int {
    let ours = try EnvironmentSuite.catalog.make(id)
    let own = try shipped(name).entry.make()
    var count = 0
    for episode in 0..<episodes {
      var stream = RandomStream("compare", seed: UInt64(episode))
      _ = try ours.reset(seed: UInt64(episode))
      var isOver = false
      while !isOver {
        let action =
          episode % 2 == 0
          ? try ours.expertAction() : ours.actionSpace.sample(from: &stream)
        isOver = try ours.step(action).ending != nil
        try own.takeOver(ours)
        #expect(own.metrics.isSuccess == own.criteria.allSatisfy(\.isMet))
        try check(ours, own)
        count += 1
      }
    }
    return count
  }

  @Test(.slow) func `pushing as a file agrees with the shipped task`() throws {
    var successes = 0
    let count = try Self.compare("Pushing-v1", "pushing", episodes: 20) { ours, own in
      #expect(ours.metrics.isSuccess == own.metrics.isSuccess)
      successes += ours.metrics.isSuccess ? 1 : 0
      let (theirs, mine) = (try ours.observed().observation, try own.observed().observation)
      #expect(theirs.state.count == 16 && mine.state.count == 16)
      for (a, b) in zip(theirs.state, mine.state) { #expect(abs(a - b) < 1e-6) }
    }
    #expect(count == 1000 && successes > 100 && successes < 900)
  }

  @Test(.slow) func `draping as a file agrees with the shipped task`() throws {
    var successes = 0
    let count = try Self.compare("Draping-v1", "draping", episodes: 17) { ours, own in
      #expect(ours.metrics.isSuccess == own.metrics.isSuccess)
      #expect(ours.metrics["coverage"] == own.metrics["covered_box"])
      successes += ours.metrics.isSuccess ? 1 : 0
    }
    #expect(count == 1020 && successes > 50)
  }

  @Test(.slow) func `the bookshelf as a file agrees with the shipped task`() throws {
    var successes = 0
    let count = try Self.compare("Bookshelf-v1", "bookshelf", episodes: 17) { ours, own in
      #expect(ours.metrics.isSuccess == own.metrics.isSuccess)
      successes += ours.metrics.isSuccess ? 1 : 0
    }
    #expect(count == 1020 && successes > 100)
  }

  @Test func `the dense reward of pushing is the same`() throws {
    _ = try Self.compare("Pushing-v1", "pushing", episodes: 2) { ours, own in
      let snapshot = ours.snapshot
      let still = TaskAction.vector([0, 0])
      try own.takeOver(ours)
      if try ours.observed().snapshot.words[0] < 50 {
        _ = try own.reset(seed: 0)
        try own.takeOver(ours)
        #expect(abs(try ours.step(still).reward - own.step(still).reward) < 1e-6)
      }
      _ = try ours.restore(snapshot)
    }
  }
}

extension AnyEnvironment {
  /// Takes over the physics of `other`, whose task keeps some numbers of its own.
  fileprivate func takeOver(_ other: AnyEnvironment) throws {
    let (mine, theirs) = (snapshot, other.snapshot)
    let first = 3  // the clock's two words and the seed
    _ = try restore(
      Snapshot(
        environment: mine.environment,
        words: Array(mine.words.prefix(first))
          + Array(theirs.words.suffix(mine.words.count - first))))
  }
}

/// The published schema, beside what task files hold.
@Suite("The schema of task files") struct TaskSchemaTests {
  private static func object(_ path: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: SceneLibrary.home() + "/" + path))
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test(arguments: ["arm", "cup", "drawer", "stack", "pushing", "draping", "bookshelf"])
  func `every key of the shipped task files is in the schema`(name: String) throws {
    let schema = try Self.object("assets/task.schema.json")
    let task = try Self.object("scenes/\(name).json")
    let properties = try #require(schema["properties"] as? [String: Any])
    #expect(Set(task.keys).isSubset(of: properties.keys))
    let definitions = try #require(schema["$defs"] as? [String: [String: Any]])
    let reading = try #require(definitions["reading"]?["properties"] as? [String: Any])
    let lines = task["success"] as? [[String: Any]] ?? []
    for line in lines where line["any"] == nil {
      #expect(Set(line.keys).isSubset(of: reading.keys), "\(line.keys)")
    }
    if let action = task["action"] as? [String: Any] {
      let forms = (properties["action"] as? [String: Any])?["oneOf"] as? [[String: Any]]
      let known = try #require(forms?.last?["properties"] as? [String: Any])
      #expect(Set(action.keys).isSubset(of: known.keys))
    }
  }
}
