// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaLearners
import Foundation

/// The state of the run that asks, read from its folder.
extension QuestionFolder {
  private struct Configuration: Decodable {
    let steps: Int
    let learner: String?
  }

  private var configuration: Configuration? {
    guard let content = try? Disk.read(run + "/config.json"),
      let found = try? JSONDecoder().decode(Configuration.self, from: content),
      (1...1_000_000_000).contains(found.steps)
    else { return nil }
    return found
  }

  /// The number of steps of the whole run; nil if it is not known.
  package var steps: Int? { configuration?.steps }

  /// The step of the last row of progress; only the end of the file is read.
  package var lastLoggedStep: Int? {
    struct Row: Decodable { let step: Int }
    guard let file = try? OpenFile(run + "/progress.jsonl", for: .reading),
      let size = try? file.seekToEnd(), (try? file.seek(to: size - min(size, 4096))) != nil
    else { return nil }
    let lines = (try? file.readToEnd())?.split(separator: UInt8(ascii: "\n")) ?? []
    return lines.reversed().lazy.compactMap {
      (try? JSONDecoder().decode(Row.self, from: $0))?.step
    }.first
  }

  /// The command that resumes the run; nil while a process trains it.
  public var resumption: String? {
    guard !FolderLock.isHeld(run) else { return nil }
    let asking = LearnerCatalog.all.last { $0.needs.contains(.answers) }?.name ?? ""
    let command = "diorama train \(configuration?.learner ?? asking) --resume \(run)"
    guard let steps, let lastLoggedStep, lastLoggedStep >= steps else { return command }
    return command + " --steps \(2 * steps)"  // all are made
  }
}
