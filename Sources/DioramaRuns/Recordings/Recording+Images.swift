// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
public import DioramaMath
import DioramaRender
public import DioramaTasks
import Foundation

extension Recording {
  /// Writes an image of every moment, and what happened there, into `target`, and finishes it.
  ///
  /// `episode_0003/frame_0012.png` is the image after step 12 of episode 3, and a line of `metadata.jsonl`
  /// says what was done then: an *image folder*, as the library `datasets` of Hugging Face and torchvision
  /// read it. Every step is checked on the way, as by ``replay(watch:)``.
  ///
  /// - Parameters:
  ///   - target: The folder.
  ///   - view: The view of the images; nil for the recording's own.
  ///   - watch: Is called after each step with the number of episodes done; an error that it throws ends the
  ///     work.
  /// - Returns: The number of images.
  /// - Throws: ``RecordingError``, or an error of the environment or of drawing.
  @discardableResult
  public func writeImages(
    to target: NewFolder, view: View? = nil, watch: (Int) throws -> Void = { _ in }
  ) throws -> Int {
    guard !episodes.isEmpty else { throw RecordingError.isEmpty(folder) }
    var options = try manifest.options
    options.observation = .state
    options.view = view ?? options.view
    let environment = try manifest.entry(in: folder).make(options)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var lines = Data()
    var count = 0
    for (number, episode) in episodes.enumerated() {
      let name = "episode_" + number.digits(atLeast: 4)
      do throws(SystemError) {
        try Disk.makeFolder(target.draft + "/" + name)
      } catch {
        throw RecordingError.unwritable(path: target.draft + "/" + name, reason: "\(error)")
      }
      try relive(episode, number, in: environment) { take in
        let step = take.actions.count
        let file = name + "/frame_" + step.digits(atLeast: 4) + ".png"
        try PNG.write(environment.image(options.view), to: target.draft + "/" + file)
        let line = FrameLine(
          file: file, episode: number, step: step, episode, take.observation.state,
          success: environment.metrics.isSuccess)
        lines += try encoder.encode(line) + Data("\n".utf8)
        count += 1
        try watch(number)
      }
    }
    let path = target.draft + "/metadata.jsonl"
    do throws(SystemError) {
      try Disk.write(lines, to: path)
    } catch {
      throw RecordingError.unwritable(path: path, reason: "\(error)")
    }
    try target.finish()
    return count
  }
}

/// A line of an image folder's `metadata.jsonl`.
///
/// The action is what was done at this moment, and reward and ending are what came of it; at the last moment
/// of an episode, where nothing was done, they are null.
private struct FrameLine: Encodable {
  let fileName: String
  let episode: Int
  let step: Int
  let seed: UInt64
  let state: [Float]
  let success: Bool
  private let action: RecordedEpisode.ActionValue?
  private let reward: Float?
  private let terminated: Bool?
  private let truncated: Bool?

  init(
    file: String, episode number: Int, step: Int, _ episode: RecordedEpisode, _ state: [Float],
    success: Bool
  ) {
    (fileName, self.episode, self.step, seed) = (file, number, step, episode.seed)
    (self.state, self.success) = (state, success)
    let count = episode.actions.count
    let isEnd = step + 1 == count
    action = step < count ? .init(episode.actions[step]) : nil
    reward = step < count ? episode.rewards[step] : nil
    terminated = step < count ? isEnd && episode.end == .terminated : nil
    truncated = step < count ? isEnd && episode.end != .terminated : nil
  }

  private enum Key: String, CodingKey {
    case fileName = "file_name"
    case episode, step, seed, state, success, action, reward, terminated, truncated
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(fileName, forKey: .fileName)
    try values.encode(episode, forKey: .episode)
    try values.encode(step, forKey: .step)
    try values.encode(seed, forKey: .seed)
    try values.encode(state, forKey: .state)
    try values.encode(success, forKey: .success)
    // every line has every key: readers of tables want that
    try values.encode(action, forKey: .action)
    try values.encode(reward, forKey: .reward)
    try values.encode(terminated, forKey: .terminated)
    try values.encode(truncated, forKey: .truncated)
  }
}
