// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore

extension EnvironmentLaw {
  static let errorLaws = [
    EnvironmentLaw("a step before the first reset is refused") { entry in
      let environment = try entry.make()
      var policy = ZeroPolicy()
      policy.begin(seed: 0)
      let action = policy.action(for: TaskObservation(), in: environment)
      return refusal { _ = try environment.step(action) } == .notReset ? nil : "it was not"
    },
    EnvironmentLaw("a step after the end is refused") { entry in
      let environment = try entry.make(EnvironmentOptions(horizon: 3))
      let episode = try Episode(environment, seed: 0)
      var policy = ZeroPolicy()
      policy.begin(seed: 0)
      let action = policy.action(for: episode.observations[0], in: environment)
      guard let error = refusal({ _ = try environment.step(action) }),
        case .episodeOver = error
      else { return "it was not" }
      return nil
    },
    EnvironmentLaw("a bad action is refused and changes nothing") { entry in
      let clean = try Episode(entry.make(), seed: 9)
      let environment = try entry.make()
      _ = try environment.reset(seed: 9)
      for action in badActions(environment.actionSpace) {
        guard refusal({ _ = try environment.step(action) }) != nil else {
          return "\(action) was not refused"
        }
      }
      let before = environment.snapshot
      for action in badActions(environment.actionSpace) {
        _ = refusal { _ = try environment.step(action) }
      }
      guard environment.snapshot == before else { return "the state changed" }
      return try Episode(environment, seed: 9) == clean ? nil : "the next episode differs"
    },
  ]

  private static func badActions(_ space: Space) -> [TaskAction] {
    guard case .box(let low, let high) = space else {
      return [.index(-1), .index(space.count), .index(.max), .vector([0])]
    }
    let middle = zip(low, high).map { ($0 + $1) / 2 }
    func with(_ number: Float) -> TaskAction {
      var numbers = middle
      numbers[numbers.count - 1] = number
      return .vector(numbers)
    }
    return [
      .vector([]), .vector(middle + [0]), .vector(Array(middle.dropLast())), .index(0),
      with(.nan), with(.infinity), with(-.infinity), with(1.001), with(-1.001),
      with(.greatestFiniteMagnitude),
    ]
  }

  /// Returns the error that `body` throws, if it does.
  static func refusal(_ body: () throws -> Void) -> SimulationError? {
    do {
      try body()
      return nil
    } catch {
      return error as? SimulationError
    }
  }
}
