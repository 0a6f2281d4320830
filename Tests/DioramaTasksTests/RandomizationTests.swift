// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaTasks
import Testing

@Suite struct RandomizationTests {
  static let entry = EnvironmentSuite.catalog.entries[0]
  static let looks: Set<RandomizedProperty> = [.textures, .colors, .light, .camera]

  /// What one episode of an environment shows.
  private func episode(
    _ randomized: Set<RandomizedProperty>, seed: UInt64
  ) throws -> (states: [[Float]], picture: Image) {
    let environment = try Self.entry.make(
      EnvironmentOptions(observation: .both, randomized: randomized))
    var states = [try environment.reset(seed: seed)]
    for _ in 0..<25 { states.append(try environment.step(environment.expertAction()).observation) }
    return (states.map(\.state), try #require(states[0].pixels))
  }

  @Test(arguments: RandomizedProperty.allCases)
  func `each property changes what it says and nothing else`(property: RandomizedProperty) throws {
    let plain = try episode([], seed: 4)
    let varied = try episode([property], seed: 4)
    #expect(varied.states[0] == plain.states[0])
    if Self.looks.contains(property) {
      #expect(varied.picture != plain.picture)
      #expect(varied.states == plain.states)
    } else {
      #expect(varied.picture == plain.picture)
      #expect(varied.states != plain.states)
    }
  }

  @Test func `one more property never shifts the draws of another`() throws {
    let alone = try episode([.masses], seed: 5)
    let among = try episode(Set(RandomizedProperty.allCases).subtracting([.friction]), seed: 5)
    #expect(among.states == alone.states)
  }

  @Test func `seeds differ and episodes forget each other`() throws {
    let environment = try Self.entry.make(
      EnvironmentOptions(observation: .pixels, randomized: Set(RandomizedProperty.allCases)))
    let pictures = try (0..<6).map { try environment.reset(seed: UInt64($0)).pixels }
    #expect(Set(pictures).count == 6)
    #expect(try environment.reset(seed: 2).pixels == pictures[2])
  }

  @Test(arguments: EnvironmentLaw.all)
  func `the laws hold with everything randomised`(law: EnvironmentLaw) throws {
    let plain = Self.entry
    let varied = Catalog.Entry(
      id: plain.id, summary: plain.summary, observationSpace: plain.observationSpace,
      actionSpace: plain.actionSpace, horizon: plain.horizon,
      isGoalConditioned: plain.isGoalConditioned, randomSuccess: plain.randomSuccess,
      expertSuccess: plain.expertSuccess
    ) { options in
      var options = options
      options.randomized = Set(RandomizedProperty.allCases)
      return try plain.make(options)
    }
    let verdict = law.verdict(on: varied)
    #expect(verdict.holds, "\(verdict.detail)")
  }
}
