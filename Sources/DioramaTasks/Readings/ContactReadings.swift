// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaPhysics
internal import DioramaScene

/// Whether shapes of two things touch: 1 or 0.
struct ContactReading: Reading {
  let first: Set<ShapeID>
  let second: Set<ShapeID>

  var unit: String { "" }

  func value(in world: RigidWorld) -> Double { world.touch(first, second) ? 1 : 0 }
}

/// The share of one thing's outline, seen from above, that lies on another's, in `0...1`.
///
/// Both outlines are made of boxes, cylinders and spheres, which stand upright.
struct OverlapReading: Reading {
  /// The shape of an outline, seen from above.
  enum Outline: Hashable, Sendable {
    case rectangle(SIMD2<Double>)
    case disc(Double)

    func contains(_ point: SIMD2<Double>) -> Bool {
      switch self {
      case .rectangle(let half): abs(point.x) <= half.x && abs(point.y) <= half.y
      case .disc(let radius): length(point) <= radius
      }
    }
  }

  /// The outlines of a thing, each at the pose of its shape.
  typealias Outlines = [(shape: ShapeID, outline: Outline)]

  let first: Outlines
  let second: Outlines

  /// The number of points along each edge of the rectangle around a shape.
  private static let samples = 40

  var unit: String { "" }

  func value(in world: RigidWorld) -> Double {
    let others = second.map { (world.pose(of: $0.shape), $0.outline) }
    var (all, shared) = (0, 0)
    for (number, part) in first.enumerated() {
      let pose = world.pose(of: part.shape)
      let earlier = first[..<number].map { (world.pose(of: $0.shape), $0.outline) }
      let half: SIMD2<Double> =
        switch part.outline {
        case .rectangle(let half): half
        case .disc(let radius): SIMD2(repeating: radius)
        }
      for index in 0..<Self.samples * Self.samples {
        let place = SIMD2(
          Double(index % Self.samples) + 0.5, Double(index / Self.samples) + 0.5)
        let point = (2 * place / Double(Self.samples) - 1) * half
        guard part.outline.contains(point) else { continue }
        let there = pose.transform(Vector3(point.x, point.y, 0))
        // where parts overlap, the first one counts
        guard !Self.covers(earlier, there) else { continue }
        all += 1
        if Self.covers(others, there) { shared += 1 }
      }
    }
    return all == 0 ? 0 : Double(shared) / Double(all)
  }

  private static func covers(_ outlines: [(Pose, Outline)], _ point: Vector3) -> Bool {
    outlines.contains { pose, outline in
      let local = pose.inverse.transform(Vector3(point.x, point.y, pose.position.z))
      return outline.contains(SIMD2(local.x, local.y))
    }
  }
}

/// The share of the top of a box that cloth lies on, in `0...1`.
struct CoverReading: Reading {
  let cloth: ClothID
  let box: Landmark
  let halfSize: Vector3
  /// The largest height above the top at which cloth counts [m].
  let height: Double

  var unit: String { "" }

  func value(in world: RigidWorld) -> Double {
    world.cloths[cloth.index].coverage(
      of: box.pose(in: world) * Pose(Vector3(0, 0, halfSize.z)),
      halfSize: SIMD2(halfSize.x, halfSize.y), within: height)
  }
}

/// The difference between the mean heights of a cloth's first and last row [m].
struct LevelReading: Reading {
  let cloth: ClothID

  var unit: String { "m" }

  func value(in world: RigidWorld) -> Double {
    let sheet = world.cloths[cloth.index]
    let last = sheet.row(sheet.sheet.count.x - 1)
    return abs(sheet.meanHeight(of: sheet.row(0)) - sheet.meanHeight(of: last))
  }
}

/// The share of a cloth that is folded back on itself, in `0...1`.
struct CrumplingReading: Reading {
  let cloth: ClothID

  var unit: String { "" }

  func value(in world: RigidWorld) -> Double { world.cloths[cloth.index].crumpling }
}
