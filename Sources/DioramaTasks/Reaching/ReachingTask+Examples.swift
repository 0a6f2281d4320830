// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
public import DioramaPhysics

extension ReachingTask {
  /// Arranges an example of `kind`: the expert brings the tip somewhere.
  public mutating func arrange(
    _ kind: ExampleKind, in world: RigidWorld, stream: inout RandomStream
  ) -> Staging {
    let direction = Vector3(stream.normal(), stream.normal(), stream.normal()).normalized
    switch kind {
    case .success: expertOffset = 0.7 * successRadius * stream.uniform() * direction
    case .nearMiss: expertOffset = successRadius * stream.uniform(in: 1.4...3.5) * direction
    case .mishap:
      // the tip stands on the table, under the ball
      expertOffset = Vector3(0, 0, -ball(world).z)
    case .elsewhere:
      for _ in 0..<1000 {  // a scene file may leave no room
        expertOffset = randomPlace(&stream) - ball(world)
        if expertOffset.length > 6 * successRadius { break }
      }
    }
    return .expert
  }

  /// Returns whether a scene at rest with these measures is an example of `kind`.
  public func isExample(of kind: ExampleKind, _ measures: ReachingMeasures) -> Bool {
    let distance = measures.distance / successRadius
    let stands = measures.tipHeight < 0.01
    return switch kind {
    case .success: measures.isSuccess
    case .nearMiss: !stands && distance > 1.1 && distance < 4
    case .mishap: stands && distance > 1.1
    case .elsewhere: !stands && distance > 5
    }
  }
}
