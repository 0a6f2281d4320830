// SPDX-License-Identifier: Apache-2.0

public import DioramaMath
public import DioramaPhysics
internal import DioramaScene

/// What acts in a scene: it turns the numbers of an action into motion.
///
/// It keeps nothing of an episode: targets and controls are in the world, whose state holds them.
public protocol Embodiment: Sendable {
  /// The number of elements of an action, each in `-1...1`.
  var actionCount: Int { get }

  /// Makes it ready where it stands in `world` now: the start of an episode.
  func prepare(in world: RigidWorld)

  /// Turns `action` into motion for one control `period` [s].
  func act(_ action: ArraySlice<Float>, in world: RigidWorld, period: Double)

  /// Returns the action that leaves things alone at the present moment.
  func restingAction(_ world: RigidWorld) -> [Float]

  /// Poses the bodies that are only drawn.
  func dress(_ world: RigidWorld)

  /// Returns the pose of what touches things, such as the hand; nil where nothing is made for that.
  func tool(_ world: RigidWorld) -> Pose?
}

extension Embodiment {
  public func prepare(in world: RigidWorld) {}
  public func dress(_ world: RigidWorld) {}
  public func tool(_ world: RigidWorld) -> Pose? { nil }
}

/// Several that act together; an action has the numbers of one after those of the other.
struct Embodiments: Embodiment {
  var parts: [any Embodiment] = []

  var actionCount: Int { parts.reduce(0) { $0 + $1.actionCount } }

  func prepare(in world: RigidWorld) {
    for part in parts { part.prepare(in: world) }
  }

  func act(_ action: ArraySlice<Float>, in world: RigidWorld, period: Double) {
    var numbers = action
    for part in parts {
      part.act(numbers.prefix(part.actionCount), in: world, period: period)
      numbers.removeFirst(part.actionCount)
    }
  }

  func restingAction(_ world: RigidWorld) -> [Float] { parts.flatMap { $0.restingAction(world) } }

  func dress(_ world: RigidWorld) {
    for part in parts { part.dress(world) }
  }

  func tool(_ world: RigidWorld) -> Pose? { parts.lazy.compactMap { $0.tool(world) }.first }

  /// The body that carries what touches things, and where in its frame that is; nil where nothing does.
  var toolPlace: (body: BodyID, place: Pose)? {
    if let hand = first(HandControl.self)?.hand { return (hand.body, .identity) }
    return first(ArmControl.self).map { ($0.arm.carrier, $0.arm.place) }
  }

  /// The first part of a kind; nil where there is none.
  func first<Part: Embodiment>(_ kind: Part.Type) -> Part? {
    parts.lazy.compactMap { $0 as? Part }.first
  }
}
