// SPDX-License-Identifier: Apache-2.0

import DioramaStudies
import Foundation
import TestSupport
import Testing

@Suite(.slow) struct StudyReadingTests {
  private func read(_ text: String, in folder: TemporaryFolder) throws -> Study {
    try text.write(toFile: folder.path("s.json"), atomically: true, encoding: .utf8)
    return try Study(contentsOf: folder.path("s.json"))
  }

  /// What is written, and the one line that comes back.
  static let mistakes: [(text: String, message: String)] = [
    (
      #"{"rows": []}"#,
      "'s.json' has no rows; write {\"rows\": [{\"learner\": \"random\", \"tasks\": \"Pushing-v1\"}]}"
    ),
    (#"[1]"#, "'s.json' is not a JSON object: it is a list or a word; begin it with {"),
    (#"{"row": []}"#, "s.json: no key is called 'row'; did you mean 'rows'?"),
    (#"{"rows": 3}"#, "s.json: rows cannot be 3; give a list"),
    (#"{"rows": [3]}"#, "s.json, row 1: rows cannot be 3; give an object"),
    (
      #"{"rows": [{"learner": "sacc", "tasks": "Pushing-v1"}]}"#,
      "s.json, row 1: no learner is called 'sacc'; did you mean 'sac'?"
    ),
    (
      #"{"rows": [{"tasks": "Pushing-v1"}]}"#,
      "s.json, row 1: learner is missing; give something like \"sac\""
    ),
    (
      #"{"rows": [{"learner": "random", "tasks": "Pushng-v1"}]}"#,
      "s.json, row 1 (random): no environment is called 'Pushng-v1'; did you mean 'Pushing-v1'?"
    ),
    (
      #"{"rows": [{"learner": "random", "tasks": "Pushing-v1", "sedes": 3}]}"#,
      "s.json, row 1: no key is called 'sedes'; did you mean 'seeds'?"
    ),
    (
      #"{"defaults": {"stps": 3}, "rows": [{"learner": "random", "tasks": "Pushing-v1"}]}"#,
      "s.json, defaults: no key is called 'stps'; did you mean 'steps'?"
    ),
    (
      #"{"rows": [{"learner": "random", "tasks": "Pushing-v1", "seeds": 0}]}"#,
      "s.json, row 1 (random): there is no seed; give how many (3), or a list ([1, 2, 3])"
    ),
    (
      #"{"rows": [{"learner": "random", "tasks": "Pushing-v1", "seeds": []}]}"#,
      "s.json, row 1 (random): there is no seed; give how many (3), or a list ([1, 2, 3])"
    ),
    (
      #"{"rows": [{"learner": "random", "tasks": "Pushing-v1", "seeds": "two"}]}"#,
      "s.json, row 1: seeds cannot be \"two\"; give how many (3), or a list ([1, 2, 3])"
    ),
    (
      #"{"rows": [{"learner": "random", "tasks": "Pushing-v1", "episodes": 0}]}"#,
      "s.json, row 1: episodes is 0; it must be at least 1"
    ),
    (
      #"{"rows": [{"learner": "random", "tasks": "Pushing-v1", "episodes": -2}]}"#,
      "s.json, row 1: episodes is -2; it must be at least 1"
    ),
    (
      #"{"rows": [{"learner": "random", "tasks": "Pushing-v1", "films": "no"}]}"#,
      "s.json, row 1: films cannot be \"no\"; give true or false"
    ),
    (
      #"{"rows": [{"learner": "random", "tasks": 3}]}"#,
      "s.json, row 1: tasks cannot be 3; give a name in quotes, or a list of them"
    ),
    (
      #"{"rows": [{"learner": "random", "tasks": "Pushing-v1", "steps": 3}]}"#,
      "s.json, row 1 (random): random has no use for steps; leave it out"
    ),
    (
      #"{"rows": [{"learner": "random", "tasks": "Pushing-v1", "reward": "dens"}]}"#,
      "s.json, row 1 (random): reward cannot be 'dens'; use sparse, dense"
    ),
    (
      #"{"rows": [{"learner": "sac", "tasks": "Pushing-v1"}]}"#,
      "s.json, row 1 (sac): steps is missing; give something like 30000"
    ),
    (
      #"{"rows": [{"learner": "sac", "tasks": "Pushing-v1", "steps": "many"}]}"#,
      "s.json, row 1: steps cannot be \"many\"; give a whole number"
    ),
    (
      #"{"rows": [{"learner": "sac", "tasks": "Pushing-v1", "steps": 9, "set": {"batch_sise": 4}}]}"#,
      "s.json, row 1 (sac): no setting is called 'batch_sise'; did you mean 'batch_size'?"
    ),
    (
      #"{"rows": [{"learner": "sac", "tasks": "Pushing-v1", "steps": 9, "set": ["batch_size"]}]}"#,
      "s.json, row 1: set cannot be [\"batch_size\"]; give an object, such as {\"batch_size\": 64}"
    ),
    (
      #"{"rows": [{"learner": "sac", "tasks": "Pushing-v1", "steps": 9, "observation": "pixel"}]}"#,
      "s.json, row 1 (sac): observation cannot be 'pixel'; use state, pixels, both"
    ),
    (
      #"{"rows": [{"learner": "value-iteration", "tasks": "Pushing-v1"}]}"#,
      "s.json, row 1 (value-iteration): value-iteration solves gridworlds, and Pushing-v1 is not one; "
        + "use FrozenLake-v1 or similar"
    ),
    (
      """
      {"rows": [{"learner": "random", "tasks": "Pushing-v1"},
                {"learner": "random", "tasks": ["Draping-v1", "Pushing-v1"], "seeds": 2}]}
      """,
      "'random' in Pushing-v1 with seed 1 is there twice, in s.json, row 1 (random) and s.json, "
        + "row 2 (random); give one of them another name, or take it out"
    ),
    (
      #"{"rows": [{"learner": "random", "tasks": "Pushing-v1", "seeds": [4, 4]}]}"#,
      "'random' in Pushing-v1 with seed 4 is there twice, in s.json, row 1 (random); "
        + "give one of them another name, or take it out"
    ),
    (
      """
      {"rows": [{"learner": "random", "tasks": "Pushing-v1", "name": "A b"},
                {"learner": "zero", "tasks": "Pushing-v1", "name": "a-B"}]}
      """,
      "two runs go to the folder 'a-b-Pushing-v1-1', in s.json, row 1 (random) and s.json, row 2 (zero); "
        + "give one of them another name"
    ),
    (
      #"{"rows": [{"learner": "sac", "tasks": "Pushing-v1", "steps": 9, "goal_count": 8}]}"#,
      "s.json, row 1 (sac): sac has no use for goal_count; leave it out"
    ),
    (
      #"{"defaults": {"set": {"batch_sise": 4}}, "rows": [{"learner": "zero", "tasks": "Maze-v1"}]}"#,
      "s.json, defaults: no setting is called 'batch_sise'; did you mean 'batch_size'?"
    ),
    (
      #"{"rows": [{"learner": "zero", "tasks": "Pushing-v1", "perturbed": ["lights"]}]}"#,
      "s.json, row 1 (zero): perturbed cannot be 'lights'; use textures, colors, light, camera, masses, friction"
    ),
    (
      #"{"plots": 3, "rows": [{"learner": "zero", "tasks": "Maze-v1"}]}"#,
      "s.json: plots cannot be 3; give a name in quotes, or a list of them"
    ),
    (
      #"{"rows": [{"learner": "zero", "tasks": "Maze-v1", "gate": 3}]}"#,
      "s.json, row 1: gate cannot be 3; give an object"
    ),
    (
      #"{"rows": [{"learner": "zero", "tasks": "Maze-v1", "gate": {"measure": "success"}}]}"#,
      "s.json, row 1 (zero), gate: at_least is missing; give something like 0.9"
    ),
    (
      #"{"rows": [{"learner": "zero", "tasks": "Maze-v1", "gate": {"at_last": 1}}]}"#,
      "s.json, row 1 (zero), gate: no key is called 'at_last'; did you mean 'at_least'?"
    ),
    (
      #"{"rows": [{"learner": "zero", "tasks": "Maze-v1", "gate": {"at_least": "1"}}]}"#,
      "s.json, row 1 (zero), gate: at_least cannot be \"1\"; give a number"
    ),
    (
      #"{"rows": [{"learner": "zero", "tasks": "Maze-v1", "gate": {"measure": "successes", "at_least": 1}}]}"#,
      "s.json, row 1 (zero), gate: measure cannot be 'successes'; use success, return"
    ),
    (
      #"{"rows": [{"learner": "zero", "tasks": "Maze-v1", "gate": {"measure": "success", "at_least": 90}}]}"#,
      "s.json, row 1 (zero), gate: at_least is 90.0; it must be in 0...1"
    ),
    (
      #"{"rows": [{"learner": "zero", "tasks": "Maze-v1", "gate": {"at_least": 1, "published": {"value": 1}}}]}"#,
      "s.json, row 1 (zero), gate, published: source is missing; give something like \"table 2 of the paper\""
    ),
    (
      #"{"rows": [{"learner": "zero", "tasks": "Maze-v1", "folder": "../z"}]}"#,
      "s.json, row 1 (zero): folder cannot be \"../z\"; give a name without '/' that does not begin "
        + "with '.' or '-'"
    ),
    (
      #"{"rows": [{"learner": "zero", "tasks": "Maze-v1", "folder": ""}]}"#,
      "s.json, row 1 (zero): folder cannot be \"\"; give a name without '/' that does not begin "
        + "with '.' or '-'"
    ),
    (
      #"{"rows": [{"learner": "zero", "tasks": "Maze-v1", "name": " "}]}"#,
      "s.json, row 1 (zero): name cannot be \" \"; give a name, or leave it out"
    ),
    (
      #"{"rows": [{"learner": "mpc", "tasks": "Pushing-v1", "planner": "icme"}]}"#,
      "s.json, row 1 (mpc): planner cannot be 'icme'; use icem, cem, mppi, random"
    ),
    (
      #"{"rows": [{"learner": "mpc", "tasks": "Pushing-v1", "set": {"horizn": 3}}]}"#,
      "s.json, row 1 (mpc): no setting is called 'horizn'; did you mean 'horizon'?"
    ),
    (
      #"{"rows": [{"learner": "mpc", "tasks": "Maze-v1"}]}"#,
      "s.json, row 1 (mpc): mpc plans continuous actions, and those of Maze-v1 are discrete; "
        + "'diorama solve Maze-v1' plans there exactly"
    ),
    (
      """
      {"defaults": {"tasks": "Pendulum-v1", "steps": 9},
       "rows": [{"learner": "sac"}, {"learner": "cql", "dataset_of": "sack"}]}
      """,
      "s.json, row 2 (cql): dataset_of cannot be 'sack'; use sac"
    ),
    (
      """
      {"defaults": {"tasks": "Pendulum-v1", "steps": 9},
       "rows": [{"learner": "sac", "seeds": [3, 4]}, {"learner": "cql", "dataset_of": "sac"}]}
      """,
      "s.json, row 2 (cql): dataset_of cannot be \"sac\"; give a row with a run in Pendulum-v1 of seed 1, "
        + "or with a single run there"
    ),
    (
      """
      {"defaults": {"tasks": "Pendulum-v1", "steps": 9},
       "rows": [{"learner": "sac"}, {"learner": "cql", "dataset_of": "sac", "dataset": "d"}]}
      """,
      "s.json, row 2 (cql): dataset and dataset_of are both given; keep the one that is meant"
    ),
    (
      #"{"rows": [{"learner": "zero", "tasks": ["Pushing-v1", "Maze-v1"], "folder": "z"}]}"#,
      "s.json, row 1 (zero): the folder 'z' is for the runs of one task; give each task a row of its own"
    ),
  ]

  @Test(arguments: mistakes.indices)
  func `mistakes are told in one line`(index: Int) throws {
    let folder = try TemporaryFolder()
    let mistake = Self.mistakes[index]
    let error = #expect(throws: StudyError.self) { try read(mistake.text, in: folder) }
    #expect(
      error?.description.replacing(folder.path("s.json"), with: "s.json") == mistake.message)
  }

  @Test func `broken JSON is told with its place`() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: StudyError.self) {
      try read("{\"rows\": [\n{\"learner\": \"random\",,}]}", in: folder)
    }
    let text = try #require(error?.description)
    #expect(text.hasSuffix("s.json' is not a JSON object: invalid value around line 2"), "\(text)")
    #expect(throws: StudyError.self) { try Study(contentsOf: folder.path("none.json")) }
    #expect(throws: StudyError.noStudy(folder.url.path)) { try Study(contentsOf: folder.url.path) }
  }

  @Test func `defaults that a learner has no use for are passed over`() throws {
    let folder = try TemporaryFolder()
    let study = try read(
      """
      {"defaults": {"tasks": "Pushing-v1", "steps": 9, "goals": "my/goals", "label_noise": 0.1,
                    "planner": "cem", "set": {"queries": 5, "members": 2, "batch_size": 4}},
       "rows": [{"learner": "sac"}, {"learner": "mpc-model"}, {"learner": "vice"}, {"learner": "raq"},
                {"learner": "mpc", "name": "Über"}, {"learner": "zero", "name": "零"}]}
      """, in: folder)
    let train = "--steps 9 --seed 1 --film-every 0"
    let lines = study.cells.map { StudyPlan.line($0.typed(from: folder.url.path)) }
    #expect(
      lines.map { $0.replacing("diorama ", with: "") } == [
        "train sac Pushing-v1 \(train) --threads 1 --set batch_size=4 --out sac-Pushing-v1-1",
        "train pets Pushing-v1 \(train) --threads 1 --set batch_size=4 --set members=2 "
          + "--out pets-Pushing-v1-1",
        "train vice Pushing-v1 \(train) --goals my/goals --threads 1 --set batch_size=4 "
          + "--out vice-Pushing-v1-1",
        "train raq Pushing-v1 \(train) --goals my/goals --label-noise 0.1 --threads 1 "
          + "--set queries=5 --set batch_size=4 --out raq-Pushing-v1-1",
        "rollout Pushing-v1 --policy mpc --seed 1000000 --planner cem --threads 1 --episodes 100 --json",
        "rollout Pushing-v1 --policy zero --seed 1000000 --episodes 100 --json",
      ])
    #expect(study.cells.suffix(2).map(\.folder) == ["ber-Pushing-v1-1", "zero-Pushing-v1-1"])
  }

  @Test func `rows become the commands that one would type`() throws {
    let folder = try TemporaryFolder()
    let study = try read(
      """
      {"title": "T", "defaults": {"seeds": 2, "episodes": 7, "steps": 50, "set": {"batch_size": 4}},
       "rows": [
        {"learner": "random", "tasks": "Pushing-v1", "reward": "sparse"},
        {"learner": "sac", "name": "SAC (small)", "tasks": ["Pendulum-v1"], "seeds": [3],
         "observation": "pixels", "horizon": 30, "evaluate_every": 20,
         "randomize": ["light", "camera"], "set": {"batch_size": 4, "hidden_units": [8, 8]}}]}
      """, in: folder)
    let cells = study.cells
    #expect(
      cells.map(\.folder) == [
        "random-Pushing-v1-1", "random-Pushing-v1-2", "sac-small-Pendulum-v1-3",
      ])
    // seed 1 has the starts of every evaluation, seed 2 the next ones
    #expect(
      StudyPlan.line(cells[1].start)
        == "diorama rollout Pushing-v1 --policy random --seed 1000007 --reward sparse --episodes 7 --json"
    )
    #expect(
      StudyPlan.line(cells[2].typed())
        == "diorama train sac Pendulum-v1 --steps 50 --seed 3 --observation pixels "
        + "--evaluate-every 20 --film-every 0 --horizon 30 --randomize light camera --threads 1 "
        + "--set batch_size=4 --set hidden_units=8,8 --out sac-small-Pendulum-v1-3")
    #expect(
      cells[2].evaluation?.joined(separator: " ")
        == "evaluate sac-small-Pendulum-v1-3 --episodes 7 --json")
    #expect(StudyPlan.line(["a b", "it's"]) == "diorama 'a b' 'it'\\''s'")
    // the shipped ones can be run
    for path in ["scenes/demo-study.json", "assets/results/standard-study.json"] {
      #expect(try !Study(contentsOf: repository.appendingPathComponent(path).path).cells.isEmpty)
    }
  }

  @Test func `a row learns from the runs of another`() throws {
    let folder = try TemporaryFolder()
    let study = try read(
      """
      {"defaults": {"tasks": "Pendulum-v1", "steps": 9},
       "rows": [{"learner": "sac", "seeds": 2}, {"learner": "td3", "seeds": [7]},
        {"learner": "cql", "seeds": 2, "dataset_of": "sac"},
        {"learner": "bcq", "seeds": [1], "dataset_of": "td3"}]}
      """, in: folder)
    #expect(
      study.cells.suffix(3).map { StudyPlan.line($0.typed(from: folder.url.path)) }
        == [
          ("cql", 1, "sac-Pendulum-v1-1"), ("cql", 2, "sac-Pendulum-v1-2"),
          ("bcq", 1, "td3-Pendulum-v1-7"),
        ].map { learner, seed, data in
          "diorama train \(learner) Pendulum-v1 --steps 9 --seed \(seed) --dataset \(data) --film-every 0 "
            + "--threads 1 --out \(learner)-Pendulum-v1-\(seed)"
        })
  }

  @Test func `a task file is a task, found beside the study`() throws {
    let folder = try TemporaryFolder()
    for name in ["drawer.xml", "drawer.json"] {
      let shipped = repository.appendingPathComponent("tools/python/tests/\(name)")
      try folder.write(Data(contentsOf: shipped), to: name)
    }
    let study = try read(
      """
      {"defaults": {"tasks": "drawer.json", "episodes": 2}, "rows": [
        {"learner": "random"}, {"learner": "mpc"}, {"learner": "sac", "steps": 50}]}
      """, in: folder)
    let cells = study.cells
    #expect(cells.map(\.folder) == ["random-drawer-v0-1", "mpc-drawer-v0-1", "sac-drawer-v0-1"])
    let path = folder.path("drawer.json")
    #expect(
      StudyPlan.line(cells[0].start)
        == "diorama rollout --task \(path) --policy random --seed 1000000 --episodes 2 --json")
    #expect(StudyPlan.line(cells[2].typed()).contains("--task \(path)"))
    let error = #expect(throws: StudyError.self) {
      try read(#"{"rows": [{"learner": "random", "tasks": "door.json"}]}"#, in: folder)
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains("door.json"))
  }
}
