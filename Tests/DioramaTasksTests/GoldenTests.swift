// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaTasks
import Testing

/// The same bits today as yesterday, in debug and in release.
///
/// A change of dynamics, observation or reward changes them, and is a new version of the environment.
/// Accept a new value only together with one.
@Suite struct GoldenTests {
  #if arch(x86_64)
  /// Of ODE 0.16.2 on x86-64.
  static let hashes = [
    "Pushing-v1": "cb237808ab72a0b2",
    "PushingGoal-v1": "c8ff12c4c4c7224c",
    "Draping-v1": "d9abcf0613961e56",
  ]

  @Test(arguments: EnvironmentLawTests.ids)
  func `four random episodes hash as ever`(id: String) throws {
    var policy = RandomPolicy()
    let report = try EnvironmentSuite.catalog.make(id)
      .rollout(&policy, name: "random", episodes: 4, seed: 3)
    #expect(report.lengths == Array(repeating: try EnvironmentSuite.catalog.entry(id).horizon, count: 4))
    #expect(report.trajectoryHash.description == Self.hashes[id])
  }
  #endif
}
