// SPDX-License-Identifier: Apache-2.0

import DioramaTasks
import Testing

@Suite struct CertificateTests {
  @Test(arguments: Certificate.experiments.map(\.name))
  func `the physics agrees with closed forms`(name: String) throws {
    let experiment = try #require(Certificate.experiments.first { $0.name == name })
    let rows = try experiment.run()
    #expect(!rows.isEmpty)
    for row in rows {
      #expect(row.holds, "\(row.name): \(row.measured), expected \(row.expected)")
    }
  }
}
