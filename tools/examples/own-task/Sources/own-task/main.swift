// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaLearners
import DioramaMath
import DioramaRender
import DioramaTasks
import Foundation

let entry = try Catalog.Entry(
  EnvironmentID("Gate", version: 0), "Push a puck through a gate.",
  scene: Bundle.module.bundlePath + "/gate.xml", exampleKinds: [.success, .nearMiss, .elsewhere],
  makeTask: GateTask.init)

let verdicts = EnvironmentLaw.all.map { $0.verdict(on: entry) }
for verdict in verdicts where !verdict.holds { print("\(verdict.law): \(verdict.detail)") }
print("laws that hold: \(verdicts.count(where: \.holds)) of \(verdicts.count)")

let environment = try entry.make(EnvironmentOptions(reward: .dense))
var (random, expert) = (RandomPolicy(), ExpertPolicy())
for report in [
  try environment.rollout(&random, name: "random", episodes: 50, seed: 0),
  try environment.rollout(&expert, name: "expert", episodes: 50, seed: 0),
] {
  print("\(report.policy): \(report.successes) of \(report.episodes)")
}
try PNG.write(environment.image(View(width: 480, height: 360)), to: "gate.png")

let problem = Problem(environment)
let learner = try RewardedCloning(RewardedCloning.Settings(), problem, Compute(seed: 1))
let training = try Training([environment], learner, problem, seed: 1)
try training.addDemonstrations(20, in: entry.make(), seed: 1)
for _ in 0..<3_000 { _ = try training.step() }
var cloned = TrainedPolicy(learner, problem)
let report = try environment.rollout(&cloned, name: "cloned", episodes: 50, seed: 1_000)
print("\(report.policy): \(report.successes) of \(report.episodes)")

// in the tests of Diorama: a nonzero status unless all is as it should be
let isGood = verdicts.allSatisfy(\.holds) && report.successes >= 40
exit(isGood ? 0 : 1)
