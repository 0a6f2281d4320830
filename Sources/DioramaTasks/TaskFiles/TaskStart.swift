// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

/// The start of the episodes of a task file: where things stand, drawn at random.
struct TaskStart {
  /// The range of a body's start, relative to where the scene puts it.
  struct Placement {
    let body: BodyID
    /// The ranges along x, y and z [m].
    var offset: [ClosedRange<Double>] = [0...0, 0...0, 0...0]
    /// The ranges of roll, pitch and yaw, about x, y and z in turn [rad].
    var turn: [ClosedRange<Double>] = [0...0, 0...0, 0...0]
  }

  /// The range of a joint's start [rad] or [m].
  struct JointStart {
    let joint: JointID
    let range: ClosedRange<Double>
  }

  /// The key frames that an episode may start from; empty for the scene's own initial state.
  var keyframes: [Keyframe] = []
  var placements: [Placement] = []
  var joints: [JointStart] = []
  /// The time for which everything comes to rest before the first observation [s].
  var settling = 0.0

  /// The number of draws after which a start that overlaps is taken as it is.
  static let attempts = 100

  /// The deepest overlap of shapes at a start [m].
  private static let deepest = 1e-3

  /// Whether anything is drawn: if not, every episode starts alike.
  var isRandom: Bool { !placements.isEmpty || !joints.isEmpty || keyframes.count > 1 }

  /// Arranges the start of an episode; `world` is in its initial state.
  ///
  /// - Returns: The overlaps of the last draw, if all draws overlapped.
  @discardableResult
  func arrange(
    _ acting: Embodiments, in world: RigidWorld, layout: inout RandomStream
  ) -> [Misplacement] {
    guard isRandom || !keyframes.isEmpty else {
      acting.prepare(in: world)
      return []
    }
    var overlaps: [Misplacement] = []
    for _ in 0..<(isRandom ? Self.attempts : 1) {
      draw(acting, in: world, layout: &layout)
      overlaps = self.overlaps(in: world)
      if overlaps.isEmpty { break }
    }
    return isRandom ? overlaps : []
  }

  private func overlaps(in world: RigidWorld) -> [Misplacement] {
    // what ODE cannot even test, the first step tells
    ((try? world.misplacements()) ?? []).filter {
      if case .overlap(_, _, let depth) = $0 { depth > Self.deepest } else { false }
    }
  }

  private func draw(_ acting: Embodiments, in world: RigidWorld, layout: inout RandomStream) {
    let scene = world.scene
    if !keyframes.isEmpty { world.place(at: keyframes[layout.integer(below: keyframes.count)]) }
    if !joints.isEmpty {
      var positions = keyframes.isEmpty ? scene.initialPositions : world.jointPositions
      for start in joints {
        positions[scene.firstPosition(of: start.joint)] = layout.uniform(in: start.range)
      }
      let controls = world.controls
      world.place(joints: positions)
      world.controls = controls
    }
    for placement in placements {
      var (offset, turn) = (Vector3.zero, Quaternion.identity)
      for axis in 0..<3 { offset[axis] = layout.uniform(in: placement.offset[axis]) }
      for (axis, direction) in [Vector3.unitX, .unitY, .unitZ].enumerated() {
        let angle = layout.uniform(in: placement.turn[axis])
        if angle != 0 { turn = Quaternion(angle: angle, axis: direction) * turn }
      }
      // the scene's place, or the key frame's
      let rest = keyframes.isEmpty ? scene[placement.body].pose : world.pose(of: placement.body)
      let pose = Pose(rest.position + offset, turn * rest.orientation)
      world.placeWithParts(placement.body, at: pose)
    }
    acting.prepare(in: world)
  }
}
