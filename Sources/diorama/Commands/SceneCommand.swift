// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaMath
import DioramaPhysics
import DioramaScene
import DioramaSceneFiles

struct SceneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scene", abstract: "Show what is used, ignored and refused in a scene file.",
    discussion: """
      Scene files are a subset of MuJoCo's XML format and open in MuJoCo unchanged. The status is not \
      zero if something is refused.
      """)

  @Argument(help: "The scene file.")
  var file: String

  @Option(help: "Simulate this many of the scene's own time steps, and print the bodies' poses.")
  var step: Int?

  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if let step { try requireAtLeast(0, step, "--step") }
  }

  func run() throws {
    let trial = SceneTrial(ofFile: file)
    let coverage = trial.coverage
    let misplaced = try trial.world?.misplacements().map(\.description) ?? []
    var bodies: Bodies?
    if let step, let world = trial.world { bodies = try Bodies(world, steps: step) }
    if json {
      try Console.printJSON(Document(coverage: coverage, misplaced: misplaced, bodies: bodies))
    } else {
      if !coverage.used.isEmpty { print(coverage) }
      for line in misplaced { Swift.print("at the start, \(line); the first steps put that right") }
      if let bodies { print(bodies) }
    }
    if let refusal = trial.refusal { throw refusal }
  }

  private func print(_ coverage: SceneCoverage) {
    let rows = [
      ("used", coverage.used), ("ignored", coverage.ignored), ("REFUSED", coverage.refused),
    ]
    .flatMap { verdict, entries in entries.map { (verdict, $0) } }
    .sorted { ($0.1.file ?? "", $0.1.line) < ($1.1.file ?? "", $1.1.line) }
    Console.printTable(
      ["line", "", "element", "attribute", "note"],
      rows.map { verdict, entry in
        [
          (entry.file.map { "\($0):" } ?? "") + "\(entry.line)", verdict, entry.element,
          entry.attribute ?? "", entry.note,
        ]
      }, numbers: [0])
  }

  private func print(_ bodies: Bodies) {
    Swift.print("\nafter \(bodies.time) s:")
    func text(_ numbers: [Double]) -> String { numbers.map { "\($0)" }.joined(separator: " ") }
    Console.printTable(
      ["body", "position [m]", "orientation (w x y z)"],
      bodies.bodies.sorted { $0.key < $1.key }.map { name, pose in
        [name, text(pose.position), text(pose.orientation)]
      })
  }

  /// The poses of the scene's bodies after some steps.
  private struct Bodies: Encodable {
    struct BodyPose: Encodable {
      let position: [Double]
      let orientation: [Double]
    }

    let time: Double
    let bodies: [String: BodyPose]

    init(_ world: RigidWorld, steps: Int) throws {
      var progress = ProgressLine("steps", total: steps)
      for step in 0..<steps {
        try world.step()
        progress.update(step)
      }
      progress.finish()
      time = world.time
      var bodies: [String: BodyPose] = [:]
      for (index, body) in world.scene.bodies.enumerated() where body.parent != nil {
        let pose = world.pose(of: BodyID(index))
        let p = pose.position
        let q = pose.orientation
        bodies[body.name] = BodyPose(
          position: [p.x, p.y, p.z], orientation: [q.w, q.x, q.y, q.z])
      }
      self.bodies = bodies
    }
  }

  private struct Document: Encodable {
    let coverage: SceneCoverage
    let misplaced: [String]
    let bodies: Bodies?

    private enum CodingKeys: CodingKey { case misplaced }

    func encode(to encoder: any Encoder) throws {
      try coverage.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(misplaced, forKey: .misplaced)
      try bodies?.encode(to: encoder)
    }
  }
}
