// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaTasks
import Testing

@Suite struct EnvironmentLawTests {
  #if DEBUG
  // without optimisation a step of a cloth takes half a second; DrapingTests hash some of them
  static let ids = EnvironmentSuite.catalog.entries.map(\.id.description).filter { $0 != "Draping-v1" }
  #else
  static let ids = EnvironmentSuite.catalog.entries.map(\.id.description)
  #endif

  @Test(arguments: ids, EnvironmentLaw.all)
  func `every environment obeys every law`(id: String, law: EnvironmentLaw) throws {
    let verdict = law.verdict(on: try EnvironmentSuite.catalog.entry(id))
    #expect(verdict.holds, "\(verdict.detail)")
  }
}
