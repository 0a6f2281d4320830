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

  @Test(arguments: ids, EnvironmentLaw.all)
  func `every environment obeys every law`(id: String, law: EnvironmentLaw) throws {
    let verdict = law.verdict(on: try EnvironmentSuite.catalog.entry(id))
    #expect(verdict.holds, "\(verdict.detail)")
  }
}
