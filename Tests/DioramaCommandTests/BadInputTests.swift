// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

@Suite(.slow) struct BadInputTests {
  /// What is typed, and the one line that comes back.
  static let mistakes: [(arguments: [String], message: String)] = [
    (
      ["rollout", "Pushng-v1", "--policy", "zero"],
      "no environment is called 'Pushng-v1'; did you mean 'Pushing-v1'?"
    ),
    (
      ["rollout", "Pushing-v2", "--policy", "zero"],
      "there is no 'Pushing-v2'; there is 'Pushing-v1'"
    ),
    (
      ["render", "Pushing-v1", "--out", "x.png", "--camera", "frnt"],
      "Pushing-v1 has no camera 'frnt'; it has 'front', 'top', 'side', 'beauty'"
    ),
    (
      ["render", "Pushing-v1", "--out", "x.png", "--size", "0x48"],
      "an image of 0x48 pixels cannot be drawn; both sides must lie in 16...2048"
    ),
    (
      ["render", "Pushing-v1", "--out", "x.png", "--size", "100000x100000"],
      "an image of 100000x100000 pixels cannot be drawn; both sides must lie in 16...2048"
    ),
    (
      ["rollout", "Pushing-v1", "--policy", "zero", "--episodes", "0"],
      "--episodes must be at least 1; it is 0"
    ),
    (
      ["rollout", "Pushing-v1", "--policy", "zero", "--horizon", "0"],
      "the horizon must be at least 1 step; it is 0"
    ),
    (
      ["rollout", "Pushing-v1", "--policy", "mpc", "--plan-set", "horizn=3"],
      "no setting is called 'horizn'; did you mean 'horizon'?"
    ),
    (
      ["rollout", "Pushing-v1", "--policy", "mpc", "--plan-set", "horizon"],
      "'horizon' is not an assignment; write --plan-set key=value"
    ),
    (
      ["rollout", "Pushing-v1", "--policy", "mpc", "--plan-set", "elites=50"],
      "50 elites are more than a population of 32; raise population or lower elites"
    ),
    (
      ["rollout", "FourRooms-v1", "--policy", "mpc"],
      "mpc plans continuous actions, and those of FourRooms-v1 are discrete; "
        + "'diorama solve FourRooms-v1' plans there exactly"
    ),
    (
      ["rollout", "Pushing-v1", "--policy", "zero", "--planner", "cem"],
      "--planner, --plan-set, --plan-reward and --threads go with --policy mpc; drop them"
    ),
    (
      ["goals", "Pushing-v1", "--count=-1", "--out", "goals"],
      "--count must be at least 0; it is -1"
    ),
    (
      ["audit", "--out", "a"],
      "name a classifier: the folder of a run, a .safetensors or .onnx file, or a program with --program"
    ),
    (
      ["audit", "r", "--program", "x", "--out", "a"],
      "a classifier and --program are given; keep one"
    ),
    (
      ["audit", "r", "--out", "a"],
      "'r' is not a folder of a run; 'diorama train LEARNER ID --out RUN' makes one"
    ),
    (
      ["audit", "m.safetensors", "--out", "a"],
      "name the task that the classifier is for with --task, such as --task Pushing-v1"
    ),
    (
      ["audit", "m.safetensors", "--task", "Pushng-v1", "--out", "a"],
      "no environment is called 'Pushng-v1'; did you mean 'Pushing-v1'?"
    ),
    (
      ["audit", "m.safetensors", "--task", "Pushing-v1", "--out", "a"],
      "'m.safetensors' is no classifier: the file cannot be read: No such file or directory"
    ),
    (
      ["audit", "r", "--output", "logit", "--out", "a"],
      "--output and --patience go with programs and .onnx models; drop them"
    ),
    (
      ["audit", "r", "--episodes", "5", "--out", "a"],
      "--episodes are those of a policy; add --against"
    ),
    (
      ["audit", "--program", "x", "--task", "Maze-v1", "--out", "a"],
      "Maze-v1 is no robot task with images of success; audit a classifier of one, such as Pushing-v1"
    ),
    (
      ["audit", "--program", "x", "--task", "Pushing-v1", "--map", "mug x", "--out", "a"],
      "a map is over two elements of the state, and 'mug x' names 1; "
        + "give two different ones, such as 'mug x,mug y'"
    ),
    (
      ["audit", "--program", "exit 3", "--task", "Pushing-v1", "--count", "1", "--out", "a"],
      "the program 'exit 3' ended with status 3 after 0 of 2 numbers; "
        + "it must write a line for each path that it reads, to the end of its input"
    ),
    (
      ["goals", "--map", "m.txt", "--out", "goals", "--as", "minari"],
      "--as minari is for an environment's id or --task; a map is exported with --as images"
    ),
    (
      ["bench", "Pushing-v1/stat3"],
      "no benchmark begins with 'Pushing-v1/stat3'; did you mean 'Pushing-v1/state'?"
    ),
    (
      ["rollout", "--map", "no.txt", "--policy", "zero"],
      "no.txt: the map cannot be read: there is no such file; check the path"
    ),
    (
      ["rollout", "--policy", "zero"],
      "name an environment, or a file of your own with --task, --scene or --map; 'diorama list' shows the environments"
    ),
    (
      ["solve", "Maze-v1", "--map", "no.txt"], "an environment and --map are given; keep one"
    ),
    (
      ["check", "Maze-v1", "--map", "no.txt"], "an environment and --map are given; keep one"
    ),
    (
      ["solve", "FrozenLake-v1", "--discount", "1.5"],
      "the discount must lie in 0...1; it is 1.5"
    ),
    (
      ["solve", "FrozenLake-v1", "--method", "soft", "--temperature", "0"],
      "the temperature must be positive and finite; it is 0.0"
    ),
    (
      ["solve", "FrozenLake-v2"], "there is no 'FrozenLake-v2'; there is 'FrozenLake-v1'"
    ),
    (
      ["rollout", "Pushing-v1", "--policy", "exprt"],
      "'exprt' is neither random, expert, zero, mpc nor the folder of a run; did you mean 'expert'?"
    ),
    (
      ["evaluate", "runs"],
      "'runs' is not a folder of a run; 'diorama train LEARNER ID --out RUN' makes one"
    ),
    (
      ["label", "runs"],
      "'runs' is not a folder of a run; 'diorama train LEARNER ID --out RUN' makes one"
    ),
    (
      ["label", "runs", "--page", "--json"],
      "--page, --terminal and --json exclude each other; keep one"
    ),
    (
      ["label", "runs", "--port", "8080"], "--port is the page's; add --page"
    ),
    (
      ["label", "runs", "--page", "--port", "70000"],
      "--port must be from 1 to 65535; it is 70000"
    ),
    (
      ["train", "sac", "Pushing-v1"],
      "name a new folder with --out, or a run to resume with --resume"
    ),
    (
      ["train", "sac", "Pushing-v1", "--out", "a", "--resume", "b"],
      "--out and --resume are given; keep one"
    ),
    (
      ["train", "sac", "Pushing-v1", "--out", ""],
      "the folder of the run has no name; give it one"
    ),
    (
      ["train", "raq", "Pushing-v1", "--out", "a", "--labeler", ""],
      "no labeler is called ''; use oracle, terminal, web, or a folder, such as ./"
    ),
    (
      ["train", "raq", "Pushing-v1", "--out", "a", "--label-noise", "nan"],
      "--label-noise must be in 0...0.5; it is nan"
    ),
    (
      ["train", "raq", "Pushing-v1", "--out", "a", "--port", "8080"],
      "--port is the page's; it goes with --labeler web, not oracle"
    ),
    (
      ["train", "sac", "--resume", "a", "--show-settings"],
      "--show-settings is for new runs; leave --resume out"
    ),
    (
      ["train", "sac", "--resume", "a", "--seed", "1"],
      "a resumed run keeps its configuration; only --steps and --threads may change"
    ),
    (
      ["train", "sac", "Pushng-v1", "--out", "a"],
      "no environment is called 'Pushng-v1'; did you mean 'Pushing-v1'?"
    ),
    (
      ["train", "sac", "Pushing-v1", "--out", "a", "--set", "discont=0.9"],
      "no setting is called 'discont'; did you mean 'discount'?"
    ),
    (
      ["train", "sac", "Pushing-v1", "--out", "a", "--config", "no.json"],
      "cannot read 'no.json': there is no such file; check the path"
    ),
    (
      ["train", "vice-raq", "Pushing-v1", "--out", "a", "--goals", "none"],
      "cannot read 'none': there is no such folder; check the path"
    ),
    (
      ["train", "vice-raq", "Pushing-v1", "--out", "a", "--labeler", "orcale"],
      "no labeler is called 'orcale'; did you mean 'oracle'?; "
        + "use oracle, terminal, web, or a folder, such as ./orcale"
    ),
    (
      ["train", "raq", "Pushing-v1", "--out", "a", "--label-noise", "0.7"],
      "label_noise is 0.7; it must be in 0...0.5"
    ),
    (
      ["train", "vice", "Pushing-v1", "--out", "a", "--set", "queries=3"],
      "queries is set and vice has no use for it; leave it out"
    ),
    (
      ["train", "vice-raq", "Pushing-v1", "--out", "a", "--set", "querys=3"],
      "no setting is called 'querys'; did you mean 'queries'?"
    ),
    (
      ["train", "vice", "Pushing-v1", "--out", "a", "--set", "reward_scale=log"],
      "reward_scale cannot be 'log'; use logit, bounded, relative"
    ),
    (
      ["train", "vice", "Pushing-v1", "--out", "a", "--set", "motion_cost=1.5"],
      "motion_cost is 1.5; it must be from 0 to 1"
    ),
    (
      ["train", "vice", "Draping-v1", "--out", "a", "--set", "reward_scale=logit"],
      "motion_cost takes a part of a reward and reward_scale=logit can be negative; "
        + "set motion_cost=0 or reward_scale=relative"
    ),
    (
      ["train", "vice", "Pushing-v1", "--out", "a", "--observation", "state"],
      "a reward is learned from images and the agent has no encoder for them; "
        + "observe pixels, with the preset pixels or paper-pixels"
    ),
    (
      ["train", "vice-raq", "FrozenLake-v1", "--out", "a"],
      "rewards can be learned in robot tasks, such as Pushing-v1, not in FrozenLake-v1; "
        + "'diorama train sac FrozenLake-v1' learns by its own reward"
    ),
    (
      ["train", "vice-raq", "--resume", "a", "--goals", "g"],
      "a resumed run keeps its configuration; only --steps and --threads may change"
    ),
  ]

  @Test(arguments: mistakes.indices)
  func `a mistake gets one line, a status and no file`(index: Int) throws {
    let (arguments, message) = Self.mistakes[index]
    let folder = try TemporaryFolder()
    let outcome = try Tool.run(arguments, in: folder.url)
    #expect(outcome.status != 0)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors == "diorama: \(message)\n")
    #expect(try folder.contents().isEmpty)
  }

  @Test(arguments: [
    ["render", "Pushing-v1", "--out", "x.png", "--mode", "normals"],
    ["render", "Pushing-v1", "--out", "x.png", "--size", "big"],
    ["rollout", "Pushing-v1", "--policy", "zero", "--seed", "-1"],
    ["rollout", "Pushing-v1", "--policy", "zero", "--seed", "18446744073709551616"],
    ["rollout", "Pushing-v1"], ["rollout"], ["frobnicate"], ["render", "Pushing-v1", "--sise"],
  ])
  func `what cannot be parsed gets one line and a status`(arguments: [String]) throws {
    let outcome = try Tool.run(arguments)
    #expect(outcome.status != 0)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("diorama: "))
    #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
  }

  @Test func `a picture that cannot be written leaves nothing behind`() throws {
    let folder = try TemporaryFolder()
    for out in ["missing/x.png", "/proc/x.png", "."] {
      let outcome = try Tool.run(["render", "Pushing-v1", "--out", out], in: folder.url)
      #expect(outcome.status != 0)
      #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
      #expect(outcome.errors.contains("cannot write"), "\(outcome.errors)")
    }
    #expect(try folder.contents().isEmpty)
  }

  @Test func `a full disk is told`() throws {
    // /dev/full takes no byte
    let outcome = try Tool.run(["render", "Maze-v1", "--out", "/dev/full"])
    #expect(outcome.status != 0)
    #expect(
      outcome.errors == "diorama: cannot write '/dev/full': No space left on device\n")
    for arguments in [["list"], ["list", "--json"]] {
      let outcome = try Tool.run(arguments, output: "/dev/full")
      #expect(outcome.status == 1)
      #expect(
        outcome.errors
          == "diorama: cannot write to standard output: No space left on device\n")
    }
    // line by line, nothing is left to be written at the end
    let byLine = ["LD_PRELOAD": "/usr/libexec/coreutils/libstdbuf.so", "_STDBUF_O": "L"]
    let lost = try Tool.run(["list"], environment: byLine, output: "/dev/full")
    #expect(lost.status == 1)
    #expect(lost.errors.hasPrefix("diorama: cannot write to standard output: "))
  }

  @Test func `a folder that is not empty is not written into`() throws {
    let folder = try TemporaryFolder()
    try "mine".write(toFile: folder.path("note"), atomically: true, encoding: .utf8)
    let outcome = try Tool.run(["goals", "Pushing-v1", "--count", "1", "--out", folder.url.path])
    #expect(outcome.status != 0)
    #expect(
      outcome.errors
        == "diorama: cannot write '\(folder.url.path)': the folder is not empty; name a new one\n")
    #expect(try folder.contents() == ["note"])
  }

  @Test func `scenes that are nowhere are told with the remedy`() throws {
    let folder = try TemporaryFolder()
    let outcome = try Tool.run(
      ["rollout", "Pushing-v1", "--policy", "zero"], environment: ["DIORAMA_HOME": folder.url.path])
    #expect(outcome.status != 0)
    #expect(
      outcome.errors
        == "diorama: the shipped scenes were not found in \(folder.url.path); "
        + "set DIORAMA_HOME to the folder that holds scenes/ and assets/\n")
  }
}
