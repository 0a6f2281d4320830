// SPDX-License-Identifier: Apache-2.0

import DioramaPhysics
import TestSupport
import Testing

@Suite(.slow) struct CertificateTests {
  /// Without optimisation the cloth's rest takes a minute.
  static let names = Certificate.experiments.map(\.name).filter {
    #if DEBUG
    $0 != "cloth's rest"
    #else
    true
    #endif
  }

  @Test(arguments: names)
  func `the physics agrees with closed forms`(name: String) throws {
    let experiment = try #require(Certificate.experiments.first { $0.name == name })
    let rows = try experiment.run()
    #expect(!rows.isEmpty)
    for row in rows {
      #expect(row.holds, "\(row.name): \(row.measured), expected \(row.expected)")
    }
  }
}
