// SPDX-License-Identifier: Apache-2.0

public import DioramaMath
public import DioramaScene

/// A sheet of cloth: particles joined by springs, that touches shapes and itself.
///
/// Each of the world's time steps is cut into equal integration steps of symplectic Euler: forces at the
/// old positions change the velocities, contacts correct them, the new velocities move the particles.
/// Springs and dashpots conserve momentum and angular momentum to rounding, and without them the centre
/// of mass falls exactly as a ballistic body does. Contacts are inelastic and feel Coulomb friction.
/// The cloth feels bodies, however they move; bodies do not feel a sheet, which weighs some grams, but do feel a
/// cord: its contacts and the pull of its pinned ends.
///
/// Equal calls give equal bits: one thread, a fixed order, and nothing that outlasts a time step but the
/// particles' positions and velocities. A step allocates nothing.
///
/// > Source: Provot 1995 (springs); Bridson, Fedkiw and Anderson 2002, [*Robust treatment of collisions,
/// > contact and friction for cloth animation*](https://doi.org/10.1145/566654.566623), Section 6
/// > (contacts as changes of velocity, friction in proportion to them); Macklin et al. 2019, [*Small
/// > steps in physics simulation*](https://doi.org/10.1145/3309486.3340247) (many small steps).
@safe public final class Cloth {
  /// The scene's description of the sheet.
  public let sheet: ClothSheet
  /// Integration steps in a time step of the world.
  public let substeps: Int
  /// Integration step [s].
  public let timeStep: Double
  /// The fraction of its speed that a particle loses to still air in a second [1/s].
  public let airDamping: Double

  let layout: ClothLayout
  let gravity: Vector3
  /// The factor of its friction with all shapes, set by its world.
  var frictionScale = 1.0
  /// The factor of its mass; part of the state.
  public internal(set) var massScale = 1.0
  /// All arrays, one after the other.
  var numbers: ContiguousArray<Double>
  /// The position of each pinned particle in the body's frame [m], `[pins]`.
  let pinPositions: [Vector3]
  var colliders: [ClothCollider] = []
  /// Above 0 for the particles that may touch each flat collider in this time step, `[colliders, lanes]`, and
  /// whether there are any.
  var near: ContiguousArray<Double> = []
  var hasNear: ContiguousArray<Bool> = []
  /// The particles that may touch each other collider in this time step, collider by collider.
  var candidates: ContiguousArray<Int32> = []
  /// The end of each collider's candidates.
  var candidateEnds: ContiguousArray<Int> = []
  var pairs = ClothPairs()
  /// The bodies that feel it if it is a cord: those of its colliders, and its own last.
  var partners: [CordPartner] = []
  /// The deepest penetration of a particle in the last time step [m].
  public internal(set) var deepestContact = 0.0

  /// Makes the cloth in its rest shape and without a speed, on a body at `bodyPose`.
  ///
  /// - Parameters:
  ///   - sheet: The scene's description of the sheet.
  ///   - worldStep: The time step of the world that it is stepped in [s].
  ///   - substeps: The number of integration steps in that.
  ///   - gravity: Acceleration of free fall [m/s²].
  ///   - airDamping: The fraction of its speed that a particle loses to still air in a second [1/s].
  ///   - bodyPose: The pose of its body.
  ///   - pinPositions: The positions of the pinned particles in the body's frame [m], `[pins]`; nil for those
  ///     of the rest shape.
  /// - Throws: ``PhysicsError/clothUnstable(cloth:timeStep:substeps:limit:)`` when the steps are too long, or
  ///   ``PhysicsError/impossibleCloth(cloth:quantity:value:expected:)``.
  public init(
    _ sheet: ClothSheet, worldStep: Double, substeps: Int, gravity: Vector3, airDamping: Double = 0,
    bodyPose: Pose = .identity, pinPositions: [Vector3]? = nil
  ) throws(PhysicsError) {
    try Self.check(sheet)
    let timeStep = worldStep / Double(substeps)
    let limit = sheet.largestTimeStep
    guard timeStep < limit else {
      throw .clothUnstable(
        cloth: sheet.name, timeStep: worldStep, substeps: substeps, limit: limit)
    }
    self.sheet = sheet
    self.substeps = substeps
    self.timeStep = timeStep
    self.airDamping = airDamping
    self.gravity = gravity
    layout = ClothLayout(sheet)
    numbers = ContiguousArray(repeating: 0, count: layout.size)
    let rest = sheet.restPositions
    let pinned = pinPositions ?? sheet.pins.map { rest[$0] }
    precondition(pinned.count == sheet.pins.count, "there are \(pinned.count) pin positions")
    self.pinPositions = pinned
    for index in rest.indices { self[.mobility, index] = 1 }
    for pin in sheet.pins { self[.mobility, pin] = 0 }
    for family in layout.families {
      for i in 0..<sheet.count.x {
        for j in 0..<sheet.count.y where layout.joins(family, i, j) {
          numbers[layout.start(family.array) + i * sheet.count.y + j] = family.stiffness
        }
      }
    }
    place(rest.map { bodyPose.transform($0) })
  }

  subscript(array: ClothLayout.Array, index: Int) -> Double {
    get { numbers[layout.start(array.rawValue) + index] }
    set { numbers[layout.start(array.rawValue) + index] = newValue }
  }

  /// Sets the shapes that it can touch, in order.
  func touch(_ shapes: [ClothCollider]) {
    colliders = shapes
    if sheet.isCord { findPartners() }
    candidates.reserveCapacity(shapes.count * sheet.particleCount)
    candidateEnds = ContiguousArray(repeating: 0, count: shapes.count)
    near = ContiguousArray(repeating: 0, count: shapes.count * layout.lanes)
    hasNear = ContiguousArray(repeating: false, count: shapes.count)
    if sheet.touchesItself { pairs = ClothPairs(sheet) }
  }

  /// Puts the particles at `positions` [m], `[particles]`, at rest.
  ///
  /// - Precondition: There is one position for each particle, and all are finite.
  public func place(_ positions: [Vector3]) {
    precondition(
      positions.count == sheet.particleCount && positions.allSatisfy(\.isFinite),
      "cloth '\(sheet.name)' needs \(sheet.particleCount) finite positions, not \(positions.count)")
    for (index, position) in positions.enumerated() {
      setVector(.position, index, position)
      setVector(.velocity, index, .zero)
    }
  }

  /// Moves the whole cloth by `offset` [m], its velocities unchanged.
  public func translate(by offset: Vector3) {
    for index in 0..<sheet.particleCount {
      setVector(.position, index, position(of: index) + offset)
    }
  }

  /// Sets the velocity of a particle [m/s].
  public func setVelocity(_ velocity: Vector3, of particle: Int) {
    setVector(.velocity, particle, velocity)
  }

  /// Returns the position of a particle [m].
  public func position(of particle: Int) -> Vector3 { vector(.position, particle) }

  /// Returns the velocity of a particle [m/s].
  public func velocity(of particle: Int) -> Vector3 { vector(.velocity, particle) }

  private func vector(_ array: ClothLayout.Array, _ index: Int) -> Vector3 {
    let first = layout.start(array.rawValue) + index
    return Vector3(
      numbers[first], numbers[first + layout.stride], numbers[first + 2 * layout.stride])
  }

  private func setVector(_ array: ClothLayout.Array, _ index: Int, _ value: Vector3) {
    let first = layout.start(array.rawValue) + index
    numbers[first] = value.x
    numbers[first + layout.stride] = value.y
    numbers[first + 2 * layout.stride] = value.z
  }
}
