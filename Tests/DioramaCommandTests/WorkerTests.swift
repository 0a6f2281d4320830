// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaTasks
import Foundation
import TestSupport
import Testing

@Suite("Worker processes", .slow, .serialized, .timeLimit(.minutes(20)))
struct WorkerTests {
  private let options = EnvironmentOptions(
    observation: .both, view: View(camera: "top", width: 32, height: 24, quality: .fast), horizon: 4
  )

  private func vector(
    _ id: String = "Pushing-v1", count: Int = 5, workers: Int, command: [String]? = nil,
    patience: VectorPatience = VectorPatience()
  ) throws -> VectorEnvironment {
    var reader = try OptionReader(
      json: """
        {"observation": "both", "camera": "top", "width": 32, "height": 24, "quality": "fast",
         "horizon": 4}
        """)
    let recipe = try EnvironmentSpecification(id, &reader)
    try reader.finish()
    #expect(recipe.options == options)
    let picture = View(width: 20, height: 16)
    return try VectorEnvironment(
      recipe.entry, count: count,
      workers: .processes(
        workers, command: command ?? [Tool.path.path, "worker"],
        recipe: recipe.text(picture: picture)), options: options, picture: picture,
      patience: patience)
  }

  @Test func `give what threads give, bit for bit`() throws {
    let entry = try EnvironmentSuite.catalog.entry("Pushing-v1")
    let threads = try VectorEnvironment(
      entry, count: 5, workers: .threads(1), options: options,
      picture: View(width: 20, height: 16))
    defer { threads.close() }
    for workers in [1, 2, 3] {
      let processes = try vector(workers: workers)
      defer { processes.close() }
      var stream = RandomStream("test", seed: 3)
      try threads.reset(seed: 9, wantsMetrics: true)
      try processes.reset(seed: 9, wantsMetrics: true)
      for _ in 0..<7 {
        for index in 0..<5 {
          #expect(processes.observation(index) == threads.observation(index))
          #expect(processes.observation(index).pixels?.width == 32)
          #expect(processes.reward(index) == threads.reward(index))
          #expect(processes.ending(index) == threads.ending(index))
          #expect(processes.metrics(index) == threads.metrics(index))
        }
        let actions = (0..<5).map { _ in threads.actionSpace.sample(from: &stream) }
        try threads.step(actions, wantsMetrics: true)
        try processes.step(actions, wantsMetrics: true)
      }
      #expect(try processes.draw() == threads.draw())
      #expect(try processes.expertActions() == threads.expertActions())
    }
  }

  @Test func `that die are reported, and the rest goes on`() throws {
    let vector = try vector(count: 4, workers: 2)
    defer { vector.close() }
    try vector.reset(seed: 0)
    let actions = [TaskAction](repeating: .vector([1, 0]), count: 4)
    try vector.step(actions)
    let before = vector.observation(0)
    // the second worker serves environments 2 and 3
    let victim = try #require(vector.workerProcesses.last)
    kill(pid_t(victim), SIGKILL)
    let start = ContinuousClock.now
    for _ in 0..<3 {
      #expect(
        throws: VectorError.failed(
          index: 2, .workerDied, reason: "its worker process has ended")
      ) { try vector.step(actions) }
    }
    #expect(ContinuousClock.now - start < .seconds(20))
    #expect((0..<4).map { vector.failure($0) } == [nil, nil, .workerDied, .workerDied])
    #expect(vector.observation(0) != before)
    #expect(vector.ending(0) == .truncated)
    #expect(vector.ending(2) == nil)
    #expect(vector.reward(2) == 0)
  }

  @Test func `that cannot start are reported`() throws {
    #expect(
      throws: VectorError.noSuchProgram("/no/such/program", reason: "No such file or directory")
    ) { try vector(workers: 2, command: ["/no/such/program"]) }
    #expect {
      try vector(workers: 2, command: ["/bin/false"])
    } throws: { "\($0)".contains("ended before it was ready") }
  }

  @Test func `that never answer are given up and ended`() throws {
    let start = ContinuousClock.now
    #expect {
      try vector(workers: 2, command: ["/bin/sleep", "91"], patience: VectorPatience(start: 0.5))
    } throws: { "\($0)".contains("worker 0 has said nothing for 0.5 s") }
    #expect(ContinuousClock.now - start < .seconds(20))
    let running = try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { process in
      let words = try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8)
      return words?.hasPrefix("/bin/sleep\u{0}91\u{0}") == true
    }
    #expect(running.isEmpty)
  }

  @Test func `that hang in a step are told and ended, and the rest goes on`() throws {
    let vector = try vector(count: 4, workers: 2, patience: VectorPatience(work: 1))
    defer { vector.close() }
    try vector.reset(seed: 0)
    let actions = [TaskAction](repeating: .vector([1, 0]), count: 4)
    let victim = try #require(vector.workerProcesses.last)
    kill(pid_t(victim), SIGSTOP)
    for _ in 0..<2 {
      #expect(
        throws: VectorError.failed(
          index: 2, .workerDied,
          reason: "its worker process has done nothing for 1.0 s, and was ended")
      ) { try vector.step(actions) }
    }
    #expect(kill(pid_t(victim), 0) != 0)
    #expect((0..<4).map { vector.failure($0) } == [nil, nil, .workerDied, .workerDied])
  }

  @Test func `that hang together are waited for together`() throws {
    let vector = try vector(count: 4, workers: 4, patience: VectorPatience(work: 4))
    defer { vector.close() }
    try vector.reset(seed: 0)
    for victim in vector.workerProcesses { kill(pid_t(victim), SIGSTOP) }
    let clock = ContinuousClock()
    let time = clock.measure {
      #expect(throws: VectorError.self) {
        try vector.step([TaskAction](repeating: .vector([1, 0]), count: 4))
      }
    }
    #expect((0..<4).allSatisfy { vector.failure($0) == .workerDied })
    #expect(time < .seconds(12))  // one after the other they take 16
  }

  @Test func `end with their owner`() throws {
    let vector = try vector(workers: 2)
    let processes = vector.workerProcesses
    #expect(processes.count == 2)
    for process in processes { #expect(kill(pid_t(process), 0) == 0) }
    vector.close()
    for process in processes { #expect(kill(pid_t(process), 0) != 0) }
  }

  @Test func `are not started by hand`() throws {
    let outcome = try Tool.run(["worker", "0"])
    #expect(outcome.status != 0)
    #expect(outcome.errors.contains("is not shared memory"))
  }
}
