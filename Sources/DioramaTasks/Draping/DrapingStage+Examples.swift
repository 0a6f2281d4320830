// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

extension DrapingStage {
  /// Arranges an example; see ``ControlTask/arrange(_:in:stream:)``.
  func arrange(
    _ kind: ExampleKind, in world: RigidWorld, stream: inout RandomStream
  ) -> Staging {
    let top = top(world).position
    let reach = reach(world)
    switch kind {
    case .success: return .expert
    case .nearMiss:
      // the bar stopped over the box: half of the top is covered
      let bar = top + Vector3(stream.uniform(in: -0.03...0.015), 0, 0.012)
      let edge = Vector3(top.x - reach - 0.006, 0, top.z + 0.006)
      lay(along: [Vector3(0, 0, -1)], from: bar, over: edge, in: world)
      return .rest
    case .mishap:
      // let down over the box, to and fro, into a heap
      let bar = top + Vector3(stream.uniform(in: 0.025...0.045), 0, 0.055)
      let slope = 0.14
      let run = (1 - slope * slope).squareRoot()
      let folds = (0..<8).map { Vector3($0.isMultiple(of: 2) ? -run : run, 0, -slope) }
      lay(along: folds, from: bar, over: nil, in: world)
      return .rest
    case .elsewhere:
      let bar = Vector3(
        stream.uniform(in: -0.3 ... -0.15), stream.uniform(in: -0.15...0.15),
        stream.uniform(in: 0.31...0.42))
      hand.place(at: bar, in: world)
      world.hang(cloth)
      return .rest
    }
  }

  /// Puts the bar at `start` and lays the cloth from there: to `edge` if there is one, then along
  /// `directions` in turn, six rows each, the last one to the end.
  private func lay(
    along directions: [Vector3], from start: Vector3, over edge: Vector3?, in world: RigidWorld
  ) {
    hand.place(at: start, in: world)
    let sheet = world.cloths[cloth.index].sheet
    var positions: [Vector3] = []
    var line = start
    var travelled = 0.0
    for row in 0..<sheet.count.x {
      for column in 0..<sheet.count.y {
        let across = (Double(column) - 0.5 * Double(sheet.count.y - 1)) * sheet.spacing.y
        positions.append(line + Vector3(0, across, 0))
      }
      var direction = directions[min(row / 6, directions.count - 1)]
      if let edge {
        let toEdge = Vector3(edge.x - start.x, 0, edge.z - start.z)
        if travelled + sheet.spacing.x < toEdge.length { direction = toEdge.normalized }
      }
      line += sheet.spacing.x * direction
      travelled += sheet.spacing.x
    }
    world.cloths[cloth.index].place(positions)
  }

  /// Returns whether a scene at rest with these measures is an example of `kind`.
  func isExample(of kind: ExampleKind, _ measures: DrapingMeasures) -> Bool {
    let coverage = measures.coverage
    let isCrumpled = measures.crumpling > limits.crumpling
    return switch kind {
    case .success: measures.isSuccess
    case .nearMiss: !isCrumpled && coverage > 0.2 && coverage < 0.95 * limits.coverage
    case .mishap: isCrumpled
    case .elsewhere: !isCrumpled && coverage == 0
    }
  }
}
