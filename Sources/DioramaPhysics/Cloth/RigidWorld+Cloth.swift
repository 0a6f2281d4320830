// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
public import DioramaMath
public import DioramaScene

extension RigidWorld {
  /// The cloth called `name`, or nil.
  public func cloth(named name: String) -> Cloth? {
    scene.cloth(named: name).map { cloths[$0.index] }
  }

  /// The positions of the particles of all cloths [m], `[particles]`, for a renderer.
  public var particles: [Vector3] { cloths.flatMap(\.positions) }

  /// Puts the cloth `id` in its rest shape on its body as that is now, without a speed.
  public func hang(_ id: ClothID) {
    let cloth = cloths[id.index]
    let pose = pose(of: cloth.sheet.body)
    cloth.place(cloth.sheet.restPositions.map { pose.transform($0) })
  }

  /// Steps `cloth` after the bodies, against their present poses.
  func step(_ cloth: Cloth) throws(PhysicsError) {
    cloth.frictionScale = frictionScale
    for index in cloth.colliders.indices {
      let body = cloth.colliders[index].body
      let shape = scene[cloth.colliders[index].shape]
      cloth.colliders[index].move(to: pose(of: shape.body) * shape.pose)
      cloth.colliders[index].velocity = linearVelocity(of: body)
      cloth.colliders[index].spin = angularVelocity(of: body)
      if case .simulated(let mover) = motions[body.index] {
        cloth.colliders[index].center = unsafe Vector3(dBodyGetPosition(movers[mover].id))
      }
    }
    for index in cloth.partners.indices { ready(&cloth.partners[index]) }
    try cloth.step(bodyPose: pose(of: cloth.sheet.body), time: time)
    for partner in cloth.partners where partner.inverseMass > 0 {
      setVelocity(of: partner.body, linear: partner.velocity, angular: partner.spin)
    }
    telemetry.deepestContact = max(telemetry.deepestContact, cloth.deepestContact)
  }
}

extension RigidWorld {
  /// Gives a cord's partner its body's mass and motion of this moment.
  private func ready(_ partner: inout CordPartner) {
    let root = plan.root(of: partner.body).body
    partner.body = root
    partner.velocity = linearVelocity(of: root)
    partner.spin = angularVelocity(of: root)
    guard case .simulated(let mover) = motions[root.index] else { return }
    partner.center = unsafe Vector3(dBodyGetPosition(movers[mover].id))
    partner.inverseMass = 1 / mass(of: root)
    partner.inverseInertia = inertia(of: root).inverted
    partner.orientation = pose(of: root).orientation
  }
}

extension [Vector3] {
  /// The inverse of the symmetric matrix with these rows.
  fileprivate var inverted: [Vector3] {
    let (a, b, c) = (self[0], self[1], self[2])
    let determinant = a.dot(b.cross(c))
    return [b.cross(c) / determinant, c.cross(a) / determinant, a.cross(b) / determinant]
  }
}

extension BodyPlan {
  /// Makes the scene's cloths in their initial poses.
  ///
  /// The scene's parameters `cloth_substeps` and `cloth_air_damping` [1/s] set how they are stepped.
  func makeCloths() throws(PhysicsError) -> [Cloth] {
    let substeps = try setting("cloth_substeps", 1, in: 1...1000)
    guard substeps == substeps.rounded() else {
      throw .parameterNotWhole(name: "cloth_substeps", value: substeps)
    }
    let damping = try setting("cloth_air_damping", 0, in: 0...1000)
    var cloths: [Cloth] = []
    for sheet in scene.cloths {
      try checkPull(of: sheet)
      let cloth = try Cloth(
        sheet, worldStep: scene.options.timeStep, substeps: Int(substeps),
        gravity: scene.options.gravity, airDamping: damping,
        bodyPose: initialPoses[sheet.body.index])
      cloth.touch(clothColliders(of: sheet))
      cloths.append(cloth)
    }
    return cloths
  }

  /// Checks that a cord does not shake the body that it hangs on: the pull of its pins is constant for a time
  /// step, as that of a spring on a mass is in symplectic Euler, which is stable for `h < 2 √(m / k)`.
  private func checkPull(of sheet: ClothSheet) throws(PhysicsError) {
    let body = root(of: sheet.body).body
    guard sheet.isCord, isSimulated(body) else { return }
    let pinned = Set(sheet.pins)
    let springs = sheet.pins.reduce(0) { sum, pin in
      sum + [pin - 1, pin + 1].count { (0..<sheet.count.x).contains($0) && !pinned.contains($0) }
    }
    let stiffness = Double(springs) * sheet.stiffness.structural.x
    let limit = 2 * (massProperties(of: body).mass / stiffness).squareRoot()
    guard scene.options.timeStep < limit else {
      throw .cordTooStiff(
        cord: sheet.name, body: scene[body].name, timeStep: scene.options.timeStep, limit: limit)
    }
  }

  private func setting(
    _ name: String, _ fallback: Double, in range: ClosedRange<Double>
  ) throws(PhysicsError) -> Double {
    let value = scene.parameters[name]?.first ?? fallback
    guard range.contains(value) else {
      throw .parameterOutOfRange(name: name, value: value, range: range)
    }
    return value
  }

  /// The shapes that `sheet` can touch: not its own body's, and no meshes.
  private func clothColliders(of sheet: ClothSheet) -> [ClothCollider] {
    let own = root(of: sheet.body).body
    var colliders: [ClothCollider] = []
    for (index, shape) in scene.shapes.enumerated() {
      let body = root(of: shape.body).body
      if case .mesh = shape.geometry { continue }
      let mayTouch =
        shape.contactKind & sheet.contactPartners != 0
        || sheet.contactKind & shape.contactPartners != 0
      guard mayTouch, body.index == 0 || body != own, !isExcluded(shape.body, sheet.body) else {
        continue
      }
      var friction = max(shape.friction, sheet.friction)
      if shape.priority != sheet.priority {
        let isShapes = shape.priority > sheet.priority
        friction = isShapes ? shape.friction : sheet.friction
        if !(isShapes ? shape.hasFriction : sheet.hasFriction) { friction = 0 }
      } else if !shape.hasFriction, !sheet.hasFriction {
        friction = 0
      }
      colliders.append(
        ClothCollider(
          shape: ShapeID(index), body: body, outline: shape.geometry, friction: friction,
          touchedBy: sheet))
    }
    return colliders
  }
}
