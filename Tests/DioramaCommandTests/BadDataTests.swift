// SPDX-License-Identifier: Apache-2.0

import Foundation
import TestSupport
import Testing

/// Data sets that a run cannot learn from, and experts that are not there.
@Suite(.slow) struct BadDataTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for words in [
      ["record", "Pushing-v1", "--policy", "expert", "--horizon", "6", "--out", "good"],
      ["record", "Pendulum-v1", "--policy", "expert", "--horizon", "6", "--out", "one"],
      Self.run + ["--observation", "pixels", "--out", "pixels"],
      Self.run + ["--out", "states"],
    ] {
      let outcome = try Tool.run(words, in: folder.url)
      try #require(outcome.status == 0, "\(outcome.errors)")
    }
    let (manifest, episodes) = (
      try folder.text("good/recording.json"), try folder.text("good/episodes.jsonl")
    )
    for version in ["v0", "v2"] {
      try folder.write(
        manifest.replacing("Pushing-v1", with: "Pushing-" + version),
        to: version + "/recording.json")
      try folder.write(episodes, to: version + "/episodes.jsonl")
    }
    try folder.write(manifest, to: "empty/recording.json")
    try folder.write(manifest, to: "damaged/recording.json")
    try folder.write(String(episodes.prefix(80)) + "\n", to: "damaged/episodes.jsonl")
    try folder.write("nothing", to: "other/notes.txt")
    try folder.write(#"{"width": 32, "height": 32}"#, to: "small.json")
  }

  private static let run = [
    "train", "sac", "Pendulum-v1", "--steps", "30", "--film-every", "0", "--horizon", "10",
    "--evaluation-episodes", "1", "--set", "warmup_steps=20", "--set", "batch_size=4",
  ]

  /// What is typed after `train`, and the line that comes back, with the data set's folder as F.
  private static let mistakes: [(arguments: [String], data: String, line: String)] = [
    (
      ["bc", "Pushing-v1"], "v0",
      "its environment is Pushing-v0, and this run's is Pushing-v1; versions differ in dynamics, "
        + "observations or rewards: record anew"
    ),
    (
      ["bc", "Pushing-v1"], "v2",
      "its environment is Pushing-v2, and this run's is Pushing-v1; versions differ in dynamics, "
        + "observations or rewards: record anew"
    ),
    (
      ["dagger", "Draping-v1"], "good",
      "its environment is Pushing-v1, and this run's is Draping-v1; train in Pushing-v1, or name data of "
        + "Draping-v1"
    ),
    (
      ["bc", "Pendulum-v1"], "pixels",
      "its observation is pixels, and this run's is state; choose pixels, or name a recording, which suits "
        + "any"
    ),
    (
      ["bc", "Pendulum-v1", "--observation", "pixels", "--config", "small.json"], "pixels",
      "its width is 48, and this run's is 32; choose 48, or name a recording, which suits any"
    ),
    (
      ["bc", "Pendulum-v1", "--observation", "pixels", "--set", "frame_stack=3"], "pixels",
      "its observation is 0 numbers and 1 of 48x48 pixels, and this run's is 0 numbers and 3 of 48x48 pixels; "
        + "observe the same"
    ),
    (
      ["iql", "Pendulum-v1", "--reward", "sparse"], "states",
      "its reward is dense, and this run's is sparse; choose dense, or name a recording, which suits any"
    ),
    (
      ["bc", "Pendulum-v1"], "none",
      "there is nothing of this name; name a run, a recording or a file of transitions"
    ),
    (
      ["bc", "Pendulum-v1"], "other",
      "it holds neither a run nor a recording; name a run, a recording or a file of transitions"
    ),
    (
      ["bc", "Pendulum-v1"], "states/checkpoint.safetensors",
      "there is no array 'episode_lengths'; the file is of another learner or version"
    ),
  ]

  @Test func `a data set of something else is told in one line`() throws {
    for (arguments, data, line) in Self.mistakes {
      let outcome = try Tool.run(
        ["train"] + arguments + ["--steps", "4", "--dataset", data, "--out", "r"], in: folder.url)
      let path = folder.path(data)
      #expect(
        outcome.errors == "diorama: '\(path)' is not a data set for this run: \(line)\n",
        "\(arguments)")
      #expect(outcome.status == 1)
    }
    let other: [(arguments: [String], line: String)] = [
      (
        ["train", "bc", "Pushing-v1", "--dataset", "empty"],
        "'\(folder.path("empty"))' holds no episode yet; record one with "
          + "'diorama record … --out \(folder.path("empty"))'"
      ),
      (
        ["train", "bc", "Pushing-v1", "--dataset", "damaged"],
        "'\(folder.path("damaged"))/episodes.jsonl', line 1, is not an episode: it is no JSON, or a number in "
          + "it cannot be; put it back as it was, or remove it"
      ),
      (
        ["train", "bc", "Pendulum-v1", "--dataset", "one", "--set", "best_share=0.5"],
        "the data set has 1 episode, and best_share=0.5 chooses among 2 or more; record more, or set "
          + "best_share=1"
      ),
      (
        ["train", "bc", "Pendulum-v1"],
        "bc learns from a data set; name a run, a recording or a file of transitions with --dataset, or give "
          + "--demonstrations"
      ),
      (
        ["train", "dagger", "--task", repository.path + "/scenes/drawer.json"],
        "dagger asks a scripted expert at every step and drawer-v0 has none; name --expert page and teach it "
          + "yourself, or train bc with --demonstrations there"
      ),
      (
        ["train", "dagger", "Pushing-v1", "--expert", "web"],
        "expert cannot be 'web'; use scripted, page, keyboard"
      ),
      (
        ["train", "dagger", "Pushing-v1", "--port", "8080"],
        "--port is the page's; it goes with --expert page, not scripted"
      ),
      (
        ["train", "sac", "Pushing-v1", "--expert", "page"],
        "--expert is nothing for sac; leave it out"
      ),
      (
        ["train", "dagger", "Pushing-v1", "--expert", "page", "--set", "gate=0.1"],
        "gate is 0.1 and the expert is page; only a script takes over by a number; leave gate out"
      ),
    ]
    for (number, (arguments, line)) in other.enumerated() {
      let outcome = try Tool.run(
        arguments + ["--steps", "4", "--out", "r\(number)"], in: folder.url)
      #expect(outcome.errors == "diorama: \(line)\n", "\(arguments)")
      #expect(outcome.status != 0)
    }
    for data in ["v0", "v2"] {
      let outcome = try Tool.run(["record", "--replay", data], in: folder.url)
      #expect(
        outcome.errors == "diorama: there is no 'Pushing-\(data)'; there is 'Pushing-v1'\n")
    }
  }
}
