// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaFiles
public import DioramaLearners
import DioramaMath
import Foundation

/// A training run: an agent that learns, and the folder that the run is kept in.
///
/// Killed at any moment and resumed, it ends with the same bits as if it had never stopped.
public final class TrainingRun {
  /// A progress event of a run.
  public enum Event: Sendable {
    /// A step was made.
    case step(Int)
    /// A row was written.
    case row(ProgressRow)
    /// A note for the user, such as why there is no video.
    case note(String)
  }

  /// How ``run(isInterrupted:watch:)`` ended.
  public enum Outcome: Hashable, Sendable {
    case finished, interrupted
  }

  /// The configuration of the run.
  public let configuration: RunConfiguration

  /// The number of steps so far.
  public var stepCount: Int { training.stepCount }

  private let training: Training
  private let columns: ProgressColumns
  private let folder: RunFolder
  private let store: CheckpointStore
  private let log: ProgressLog
  private let labeler: QuestionLabeler?
  /// The hash of the success images; 0 without any.
  private let goalsHash: UInt64
  private let evaluator: Evaluator
  private let trial: RewardTrial?
  /// Whether the user was warned that the reward is exploited.
  private var hasWarned = false
  private var interval = RunInterval()
  private var makesFilms: Bool
  private let notes: [String]

  /// Begins a run in the new folder `path`.
  ///
  /// - Parameters:
  ///   - configuration: The configuration.
  ///   - path: The folder.
  ///   - whoAnswers: Makes the respondent to the questions of a learned reward that asks some.
  ///   - whoSupervises: Makes the supervisor of a learner that a person teaches.
  ///   - progress: Is told how many images of success and failure have been made, and of how many; an
  ///     error that it throws ends the work.
  /// - Throws: ``RunError``, ``SettingsError`` and the like; then no folder is left.
  public convenience init(
    _ configuration: RunConfiguration, at path: String,
    whoAnswers: RespondentFactory = RunConfiguration.oracle,
    whoSupervises: SupervisorFactory = RunConfiguration.nobody,
    progress: (_ done: Int, _ count: Int) throws -> Void = { _, _ in }
  ) throws {
    var configuration = configuration
    try configuration.check()
    try configuration.fixPaths()
    // errors are reported before success images are made, which takes half a minute for towels
    try RunFolder.checkIsNew(path)
    let environment = try configuration.makeEnvironment()
    let pictures =
      configuration.needs(.successImages)
      ? try RewardImages(configuration, progress: progress) : nil
    let training = try Self.training(configuration, in: environment, pictures)
    let folder = try RunFolder(making: path, configuration, pictures)
    do {
      try self.init(configuration, training, folder, pictures, whoAnswers, whoSupervises)
    } catch {
      try? Disk.remove(path)
      throw error
    }
  }

  /// Resumes the run in the folder `path`.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - learner: The learner that the run must have; nil for any.
  ///   - steps: The new number of steps of the whole run; nil for the old one.
  ///   - threads: The number of threads that share the work; nil for the old one.
  ///   - whoAnswers: Makes the respondent to the questions of a learned reward that asks some.
  ///   - whoSupervises: Makes the supervisor of a learner that a person teaches.
  /// - Throws: ``RunError``, ``CheckpointError`` and the like.
  public convenience init(
    resuming path: String, of learner: String? = nil, steps: Int? = nil, threads: Int? = nil,
    whoAnswers: RespondentFactory = RunConfiguration.oracle,
    whoSupervises: SupervisorFactory = RunConfiguration.nobody
  ) throws {
    var configuration = try RunConfiguration(ofRun: path)
    if let learner, learner != configuration.learner {
      throw RunError.otherLearner(run: path, learner: configuration.learner)
    }
    configuration.steps = steps ?? configuration.steps
    configuration.threads = threads ?? configuration.threads
    try configuration.check()
    let pictures =
      configuration.needs(.successImages) ? try RewardImages(ofRun: path, configuration) : nil
    let training = try Self.training(
      configuration, in: configuration.makeEnvironment(), pictures)
    let folder = try RunFolder(opening: path)
    try self.init(configuration, training, folder, pictures, whoAnswers, whoSupervises)
    guard configuration.steps >= stepCount else {
      throw SettingsError.outOfBounds(
        key: "steps", value: "\(configuration.steps)", bounds: "at least \(stepCount)")
    }
    try folder.write(configuration.file, to: "config.json")
  }

  private static func training(
    _ configuration: RunConfiguration, in environment: AnyEnvironment, _ pictures: RewardImages?
  ) throws -> Training {
    let problem = try configuration.problem(
      of: environment, images: pictures?.goals ?? [], failures: pictures?.shown ?? [])
    let threads = configuration.threadCount
    let (learner, reward) = try configuration.makeLearner(problem, threads: threads)
    let settings: any LearnerSettings = learner.settings
    let others = try (1..<settings.rollout.environments).map { _ in
      try configuration.makeEnvironment()
    }
    return try Training(
      [environment] + others, learner, problem, reward: reward, threads: threads,
      seed: configuration.seed)
  }

  private init(
    _ configuration: RunConfiguration, _ training: Training, _ folder: RunFolder,
    _ pictures: RewardImages?, _ whoAnswers: RespondentFactory,
    _ whoSupervises: SupervisorFactory
  ) throws {
    self.configuration = configuration
    self.training = training
    columns = ProgressColumns(of: try configuration.entry, training.environment.tasks)
    self.folder = folder
    makesFilms = configuration.filmEvery > 0
    evaluator = try Evaluator(configuration, training)
    trial =
      try training.successReward == nil
      ? nil : pictures.map { try RewardTrial(configuration, $0) }
    store = try CheckpointStore(folder.path, for: training)
    if try configuration.hasPerson {
      training.supervise(
        by: try RecordedSupervisor(
          folder.path, asking: whoSupervises(configuration, folder.path)))
    }
    var position = QuestionLabeler.Position()
    goalsHash = pictures?.goalsHash ?? 0
    var notes = pictures?.notes ?? []
    if CheckpointStore.holdsCheckpoint(folder.path) {
      let journal = try store.load(into: training)
      guard let saved = RunInterval(Array(journal.prefix(RunInterval.wordCount))) else {
        throw store.damaged("a number of the journal")
      }
      interval = saved
      let rest = journal.dropFirst(RunInterval.wordCount)
      guard rest.first == goalsHash else { throw RunError.otherGoals(run: folder.path) }
      guard let asked = QuestionLabeler.Position(Array(rest.dropFirst())) else {
        throw store.damaged("a number of questions in the journal")
      }
      position = asked
    } else {
      // a new run, or one that was killed before its first checkpoint
      if let dataset = configuration.dataset, Recording.exists(in: dataset) {
        try configuration.readRecording(dataset, for: training)
      } else if let dataset = configuration.dataset {
        let data = try configuration.readDataset(dataset, for: training)
        training.addDataset(data)
        if let note = configuration.note(on: data) { notes.append(note) }
      }
      try training.addDemonstrations(
        configuration.demonstrations, in: configuration.makeEnvironment(),
        seed: configuration.seed)
    }
    if let reward = training.successReward, configuration.needs(.answers) {
      let questions = try QuestionFolder(
        in: folder.path,
        about: .init(environment: configuration.environment, budget: reward.settings.queries),
        examples: pictures?.goals ?? [])
      labeler = try QuestionLabeler(
        questions, at: position, answeredBy: whoAnswers(configuration, questions))
    } else {
      labeler = nil
    }
    training.successReward?.labeler = labeler
    self.notes = notes
    log = try ProgressLog(folder.path, columns, upTo: training.stepCount)
    interval.begin(step: training.stepCount)
  }

  /// Trains until all steps are made.
  ///
  /// - Parameters:
  ///   - isInterrupted: Asked before each step; if true, the run is saved and training ends.
  ///   - watch: Is told of each event; an error that it throws ends training.
  /// - Returns: Whether all steps were made.
  /// - Throws: ``TrainingError``, ``CheckpointError``, ``RunError`` and errors of the environment; the last
  ///   checkpoint stays as it was.
  public func run(
    isInterrupted: @autoclosure () -> Bool = false, watch: (Event) throws -> Void = { _ in }
  ) throws -> Outcome {
    for note in notes { try watch(.note(note)) }
    while training.stepCount < configuration.steps {
      if isInterrupted() {
        try save()
        return .interrupted
      }
      let before = training.stepCount
      if let ended = try training.step(isInterrupted: isInterrupted) { interval.add(ended) }
      guard training.stepCount > before else {
        try save()  // as it was
        return .interrupted
      }
      let evaluates = isDue(configuration.evaluateEvery)
      if evaluates || isDue(configuration.logEvery) { try addRow(evaluates, watch) }
      if isDue(configuration.checkpointEvery) { try save() }
      try watch(.step(training.stepCount))
    }
    try folder.write(summary(), to: "summary.json")
    return .finished
  }

  private func isDue(_ period: Int) -> Bool {
    let step = training.stepCount
    return step == configuration.steps || period > 0 && step % period == 0
  }

  private func save() throws {
    try log.synchronize()
    try store.save(
      training, journal: interval.words + [goalsHash] + (labeler?.position.words ?? []))
  }

  private func addRow(_ evaluates: Bool, _ watch: (Event) throws -> Void) throws {
    var row = interval.row(training)
    if evaluates {
      interval.evaluations += 1
      let isFilmed =
        makesFilms
        && (interval.evaluations % configuration.filmEvery == 0
          || training.stepCount == configuration.steps)
      let (report, episodes) = try evaluator.report(
        film: isFilmed ? folder.film(step: training.stepCount) : nil,
        by: training.successReward?.classifier)
      row["evaluation_return_mean"] = report.returnMean
      row["evaluation_return_std"] = report.returnDeviation
      row["evaluation_success_rate"] = report.successRate
      row["evaluation_success_low"] = report.successInterval.lowerBound
      row["evaluation_success_high"] = report.successInterval.upperBound
      for (task, success) in report.taskSuccesses {
        row[ProgressColumns.success(in: task)] = success.rate
      }
      if let reason = episodes.noFilm {
        makesFilms = false
        try watch(.note("there will be no films: \(reason)"))
      }
      try tryReward(episodes, &row, watch)
    }
    try log.add(row)
    interval.finish(row)
    if evaluates {
      try folder.write(Data(LearningCurve(title: title, rows: log.rows).svg.utf8), to: "curve.svg")
    }
    try watch(.row(row))
  }

  /// Measures and plots the learned reward along episodes, and warns when it is exploited.
  private func tryReward(
    _ episodes: EpisodeRecorder, _ row: inout ProgressRow, _ watch: (Event) throws -> Void
  ) throws {
    guard let trial, let reward = training.successReward, reward.classifier.updateCount > 0
    else { return }
    let report = trial.report(
      reward.classifier, values: episodes.values, looksSolved: episodes.looksSolved)
    row["goal_value"] = report.goals
    row["held_out_value"] = report.heldOut
    row["failure_value"] = report.failures
    row["evaluation_miss_value"] = report.missesAtEnd
    let plot = RewardPlot(title: "\(title), step \(training.stepCount)", report: report)
    try folder.write(Data(plot.svg.utf8), to: "reward.svg")
    if report.isExploited, !hasWarned {
      hasWarned = true
      try watch(
        .note(
          "step \(training.stepCount): the reward takes failures for success (reward.svg); "
            + "more questions or more goals may help"))
    }
  }

  private var title: String {
    let reward = configuration.needs(.successImages) ? "" : "\(configuration.reward) reward, "
    return "\(configuration.environment), \(configuration.learner) "
      + "(\(configuration.preset.rawValue)), \(configuration.observation), "
      + "\(reward)seed \(configuration.seed)"
  }

  /// The last row, as a line of JSON.
  public var lastRow: String? { log.rows.last.map(columns.json) }

  /// Returns `row` as a line of JSON.
  public func json(_ row: ProgressRow) -> String { columns.json(row) }

  /// A hash over everything that acts, such as the parameters of the policy: equal hashes mean equal agents.
  public var parametersHash: String { training.parametersHash.description }

  private func summary() throws -> Data {
    let summary = RunSummary(
      environment: configuration.environment, learner: configuration.learner,
      preset: configuration.preset, seed: configuration.seed, version: configuration.version,
      commit: configuration.commit, renderer: renderer, parametersHash: parametersHash,
      final: log.rows.last.map(\.values),
      best: log.rows.filter { $0["evaluation_success_rate"] != nil }
        .max {
          ($0["evaluation_success_rate"] ?? 0, $0["evaluation_return_mean"] ?? 0)
            < ($1["evaluation_success_rate"] ?? 0, $1["evaluation_return_mean"] ?? 0)
        }?.values)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    return try encoder.encode(summary) + Data("\n".utf8)
  }

  /// The name of the renderer of the observed images; nil without images.
  private var renderer: String? {
    configuration.observation == "state" ? nil : try? training.environment.rendererName()
  }
}

/// The summary of a finished run: its `summary.json`.
struct RunSummary: Encodable {
  let environment: String
  let learner: String
  let preset: Preset
  let seed: UInt64
  let version: String
  let commit: String?
  let renderer: String?
  let parametersHash: String
  /// The last row, and the one with the best evaluation.
  let final: [String: Double]?
  let best: [String: Double]?
}
