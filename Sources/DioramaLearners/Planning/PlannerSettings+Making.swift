// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

extension PlannerSettings {
  /// Makes a planner of sequences of `shape`, which are drawn from `random`.
  public func makePlanner(_ shape: PlanShape, _ random: RandomStream) -> any Planner {
    switch planner {
    case .icem: ICEM(self, shape, random)
    case .cem: CEM(self, shape, random)
    case .mppi: MPPI(self, shape, random)
    case .random: RandomShooting(self, shape, random)
    }
  }
}
