// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaTasks
import TestSupport
import Testing

/// The same bits today as yesterday, in debug and in release.
///
/// A change of dynamics, observation or reward changes them, and is a new version of the environment.
/// Accept a new value only together with one.
@Suite(.slow, .golden) struct GoldenTests {
  /// Of ODE 0.16.2 on x86-64.
  static let hashes = [
    "Pushing-v1": "518c70054e4f57ff",
    "PushingGoal-v1": "527204643d4b79e5",
    "FourByThree-v1": "e2912db8eff4d52d",
    "FrozenLake-v1": "d9aefa54b1176f65",
    "FrozenLake8x8-v1": "34e0abdb1b5fc067",
    "CliffWalking-v1": "eba9db88f5f4b46d",
    "WindyGrid-v1": "b298c8af14060383",
    "FourRooms-v1": "472efd6fdb33050b",
    "KeyDoor-v1": "8ae1c09f9dfe2f31",
    "Maze-v1": "f19788e1301eb226",
    "Bookshelf-v1": "1b378c7c70d54ecb",
    "Door-v1": "154f5a5555d17ccb",
    "PushT-v1": "65a64abade024af1",
    "Reaching-v1": "964707760314f5b4",
    "ArmPushing-v1": "b8fe01e0716a5913",
    "Picking-v1": "cd3e7225535be007",
    "Draping-v1": "f81528303e01aaba",
    "Pendulum-v1": "e470934cceabb6d0",
    "CartPole-v1": "5bde8149b0b006f2",
    "MountainCarContinuous-v0": "4226af04cc81c892",
    "Acrobot-v1": "c86011d325642871",
  ]

  @Test(arguments: EnvironmentSuite.catalog.entries.map(\.id.description))
  func `four random episodes hash as ever`(id: String) throws {
    var policy = RandomPolicy()
    let entry = try EnvironmentSuite.catalog.entry(id)
    // a step of the cloth takes half a second without optimisation
    let horizon = id == "Draping-v1" ? 8 : nil
    let report = try entry.make(EnvironmentOptions(horizon: horizon))
      .rollout(&policy, name: "random", episodes: 4, seed: 3)
    #expect(report.trajectoryHash.description == Self.hashes[id])
  }
}
