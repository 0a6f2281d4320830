// SPDX-License-Identifier: Apache-2.0

import DioramaLearners
import DioramaMath

/// An error of a run, its configuration or its folder.
public enum RunError: Error, Hashable, Sendable {
  case noEnvironment
  case unreadable(path: String, reason: String)
  case unwritable(path: String, reason: String)
  /// A file that does not hold a JSON object.
  case noObject(path: String)
  /// A row of a run with a number that is out of range.
  case badRow(path: String, line: Int, column: String, value: String, bounds: ClosedRange<Double>)
  /// A folder that does not hold a run.
  case noRun(String)
  /// A run's configuration without a value that it needs.
  case missingValue(path: String, key: String)
  /// A folder that exists already.
  case exists(String)
  /// An environment with discrete actions, where no reward can be learned.
  case notForRewards(String)
  /// A run that another process works on.
  case isLocked(String)
  /// A run that has saved no checkpoint yet.
  case noCheckpoint(String)
  /// A policy that was learned in another environment.
  case otherEnvironment(run: String, learned: String, wanted: String)
  /// A task file that was edited after the run began.
  case otherTask(String)
  /// A run whose success images are not those that it began with.
  case otherGoals(run: String)
  /// An image of a run whose size is not that of the agent's observations.
  case otherSize(path: String, found: [Int], wanted: [Int])
  /// A run of another learner.
  case otherLearner(run: String, learner: String)
  /// A run that has learned no reward.
  case noReward(run: String, learner: String)
  /// A file that is not a valid recipe.
  case badRecipe(path: String, reason: String)
  /// A learner that needs a data set, without one.
  case noDataset(learner: String)
  /// A learner that asks a scripted expert, where there is none.
  case noScriptedExpert(environment: String, learner: String)
  /// A run that a person takes part in, where nobody can be asked.
  case nobodyThere(expert: String)
  /// A recorded decision of a person that was made in another state, or at another step.
  case otherDecision(path: String, recordedStep: Int, step: Int)
  /// A data set that a learner cannot use.
  case badDataset(path: String, reason: String)
}

extension RunError: CustomStringConvertible {
  /// One line: what is wrong, the value, the bound, what to do.
  public var description: String {
    switch self {
    case .noEnvironment:
      "name an environment, such as 'Pushing-v1'; 'diorama list' shows them all"
    case .unreadable(let path, let reason):
      "cannot read '\(path)': \(reason)"
    case .unwritable(let path, let reason):
      "cannot write '\(path)': \(reason)"
    case .noObject(let path):
      "'\(path)' is not a JSON object; write {\"seed\": 1, \"settings\": {\"batch_size\": 64}} or the like"
    case .badRow(let path, let line, let column, let value, let bounds):
      "'\(path)', line \(line): \(column) is \(value); it must be in \(bounds); "
        + "fix the line or remove it"
    case .noRun(let folder):
      "'\(folder)' is not a folder of a run; 'diorama train LEARNER ID --out RUN' makes one"
    case .missingValue(let path, let key):
      "'\(path)' has no \(key); the run is of another version"
    case .exists(let folder):
      "'\(folder)' exists; name a new folder, or continue with --resume \(folder)"
    case .notForRewards(let environment):
      "rewards can be learned in robot tasks, such as Pushing-v1, not in \(environment); "
        + "'diorama train \(LearnerCatalog.usual) \(environment)' learns by its own reward"
    case .isLocked(let folder):
      "another process is using '\(folder)'; wait for it or stop it"
    case .noCheckpoint(let folder):
      "the run in '\(folder)' has saved nothing yet; let it train for longer"
    case .otherEnvironment(let run, let learned, let wanted):
      "the policy in '\(run)' was learned in \(learned), not in \(wanted)"
    case .otherTask(let path):
      "the task '\(path)' or its scene is not as it was when the run began; put it back, or begin a new run"
    case .otherGoals(let run):
      "the images in '\(run)/goals' are not those that the run began with; put them back as they were"
    case .otherSize(let path, let found, let wanted):
      "'\(path)' is \(found[0]) × \(found[1]) pixels where the run has \(wanted[0]) × \(wanted[1]); "
        + "put the run's own image back"
    case .otherLearner(let run, let learner):
      "the run in '\(run)' is one of \(learner); "
        + "continue with 'diorama train \(learner) --resume \(run)'"
    case .noReward(let run, let learner):
      "the run in '\(run)' has learned no reward, since its learner is \(learner); "
        + "name one of "
        + LearnerCatalog.names(where: \.hasClassifier)
    case .badRecipe(let path, let reason):
      "'\(path)' is not a recipe: \(reason)"
    case .noDataset(let learner):
      "\(learner) learns from a data set; name a run, a recording or a file of transitions with --dataset, or give --demonstrations"
    case .noScriptedExpert(let environment, let learner):
      "\(learner) asks a scripted expert at every step and \(environment) has none; "
        + "name --expert page and teach it yourself, or train bc with --demonstrations there"
    case .nobodyThere(let expert):
      "the expert is \(expert) and nobody can be asked here; use 'diorama train', or expert=scripted"
    case .otherDecision(let path, let recordedStep, let step):
      "'\(path)' has a decision before step \(recordedStep) that was made in another state than now, before "
        + "step \(step); put the run's own file back, or take out the lines from step \(step) on"
    case .badDataset(let path, let reason):
      "'\(path)' is not a data set for this run: \(reason)"
    }
  }
}
