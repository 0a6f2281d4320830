// SPDX-License-Identifier: Apache-2.0

import DioramaAudits
import DioramaFiles
import DioramaLearners
import DioramaMath
import DioramaNetworks
import DioramaRender
import Foundation
import TestSupport
import Testing

struct ScorerTests {
  /// Some images that differ, of 16 × 16 pixels.
  private static let images = (0..<70).map { index in
    Image(width: 16, height: 16, red: UInt8(3 * index), green: 128, blue: 7)
  }

  /// A classifier with random weights, and its file.
  private func network(
    _ kind: ClassifierNetwork, size: Int = 16
  ) throws -> (network: Network, flat: SafeTensors, layers: SafeTensors) {
    var random = RandomStream("weights", seed: 7)
    let network = try Network(
      input: .image(ImageShape(height: size, width: size, channels: 3)), layers: kind.layers,
      random: &random)
    var (flat, layers) = (SafeTensors(), SafeTensors())
    network.save(to: &flat, as: "classifier")
    for slot in network.slots {
      layers.add("classifier." + slot.name, network.values(of: slot).values, shape: slot.shape)
    }
    return (network, flat, layers)
  }

  @Test(arguments: ClassifierNetwork.allCases)
  func `a file is recognised by its shapes, and scores as the network does`(
    kind: ClassifierNetwork
  ) throws {
    let folder = try TemporaryFolder()
    let (network, flat, layers) = try network(kind)
    let wanted = try NetworkScorer(network, name: "network").logits(of: Self.images)
    #expect(Set(wanted).count > 10)
    for (name, file) in [("flat", flat), ("layers", layers)] {
      let path = folder.path("\(name).safetensors")
      try file.write(to: path)
      let scorer = try NetworkScorer(file: path, width: 16, height: 16, threads: 3)
      #expect(try scorer.logits(of: Self.images) == wanted)
    }
  }

  @Test func `files that hold no classifier say what they hold`() throws {
    let folder = try TemporaryFolder(["text.safetensors": "no arrays"])
    func message(_ name: String, _ file: SafeTensors? = nil, size: Int = 16) throws -> String {
      try file?.write(to: folder.path(name))
      let error = #expect(throws: ScorerError.self) {
        try NetworkScorer(file: folder.path(name), width: size, height: size)
      }
      return try #require(error).description.replacing(folder.path + "/", with: "")
    }
    let missing = try message("no.safetensors")
    #expect(
      missing
        == "'no.safetensors' is no classifier: the file cannot be read: No such file or directory")
    #expect(
      try message("text.safetensors").hasPrefix(
        "'text.safetensors' is no classifier: the header is not JSON of arrays"))
    var other = SafeTensors()
    other.add("network.actor", [Float(1)])
    #expect(
      try message("other.safetensors", other)
        == "'other.safetensors' is no classifier: it has no array 'network.classifier' or "
        + "'classifier.0.weight', only network.actor; name a checkpoint of a run with a learned reward, or "
        + "save your layers under these names")
    #expect(
      try message("size.safetensors", network(.compact).flat, size: 48)
        == "'size.safetensors' is no classifier: its shapes [[30992]] are of none of compact, paper, "
        + "keypoints for images of 48x48; give the images' own --size, or another architecture as ONNX"
    )
    var broken = try network(.compact).layers
    broken.add("classifier.0.bias", Array(repeating: Float.nan, count: 16))
    #expect(
      try message("nan.safetensors", broken)
        == "'nan.safetensors' is no classifier: the array 'classifier.0.bias' has a number that is not finite; "
        + "the file is damaged")
  }

  // MARK: programs

  @Test func `a program is started once, and its numbers come in order`() throws {
    let folder = try TemporaryFolder()
    let scorer = try ProgramScorer(
      command: "echo started >> \(folder.path("log")); n=0; "
        + "while read -r path; do test -s \"$path\" || exit 3; n=$((n+1)); echo $n.5; done")
    #expect(try scorer.logits(of: Self.images) == (1...70).map { Double($0) + 0.5 })
    #expect(try scorer.logits(of: [Self.images[0]]) == [71.5])
    #expect(try folder.text("log") == "started\n")
  }

  @Test func `a program gets PNG files of the images`() throws {
    let folder = try TemporaryFolder()
    let scorer = try ProgramScorer(
      command: "while read -r path; do cp \"$path\" \(folder.path)/seen.png; echo 1.5; done")
    _ = try scorer.logits(of: [Self.images[9]])
    #expect(try PNG.decode(contentsOf: folder.path("seen.png")) == Self.images[9])
  }

  @Test func `probabilities become logits, and stay finite`() throws {
    func logits(_ numbers: String, _ kind: ScoreKind?) throws -> [Double] {
      let scorer = try ProgramScorer(
        command: "for n in \(numbers); do read -r path; echo $n; done; read -r path", kind: kind)
      let count = numbers.split(separator: " ").count
      return try scorer.logits(of: Array(Self.images.prefix(count)))
    }
    let guessed = try logits("0.25 0.5 1 0", nil)
    #expect(abs(guessed[0] + 1.0986122886681098) < 1e-12 && guessed[1] == 0)
    #expect(abs(guessed[2] - 16.118) < 0.01 && abs(guessed[3] + 16.118) < 0.01)
    #expect(try logits("0.25 1.5", nil) == [0.25, 1.5])
    #expect(try logits("0.25 0.5", .logit) == [0.25, 0.5])
  }

  @Test func `what looked like probabilities may not turn into something else`() throws {
    let scorer = try ProgramScorer(
      command: "read -r path; echo 0.5; while read -r path; do echo 1.5; done")
    #expect(try scorer.logits(of: [Self.images[0]]) == [0])
    expect(
      "the program 'x' gave 1.5, which is no probability, and its first numbers all were; say --output logit",
      scorer)
    expect(
      "the program 'x' gave -0.1, which is no probability; it must be in 0...1, or say --output logit",
      try ProgramScorer(command: "while read -r path; do echo -0.1; done", kind: .probability))
  }

  /// Expects that scoring three images throws `message`, with the command called x.
  private func expect(_ message: String, _ scorer: ProgramScorer) {
    let error = #expect(throws: ScorerError.self) {
      _ = try scorer.logits(of: Array(Self.images.prefix(3)))
    }
    #expect(error?.description.replacing("'\(scorer.name)'", with: "'x'") == message)
  }

  @Test func `a program that misbehaves gets one line`() throws {
    func make(_ command: String, patience: Double = 20) throws -> ProgramScorer {
      let scorer = try ProgramScorer(command: command)
      scorer.patience = patience
      return scorer
    }
    let missing = try make("no-such-program-anywhere")
    let error = #expect(throws: ScorerError.self) { try missing.logits(of: [Self.images[0]]) }
    let text = try #require(error?.description)
    #expect(
      text.hasPrefix("the program 'no-such-program-anywhere' cannot be started: ")
        && text.contains("not found") && text.hasSuffix("; check its path"), "\(text)")
    expect(
      "the program 'x' ended with status 0 after 1 of 3 numbers; it must write a line for each path that it "
        + "reads, to the end of its input", try make("read -r path; echo 4"))
    expect(
      "the program 'x' ended with status 7 after 0 of 3 numbers: no weights here",
      try make("echo no weights here >&2; exit 7"))
    expect(
      "the program 'x' ended with status 137 after 0 of 3 numbers; it must write a line for each path that it "
        + "reads, to the end of its input", try make("kill -9 $$"))
    expect(
      "the program 'x' wrote 'success', which is no finite number; let it write one number a line",
      try make("while read -r path; do echo success; done"))
    expect(
      "the program 'x' wrote 'nan', which is no finite number; let it write one number a line",
      try make("while read -r path; do echo nan; done"))
    expect(
      "the program 'x' wrote a line more than it was given paths, '2'; let it write one number for each",
      try make("while read -r path; do printf '1\\n2\\n'; done; sleep 9"))
    expect(
      "the program 'x' wrote nothing for 1 s, after 1 of 3 numbers; let it flush its output after each line, or "
        + "raise --patience", try make("read -r path; echo 4; sleep 60", patience: 1))
  }

  @Test func `a wait can be ended`() throws {
    struct Stop: Error {}
    let scorer = try ProgramScorer(command: "sleep 60")
    scorer.whileWaiting = { throw Stop() }
    let start = ContinuousClock.now
    #expect(throws: Stop.self) { try scorer.logits(of: [Self.images[0]]) }
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test func `a model that is not there is told before Python is asked`() {
    let error = #expect(throws: ScorerError.self) { try ModelFile("no.onnx") }
    #expect(
      error?.description
        == "'no.onnx' is no classifier: there is no such file; check the path")
  }
}
