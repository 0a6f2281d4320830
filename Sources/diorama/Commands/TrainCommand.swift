// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaFiles
import DioramaLearners

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train a learner in an environment.",
    subcommands: Array(numbered.prefix(LearnerCatalog.all.count)))

  /// The commands by the learners' numbers in the catalogue, with some to spare.
  static let numbered: [any ParsableCommand.Type] = [
    TrainLearnerCommand<0>.self, TrainLearnerCommand<1>.self, TrainLearnerCommand<2>.self,
    TrainLearnerCommand<3>.self, TrainLearnerCommand<4>.self, TrainLearnerCommand<5>.self,
    TrainLearnerCommand<6>.self, TrainLearnerCommand<7>.self, TrainLearnerCommand<8>.self,
    TrainLearnerCommand<9>.self, TrainLearnerCommand<10>.self, TrainLearnerCommand<11>.self,
    TrainLearnerCommand<12>.self, TrainLearnerCommand<13>.self, TrainLearnerCommand<14>.self,
    TrainLearnerCommand<15>.self, TrainLearnerCommand<16>.self, TrainLearnerCommand<17>.self,
    TrainLearnerCommand<18>.self, TrainLearnerCommand<19>.self, TrainLearnerCommand<20>.self,
    TrainLearnerCommand<21>.self, TrainLearnerCommand<22>.self, TrainLearnerCommand<23>.self,
    TrainLearnerCommand<24>.self, TrainLearnerCommand<25>.self, TrainLearnerCommand<26>.self,
    TrainLearnerCommand<27>.self, TrainLearnerCommand<28>.self, TrainLearnerCommand<29>.self,
    TrainLearnerCommand<30>.self, TrainLearnerCommand<31>.self, TrainLearnerCommand<32>.self,
    TrainLearnerCommand<33>.self, TrainLearnerCommand<34>.self, TrainLearnerCommand<35>.self,
    TrainLearnerCommand<36>.self, TrainLearnerCommand<37>.self, TrainLearnerCommand<38>.self,
    TrainLearnerCommand<39>.self, TrainLearnerCommand<40>.self, TrainLearnerCommand<41>.self,
    TrainLearnerCommand<42>.self, TrainLearnerCommand<43>.self, TrainLearnerCommand<44>.self,
    TrainLearnerCommand<45>.self, TrainLearnerCommand<46>.self, TrainLearnerCommand<47>.self,
    TrainLearnerCommand<48>.self, TrainLearnerCommand<49>.self, TrainLearnerCommand<50>.self,
    TrainLearnerCommand<51>.self, TrainLearnerCommand<52>.self, TrainLearnerCommand<53>.self,
    TrainLearnerCommand<54>.self, TrainLearnerCommand<55>.self, TrainLearnerCommand<56>.self,
    TrainLearnerCommand<57>.self, TrainLearnerCommand<58>.self, TrainLearnerCommand<59>.self,
    TrainLearnerCommand<60>.self, TrainLearnerCommand<61>.self, TrainLearnerCommand<62>.self,
    TrainLearnerCommand<63>.self,
  ]
}

/// The command that trains the learner of this number in the catalogue, which has the texts of its help.
struct TrainLearnerCommand<let number: Int>: ParsableCommand {
  static var entry: LearnerEntry { LearnerCatalog.all[number] }

  static var configuration: CommandConfiguration {
    let images =
      entry.needs.contains(.successImages)
      ? """
      The reward is learned from success images, those of 'diorama goals' or your own. The \
      environment's reward is only reported.
      """ : ""
    return CommandConfiguration(
      commandName: entry.name, abstract: entry.abstract,
      discussion: [entry.discussion, images, Trainings.discussion].filter { !$0.isEmpty }
        .joined(separator: "\n\n"),
      aliases: entry.earlierNames)
  }

  /// Whether a learner that needs one of `needs` is helped by an option.
  private static func visibility(_ needs: LearnerEntry.Need...) -> ArgumentVisibility {
    entry.needs.isDisjoint(with: needs) ? .hidden : .default
  }

  @OptionGroup var training: TrainingOptions<number>
  @OptionGroup(title: "Success images", visibility: visibility(.successImages)) var goals:
    GoalOptions
  @OptionGroup(title: "Questions", visibility: visibility(.answers)) var questions: QuestionOptions
  @OptionGroup(title: "Expert", visibility: visibility(.expert)) var experts: ExpertOptions
  @OptionGroup(title: "Page", visibility: visibility(.answers, .expert)) var page: PageOptions

  func validate() throws {
    let port = page.port.map { ["port": JSONValue($0)] } ?? [:]
    let given: [(needs: Set<LearnerEntry.Need>, flags: [String: JSONValue])] = [
      ([.successImages], goals.flags), ([.answers], questions.flags), ([.expert], experts.flags),
      ([.answers, .expert], port),
    ]
    for (needs, flags) in given {
      guard let key = flags.keys.sorted().first else { continue }
      if training.resume != nil, key != "port" { throw Trainings.keeps }
      guard !Self.entry.needs.isDisjoint(with: needs) else {
        throw ValidationError(
          "--\(key.replacing("_", with: "-")) is nothing for \(Self.entry.name); leave it out")
      }
    }
  }

  func run() throws {
    try training.train(
      flags: goals.flags.merging(questions.flags) { $1 }.merging(experts.flags) { $1 },
      port: page.port.map { UInt16($0) })
  }
}
