// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaRender
import DioramaRuns
import Foundation

/// What a person does on the page: the episode under way, and those that were saved.
///
/// One thread uses it.
final class DriveSession: Driven {
  let writer: RecordingWriter
  let controls: DriveControls
  /// The episodes in all; nil for as many as somebody likes.
  let total: Int?
  /// The time that a step takes in the world [s].
  let period: Double
  let summary: String
  private(set) var take: EpisodeTake
  private let environment: AnyEnvironment
  private let view: View
  /// The image of the present moment, once it was drawn.
  private var frame: [UInt8]?
  /// A number that changes with every change of the scene.
  private(set) var version = 0

  init(
    to folder: String, _ manifest: RecordingManifest, _ entry: Catalog.Entry, total: Int?,
    view: View
  ) throws {
    self.total = total
    self.view = view
    period = entry.controlPeriod
    summary = entry.summary
    var options = try manifest.options
    _ = try entry.make(options)  // so that what exports show is checked, before there is a folder
    options.observation = .state
    environment = try entry.make(options)
    writer = try RecordingWriter(folder, manifest)
    controls = try DriveControls(of: environment, seed: writer.nextSeed, view)
    take = try EpisodeTake(in: environment, seed: writer.nextSeed, canUndo: true)
    _ = try draw()  // so that a camera or a renderer that is missing is told at once
  }

  var metrics: Metrics { environment.metrics }
  var horizon: Int { environment.horizon }

  /// Whether all episodes are there.
  var isDone: Bool { total.map { writer.episodes.count >= $0 } ?? false }

  func state() throws -> Data { try JSONEncoder().encode(DriveState(self)) }

  func take(_ message: DriveMessage) throws {
    switch message.deed {
    case .step:
      guard let action = message.action, let seen = message.seen else { return }  // it is complete
      try step(action, seen: seen)
    case .watch: throw DriveRefusal(description: "nobody acts here but you; send a step")
    case .undo: try undo()
    case .discard: try begin()
    case .save: try save()
    case .remove: try remove()
    }
  }

  func draw() throws -> [UInt8] {
    if let frame { return frame }
    let bytes = try PNG.encode(environment.image(view))
    frame = bytes
    return bytes
  }

  /// Makes a step in the episode, of which the page has seen `seen` steps.
  private func step(_ action: TaskAction, seen: Int) throws {
    guard !isDone else {
      throw DriveRefusal(description: "all episodes are recorded; stop the program")
    }
    guard seen == take.actions.count else {
      throw DriveRefusal(
        isConflict: true,
        description: "the episode has \(take.actions.count) steps, and the page showed \(seen)")
    }
    guard take.ending == nil else {
      throw DriveRefusal(description: "the episode is over; save it, discard it or undo a step")
    }
    do throws(SimulationError) {
      try take.step(action)
    } catch {
      throw DriveRefusal(description: "\(error)")
    }
    change()
  }

  /// Takes the last step back.
  private func undo() throws {
    guard take.canUndo else {
      throw DriveRefusal(
        description: take.actions.isEmpty
          ? "there is no step to undo"
          : "only the last \(EpisodeTake.undoLimit) steps can be undone")
    }
    try take.undo()
    change()
  }

  /// Saves the episode, and begins the next one.
  private func save() throws {
    guard !isDone else {
      throw DriveRefusal(description: "all episodes are recorded; stop the program")
    }
    do throws(RecordingError) {
      try writer.add(take.episode)
    } catch RecordingError.noSteps {
      throw DriveRefusal(description: "\(RecordingError.noSteps)")
    }
    try begin()
  }

  /// Takes the last saved episode out of the recording, and begins it again.
  private func remove() throws {
    guard !writer.episodes.isEmpty else {
      throw DriveRefusal(description: "there is no episode to remove")
    }
    try writer.removeLast()
    try begin()
  }

  /// Begins an episode; once more from the same start, where none was saved since.
  private func begin() throws {
    take = try EpisodeTake(in: environment, seed: writer.nextSeed, canUndo: true)
    change()
  }

  private func change() {
    frame = nil
    version += 1
  }
}
