// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import DioramaMath
public import DioramaScene
internal import Foundation

/// An overlap of two shapes or a joint out of its range, of which each step corrects a part.
public enum Misplacement: Hashable, Sendable {
  /// Two shapes that overlap, by at most this depth [m].
  case overlap(first: String, second: String, depth: Double)
  /// A joint that is out of its range by this much [rad] or [m].
  case outOfRange(joint: String, kind: Joint.Kind, excess: Double)
}

extension Misplacement: CustomStringConvertible {
  /// One line: the names, and by how much; not the time.
  public var description: String {
    switch self {
    case .overlap(let first, let second, let depth):
      "geoms '\(first)' and '\(second)' overlap by \(Self.text(1000 * depth)) mm"
    case .outOfRange(let joint, let kind, let excess):
      "joint '\(joint)' is out of its range by "
        + (kind == .slide
          ? "\(Self.text(1000 * excess)) mm" : "\(Self.text(excess * 180 / .pi))°")
    }
  }

  private static func text(_ number: Double) -> String { String(format: "%.3g", number) }
}

extension RigidWorld {
  /// Returns the overlaps of shapes and the joints out of their range in the present state; nothing moves.
  ///
  /// - Returns: Overlaps deeper than bodies rest in each other, in the order of the shapes, then joints.
  /// - Throws: ``PhysicsError/solverFailed(reason:time:)`` where ODE's assertions fail.
  public func misplacements() throws(PhysicsError) -> [Misplacement] {
    _ = ODELibrary.thread
    var found: [Misplacement] = try overlaps().map { number, depth in
      let (first, second) = (colliders[pairs[number].first], colliders[pairs[number].second])
      return .overlap(
        first: scene[first.shape].name, second: scene[second.shape].name, depth: depth)
    }
    for joint in limitedJoints {
      let excess = excess(of: joint)
      if excess > noticeableExcess {
        found.append(
          .outOfRange(joint: scene[joint].name, kind: scene[joint].kind, excess: excess))
      }
    }
    return found
  }

  /// Returns the pairs that overlap more deeply than resting bodies do, and the depth of each [m].
  func overlaps() throws(PhysicsError) -> [(pair: Int, depth: Double)] {
    var found: [(pair: Int, depth: Double)] = []
    updateBounds()
    for (number, pair) in pairs.enumerated()
    where bounds[pair.first].overlaps(bounds[pair.second]) {
      let count = try findContacts(colliders[pair.first], colliders[pair.second])
      let depth = (0..<count).map { unsafe contactBuffer[$0].depth }.max() ?? 0
      if depth > noticeableExcess { found.append((number, depth)) }
    }
    return found
  }

  /// The smallest excess that counts [m, rad], twice the layer: resting bodies sink a little below it.
  private var noticeableExcess: Double { 2 * contactSettings.layer }
}
