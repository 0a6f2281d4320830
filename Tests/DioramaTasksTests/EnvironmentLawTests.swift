// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaTasks
import Testing

@Suite struct EnvironmentLawTests {
  static let ids = EnvironmentSuite.catalog.entries.map(\.id.description)

  @Test(arguments: ids, EnvironmentLaw.all)
  func `every environment obeys every law`(id: String, law: EnvironmentLaw) throws {
    let verdict = law.verdict(on: try EnvironmentSuite.catalog.entry(id))
    #expect(verdict.holds, "\(verdict.detail)")
  }
}
