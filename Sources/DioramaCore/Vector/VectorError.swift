// SPDX-License-Identifier: Apache-2.0

/// An error of a vector of environments.
public enum VectorError: Error, Hashable, Sendable {
  case noEnvironments(Int)
  case tooMany(Int, most: Int)
  case noWorkers(Int)
  case tooManyWorkers(Int, most: Int)
  /// Rows, above all of images, that are too large for memory.
  case tooLarge(Int, bytesEach: Int, most: Int)
  /// A worker program that does not exist or may not be run.
  case noSuchProgram(String, reason: String)
  /// Worker processes without a program to run.
  case noWorkerCommand
  /// Arrays that do not have one row for each environment.
  case rowCount(String, count: Int, expected: Int)
  /// A mask without a true.
  case emptyMask
  /// A reset without seeds of an environment that never had one.
  case noSeed(index: Int)
  /// A step that an environment refused, before any of them moved.
  case refused(index: Int, SimulationError)
  /// An environment that failed, while the others did as they were told.
  case failed(index: Int, VectorFailure, reason: String)
  /// A worker that could not make its environments.
  case notMade(reason: String)
  case closed
  /// A vector that another process made, before it forked.
  case forked
  /// A descriptor that is not of a shared block.
  case notABlock(descriptor: Int32)
  /// A worker number that the vector does not have.
  case noSuchWorker(Int, count: Int)
  /// A call that the operating system refused, with its reason.
  case system(String, doing: String)
}

/// The kind of failure of one environment of a vector.
public enum VectorFailure: Int32, Hashable, Sendable {
  /// Its simulation blew up; a reset repairs it.
  case diverged = 1
  /// Its image cannot be drawn.
  case notDrawn
  /// Its worker process has ended.
  case workerDied
  /// Any other error.
  case other
}

extension VectorError: CustomStringConvertible {
  /// One line: what is wrong, the value, the bound, what to do.
  public var description: String {
    switch self {
    case .noEnvironments(let count):
      "there must be at least 1 environment; there are \(count)"
    case .tooMany(let count, let most):
      "there may be at most \(most) environments; there are \(count)"
    case .noWorkers(let count):
      "there must be at least 1 worker; there are \(count)"
    case .tooManyWorkers(let count, let most):
      "there may be at most \(most) workers; there are \(count)"
    case .tooLarge(let count, let bytes, let most):
      "\(count) environments of \(bytes) bytes each do not fit in \(most >> 30) GiB; "
        + "make fewer, or observe and draw smaller images"
    case .noSuchProgram(let program, let reason):
      "the worker program '\(program)' cannot be started: \(reason); give the path of a program "
        + "that may be run, or use threads"
    case .noWorkerCommand:
      "worker processes need a program to run; name it, or use threads"
    case .rowCount(let what, let count, let expected):
      "there are \(count) \(what); give \(expected)"
    case .emptyMask:
      "the mask selects no environment; select at least one"
    case .noSeed(let index):
      "environment \(index) was never given a seed; reset it with one first"
    case .refused(let index, let error):
      "environment \(index): \(error)"
    case .failed(let index, _, let reason):
      "environment \(index): \(reason)"
    case .notMade(let reason):
      "a worker could not make its environments: \(reason)"
    case .closed:
      "the environments were closed; make new ones"
    case .forked:
      "the environments belong to the process that made them; make new ones in this one"
    case .notABlock(let descriptor):
      "descriptor \(descriptor) is not shared memory; a worker is started by its vector, not by hand"
    case .noSuchWorker(let number, let count):
      "there is no worker \(number); there are \(count), from 0"
    case .system(let reason, let doing):
      "the operating system refused to \(doing): \(reason)"
    }
  }
}
