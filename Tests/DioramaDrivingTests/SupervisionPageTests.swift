// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaDriving
import DioramaFiles
import DioramaLearners
import DioramaRuns
import Foundation
import Synchronization
import TestSupport
import Testing

/// A person teaches a policy in training, by page or keyboard; here the person is a program.
@Suite(.slow) struct SupervisionPageTests {
  struct State: Decodable {
    struct Watched: Decodable {
      let step: Int
      let steps: Int
      let taken: Int
      let proposal: [Float]
      let isBusy: Bool
    }
    let episode: Int
    let step: Int
    let version: Int
    let watched: Watched
  }

  private static func configuration(
    _ id: String = "Pendulum-v1", expert: String, steps: Int
  ) throws -> RunConfiguration {
    try RunConfiguration(
      file: nil, learner: "dagger", environment: id, steps: steps, threads: 1,
      flags: [
        "expert": .string(expert), "film_every": .integer(0), "evaluation_episodes": .integer(1),
        "horizon": .integer(8), "evaluate_every": .integer(0),
      ], settings: ["round_steps=10", "round_updates=3", "hidden_units=8", "batch_size=4"])
  }

  /// A run in training on a thread of its own, and its page.
  private final class TaughtRun {
    let folder: TemporaryFolder
    let client: PageClient
    private let status: Status

    private final class Status: Sendable {
      let isStopped = Atomic(false)
      /// How the run ended; nil while it lasts.
      let end = Mutex<String?>(nil)
    }

    init(_ configuration: RunConfiguration) throws {
      let (folder, status) = (try TemporaryFolder(), Status())
      let page = try SupervisionPage(
        configuration, run: folder.path("r"),
        isInterrupted: { status.isStopped.load(ordering: .relaxed) })
      // which only the thread uses from here on
      nonisolated(unsafe) let run = try TrainingRun(
        configuration, at: folder.path("r"), whoSupervises: { _, _ in page })
      client = try PageClient(page.address)
      (self.folder, self.status) = (folder, status)
      Thread {
        let outcome = try? unsafe run.run(
          isInterrupted: status.isStopped.load(ordering: .relaxed))
        status.end.withLock { $0 = outcome.map { "\($0)" } ?? "failed" }
      }.start()
    }

    deinit { stop() }

    func stop() { status.isStopped.store(true, ordering: .relaxed) }

    /// How the run ended; waits for that for a while.
    var end: String? {
      let last = ContinuousClock.now + .seconds(30)
      while status.end.withLock({ $0 == nil }), ContinuousClock.now < last { usleep(10_000) }
      return status.end.withLock { $0 }
    }

    /// The state once a decision is awaited.
    func state() throws -> State {
      while true {
        let state = try client.parse(client.ask("GET", "state"), as: State.self)
        if !state.watched.isBusy { return state }
      }
    }

    /// The lines of the file of decisions.
    func decisions() throws -> [[String: Any]] {
      try folder.text("r/decisions.jsonl").split(separator: "\n").map {
        try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
      }
    }
  }

  @Test func `a person takes over by the page, and gives back`() throws {
    let run = try TaughtRun(Self.configuration(expert: "page", steps: 24))
    var taken = 0
    for step in 0..<24 {
      let state = try run.state()
      #expect(state.watched.step == step && state.watched.taken == taken)
      #expect((state.episode, state.step) == (step / 8, step % 8))
      #expect(state.watched.proposal.count == 1)
      // the person acts in the second half of each episode
      if state.step < 4 {
        let reply = try run.client.post(#"{"do": "watch", "seen": \#(step)}"#)
        #expect(reply.hasPrefix("HTTP/1.1 200"))
      } else {
        taken += 1
        let reply = try run.client.post(#"{"do": "step", "action": [-0.5], "seen": \#(step)}"#)
        #expect(try run.client.parse(reply, as: State.self).watched.isBusy)
      }
    }
    #expect(run.end == "finished")
    let decisions = try run.decisions()
    #expect(decisions.map { $0["step"] as? Int } == Array(0..<24))
    #expect(
      decisions.map { ($0["action"] as? [Double])?.first }
        == (0..<24).map { $0 % 8 < 4 ? nil : -0.5 })
  }

  @Test func `every bad request gets its line, and decides nothing`() throws {
    let run = try TaughtRun(Self.configuration(expert: "page", steps: 2))
    let cases: [(body: String, status: Int, line: String)] = [
      (
        #"{"do": "save"}"#, 400, #"this is training, where each step stays; send a step or "watch""#
      ),
      (#"{"do": "watch", "seen": 4}"#, 409, "training has made 0 steps, and the page showed 4"),
      (
        #"{"do": "step", "action": [3], "seen": 0}"#, 400,
        "action[0] is 3.0, outside -1.0...1.0; clip it or use ClipAction"
      ),
      (
        #"{"do": "step", "choice": 1, "seen": 0}"#, 400,
        "the action is of the wrong kind; this environment takes Box(-1.0, 1.0, (1,), float32)"
      ),
    ]
    for (body, status, line) in cases {
      let reply = try run.client.post(body)
      #expect(
        reply.hasPrefix("HTTP/1.1 \(status) ") && reply.hasSuffix("\r\n\r\n\(line)\n"), "\(reply)")
    }
    for body in ["{}", #"{"do": "watch"}"#] {
      #expect(try run.client.post(body).hasPrefix("HTTP/1.1 400"))
    }
    #expect(try run.state().watched.step == 0)
    #expect(
      try run.client.post(#"{"do": "watch", "seen": 0}"#, name: "other").hasPrefix("HTTP/1.1 409"))
    for path in ["", "script.js", "frame.png?1"] {
      #expect(try run.client.ask("GET", path).hasPrefix("HTTP/1.1 200 OK"))
    }
    run.stop()
    #expect(run.end == "interrupted")
    #expect(try run.decisions().isEmpty)
  }

  @Test func `a person takes over by the keyboard`() throws {
    var lines = ["d*2", "", "x", "a", "p3", ".", ""]
    var (prompts, pictures) = ([String](), 0)
    let configuration = try Self.configuration(expert: "keyboard", steps: 20)
    let keyboard = try KeyboardSupervisor(configuration) { _ in
      pictures += 1
    } ask: {
      prompts.append($0)
      return lines.isEmpty ? nil : lines.removeFirst()
    }
    let folder = try TemporaryFolder()
    let run = try TrainingRun(
      configuration, at: folder.path("r"), whoSupervises: { _, _ in keyboard })
    #expect(try run.run() == .interrupted)
    #expect(run.stepCount == 9)
    let actions = try folder.text("r/decisions.jsonl").split(separator: "\n").map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return (object?["action"] as? [Double])?.first
    }
    #expect(actions == [1, 1, nil, -1, nil, nil, nil, 0, nil])
    #expect(prompts[0].contains("a d ") && prompts[3].hasPrefix("type keys"))
    #expect(pictures == 7)
  }

  @Test func `keys choose where actions are choices`() throws {
    var lines = ["d", "w*2", "1", "wd", "5"]
    let configuration = try Self.configuration("KeyDoor-v1", expert: "keyboard", steps: 20)
    let keyboard = try KeyboardSupervisor(configuration) { _ in
    } ask: { _ in
      lines.isEmpty ? nil : lines.removeFirst()
    }
    let folder = try TemporaryFolder()
    _ = try TrainingRun(configuration, at: folder.path("r"), whoSupervises: { _, _ in keyboard })
      .run()
    let actions = try folder.text("r/decisions.jsonl").split(separator: "\n").map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      return object?["action"] as? Int
    }
    #expect(actions == [1, 0, 0, 0, 4])
  }
}
