// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
public import DioramaMath
public import DioramaScene

/// A body that is held fast to another: a grasp that is not worth simulating.
public struct Attachment: Hashable, Sendable {
  /// The simulated body that is held.
  public let body: BodyID
  /// The body that holds it, of any kind.
  public let holder: BodyID
  /// The pose of the held body in the holder's frame.
  public let pose: Pose
}

extension Attachment {
  /// The number of words of its state.
  static let wordCount = 9

  var words: [UInt64] {
    let (p, q) = (pose.position, pose.orientation)
    return [UInt64(body.index), UInt64(holder.index)]
      + [p.x, p.y, p.z, q.w, q.x, q.y, q.z].map(\.bitPattern)
  }

  /// Reads an attachment of two of `scene`'s bodies from its words; nil if they are damaged.
  init?(_ words: ArraySlice<UInt64>, in scene: Scene) {
    let numbers = words.dropFirst(2).map { Double(bitPattern: $0) }
    guard words.count == Self.wordCount, let first = words.first,
      let second = words.dropFirst().first,
      max(first, second) < UInt64(scene.bodies.count), first != second,
      numbers.allSatisfy({ abs($0) < 1e6 }),
      abs(numbers[3...].reduce(0) { $0 + $1 * $1 } - 1) < 1e-6
    else { return nil }
    body = BodyID(Int(first))
    holder = BodyID(Int(second))
    pose = Pose(
      Vector3(numbers[0], numbers[1], numbers[2]),
      Quaternion(w: numbers[3], x: numbers[4], y: numbers[5], z: numbers[6]))
  }
}

extension RigidWorld {
  /// Fixes `body` to `holder` as they stand now, until it is detached or the world is reset.
  ///
  /// They do not collide with each other meanwhile. What held the body before lets go. Attachments are part of
  /// the state. To place the holder carries the body along; to place all joints, or a key frame, ends them.
  ///
  /// - Parameters:
  ///   - body: A simulated body, or one that is fixed to it.
  ///   - holder: Any other body: simulated, posed by the program, or fixed.
  /// - Throws: ``PhysicsError/cannotAttach(body:holder:)`` when the body is not simulated, or holds the holder.
  public func attach(_ body: BodyID, to holder: BodyID) throws(PhysicsError) {
    let (held, base) = (plan.root(of: body).body, plan.root(of: holder).body)
    var holders: Set = [held]
    var next: BodyID? = base
    while let holder = next, holders.insert(holder).inserted { next = self.holder(of: holder) }
    guard case .simulated = motions[held.index], next == nil else {
      throw .cannotAttach(body: scene[body].name, holder: scene[holder].name)
    }
    guard !ode.isLost else { throw .lost(time: time) }
    let pose = pose(of: base).inverse * pose(of: held)
    var all = attachments.filter { $0.body != held }
    all.append(Attachment(body: held, holder: base, pose: pose))
    setAttachments(all)
  }

  /// Lets go of `body`; does nothing where nothing holds it.
  public func detach(_ body: BodyID) {
    let held = plan.root(of: body).body
    guard !ode.isLost, attachments.contains(where: { $0.body == held }) else { return }
    setAttachments(attachments.filter { $0.body != held })
  }

  /// Whether `holder` holds `body`, or a body that either is fixed to does.
  public func isAttached(_ body: BodyID, to holder: BodyID) -> Bool {
    self.holder(of: body) == plan.root(of: holder).body
  }

  /// Returns the body that holds `body`; nil where nothing does.
  ///
  /// It is the one that moves by itself: of a holder that is fixed to another body, that one.
  public func holder(of body: BodyID) -> BodyID? {
    let held = plan.root(of: body).body
    return attachments.first { $0.body == held }?.holder
  }

  /// Holds exactly what `wanted` says, with joints that depend on nothing else: neither on the poses of the
  /// moment nor on what was held before.
  func setAttachments(_ wanted: [Attachment]) {
    guard !(wanted.isEmpty && attachments.isEmpty) else { return }
    // the joints of a lost world are lost with it
    for index in unsafe attachmentJoints.indices where !ode.isLost {
      unsafe dJointDestroy(attachmentJoints[index])
    }
    unsafe attachmentJoints.removeAll()
    let before = attachments.map { BodyPair($0.body, $0.holder) }
    attachments = wanted.sorted { $0.body.index < $1.body.index }
    guard !ode.isLost else { return }
    for attachment in attachments { unsafe attachmentJoints.append(makeJoint(attachment)) }
    let now = attachments.map { BodyPair($0.body, $0.holder) }
    if now != before { findHeldPairs(now) }
  }

  /// Finds the pairs of shapes that do not collide meanwhile.
  private func findHeldPairs(_ held: [BodyPair]) {
    let owners = colliders.map { plan.root(of: scene[$0.shape].body).body }
    let both = Set(held + held.map { BodyPair($0.second, $0.first) })
    heldPairs = Set(
      pairs.indices.filter {
        both.contains(BodyPair(owners[pairs[$0].first], owners[pairs[$0].second]))
      })
  }

  private func makeJoint(_ attachment: Attachment) -> dJointID {
    guard case .simulated(let mover) = motions[attachment.body.index] else {
      preconditionFailure("'\(scene[attachment.body].name)' is not simulated")
    }
    let held = movers[mover]
    let joint = unsafe made(dJointCreateFixed(world, nil))
    let before = unsafe Placement(of: held.id)
    var holder: dBodyID?
    var base = Pose.identity
    switch motions[attachment.holder.index] {
    case .simulated(let index): unsafe holder = movers[index].id
    case .posed(let index):
      if unsafe posed[index].id == nil {
        unsafe posed[index].id = plan.makeKinematicBody(at: posed[index].pose, in: world)
      }
      unsafe holder = posed[index].id
    case .fixed(let pose): base = pose
    case .attached: preconditionFailure("a root is attached to nothing")
    }
    unsafe dJointAttach(joint, held.id, holder)
    // ODE fixes the bodies as they stand: the holder meanwhile stands in the origin
    let other = unsafe holder.map { unsafe Placement(of: $0) }
    if let holder = unsafe holder {
      if case .simulated(let index) = motions[attachment.holder.index] {
        put(movers[index], at: .identity)
      } else {
        unsafe dBodySetPosition(holder, 0, 0, 0)
        unsafe setQuaternion(.identity) { unsafe dBodySetQuaternion(holder, $0) }
      }
    }
    put(held, at: base * attachment.pose)
    unsafe dJointSetFixed(joint)
    before.putBack()
    other?.putBack()
    return unsafe joint
  }
}

/// Where an ODE body is and how it moves, to the bit.
@safe private struct Placement {
  let id: dBodyID
  let numbers: [[dReal]]

  init(of id: dBodyID) {
    unsafe self.id = id
    func copy(_ numbers: UnsafePointer<dReal>, _ count: Int) -> [dReal] {
      unsafe Array(UnsafeBufferPointer(start: numbers, count: count))
    }
    numbers = unsafe [
      copy(dBodyGetPosition(id), 3), copy(dBodyGetQuaternion(id), 4),
      copy(dBodyGetRotation(id), 12), copy(dBodyGetLinearVel(id), 3),
      copy(dBodyGetAngularVel(id), 3),
    ]
  }

  func putBack() {
    unsafe dBodySetPosition(id, numbers[0][0], numbers[0][1], numbers[0][2])
    unsafe setRotation(of: id, quaternion: numbers[1], matrix: numbers[2])
    unsafe dBodySetLinearVel(id, numbers[3][0], numbers[3][1], numbers[3][2])
    unsafe dBodySetAngularVel(id, numbers[4][0], numbers[4][1], numbers[4][2])
  }
}
