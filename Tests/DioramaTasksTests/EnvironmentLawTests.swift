// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaTasks
import TestSupport
import Testing

@Suite(.slow) struct EnvironmentLawTests {
  /// Without optimisation a step of the cloth takes half a second: its laws are checked in release.
  static let ids = EnvironmentSuite.catalog.entries.map(\.id.description).filter {
    #if DEBUG
    $0 != "Draping-v1"
    #else
    true
    #endif
  }

  /// Several tasks at once: of classic control, of grids, and with actions of different lengths.
  static let joint = [
    "Pendulum-v1+MountainCarContinuous-v0", "FrozenLake-v1+Maze-v1", "Pushing-v1+Bookshelf-v1",
  ]

  @Test(arguments: ids + joint, EnvironmentLaw.all)
  func `every environment obeys every law`(id: String, law: EnvironmentLaw) throws {
    let verdict = law.verdict(on: try EnvironmentSuite.catalog.entry(id))
    #expect(verdict.holds, "\(verdict.detail)")
  }
}
