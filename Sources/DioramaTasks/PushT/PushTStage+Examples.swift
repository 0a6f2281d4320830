// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath
internal import DioramaPhysics
internal import Foundation

extension PushTStage {
  /// Arranges an example of `kind`.
  mutating func arrange(
    _ kind: ExampleKind, in world: RigidWorld, stream: inout RandomStream
  ) -> Staging {
    let angle = stream.uniform(in: -Double.pi...Double.pi)
    let direction = SIMD2(cos(angle), sin(angle))
    let side: Double = stream.integer(below: 2) == 0 ? -1 : 1
    switch kind {
    case .success: return .expert
    case .nearMiss:
      expertOffset = FlatPose(
        stream.uniform(in: 0.005...0.03) * direction, turn: side * stream.uniform(in: 0...0.3))
      return .expert
    case .mishap:
      // in its place, and turned
      let turn = goal.turn + side * stream.uniform(in: 0.8...Double.pi)
      let pose = FlatPose(goal.place + stream.uniform(in: 0...0.03) * direction, turn: turn)
      place(pose, in: world)
      placeHand(awayFrom: pose, in: world, &stream)
      return .rest
    case .elsewhere:
      let pose = FlatPose(
        goal.place + stream.uniform(in: 0.1...0.18) * direction,
        turn: stream.uniform(in: -Double.pi...Double.pi))
      place(pose, in: world)
      placeHand(awayFrom: pose, in: world, &stream)
      return .rest
    }
  }

  /// Returns whether a scene at rest with these measures is an example of `kind`.
  func isExample(of kind: ExampleKind, _ measures: PushTMeasures) -> Bool {
    switch kind {
    case .success: measures.isSuccess
    case .nearMiss: measures.coverage > 0.4 && measures.coverage < 0.9 && measures.turn < 0.6
    case .mishap: measures.turn > 0.6 && measures.distance < 0.05
    case .elsewhere: measures.distance > 0.08
    }
  }
}
