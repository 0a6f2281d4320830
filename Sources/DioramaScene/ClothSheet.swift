// SPDX-License-Identifier: Apache-2.0

public import DioramaMath

/// A sheet of cloth, or a cord: particles on a grid, joined by springs (MJCF: `flexcomp`).
///
/// The particle in row `i` along x and column `j` along y has the number `i * count.y + j`, as in
/// MuJoCo. Every particle weighs the same.
public struct ClothSheet: Hashable, Sendable {
  /// A set of values, one for each kind of spring.
  public struct Springs: Hashable, Sendable {
    /// The value for the structural springs, between neighbours along x and along y.
    public var structural: SIMD2<Double>
    /// The value for the shear springs, across both diagonals of a cell.
    public var shear: Double
    /// The value for the bend springs, between next neighbours but one along x and along y.
    public var bend: SIMD2<Double>

    public init(structural: SIMD2<Double>, shear: Double = 0, bend: SIMD2<Double> = .zero) {
      self.structural = structural
      self.shear = shear
      self.bend = bend
    }
  }

  public var name: String
  /// The body that its pins are fixed to, and in whose frame it starts.
  public var body: BodyID
  /// The pose of the grid's middle in the body's frame; the grid spans its x and y axes.
  public var pose: Pose
  /// The number of particles along x and y; one along y for a cord.
  public var count: SIMD2<Int>
  /// The distance between neighbours at rest, along x and y [m].
  public var spacing: SIMD2<Double>
  /// The mass of all particles together [kg].
  public var mass: Double
  /// Half the thickness in contacts [m]: a particle keeps this distance from shapes, and twice this from
  /// other particles.
  public var radius = 0.005
  /// The stiffness of the springs [N/m].
  public var stiffness: Springs
  /// The damping of the dashpots beside the springs [N·s/m].
  public var damping = Springs(structural: .zero)
  /// Coulomb's coefficient against shapes, as in ``Shape/friction``.
  public var friction = 1.0
  /// Whether contacts have friction (MJCF: `condim` above 1).
  public var hasFriction = true
  public var priority = 0
  /// The bits of its kind and of the kinds that it touches, as in ``Shape``.
  public var contactKind: UInt32 = 1
  public var contactPartners: UInt32 = 1
  /// Whether its particles touch each other.
  public var touchesItself = true
  /// The particles that are fixed to its body, in order.
  public var pins: [Int] = []
  public var material: MaterialID?
  /// Red, green, blue and opacity in `0...1`; multiplies the material's texture.
  public var color = SIMD4<Float>(0.5, 0.5, 0.5, 1)
  /// Groups from 3 on are not drawn.
  public var group = 0

  public init(
    name: String, body: BodyID = BodyID(0), pose: Pose = .identity, count: SIMD2<Int>,
    spacing: SIMD2<Double>, mass: Double, stiffness: Springs
  ) {
    self.name = name
    self.body = body
    self.pose = pose
    self.count = count
    self.spacing = spacing
    self.mass = mass
    self.stiffness = stiffness
  }

  public var particleCount: Int { count.x * count.y }

  /// Whether it is a cord: one row of particles.
  public var isCord: Bool { count.y == 1 }

  /// The positions of the particles at rest, in the body's frame [m], `[particles]`.
  public var restPositions: [Vector3] {
    var positions: [Vector3] = []
    positions.reserveCapacity(particleCount)
    for i in 0..<count.x {
      for j in 0..<count.y {
        let x = (Double(i) - 0.5 * Double(count.x - 1)) * spacing.x
        let y = (Double(j) - 0.5 * Double(count.y - 1)) * spacing.y
        positions.append(pose.transform(Vector3(x, y, 0)))
      }
    }
    return positions
  }
}

public typealias ClothID = ID<ClothSheet>

extension Scene {
  /// Returns the cloth called `name`, or nil.
  public func cloth(named name: String) -> ClothID? {
    cloths.firstIndex { $0.name == name }.map { ClothID($0) }
  }

  public subscript(id: ClothID) -> ClothSheet { cloths[id.index] }
}
