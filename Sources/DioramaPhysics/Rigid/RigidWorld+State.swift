// SPDX-License-Identifier: Apache-2.0

internal import CLibODE
internal import DioramaMath
internal import DioramaScene

extension RigidWorld {
  /// The whole state as bits: a world that resumes from it computes the same bits as one that never stopped.
  public var state: [UInt64] {
    var words: [UInt64] = []
    words.reserveCapacity(stateCount)
    words.append(UInt64(stepCount))
    for mover in movers {
      unsafe append(dBodyGetPosition(mover.id), 3)
      unsafe append(dBodyGetQuaternion(mover.id), 4)
      unsafe append(dBodyGetRotation(mover.id), 12)
      unsafe append(dBodyGetLinearVel(mover.id), 3)
      unsafe append(dBodyGetAngularVel(mover.id), 3)
    }
    for body in posed {
      let p = body.pose.position
      let q = body.pose.orientation
      let v = body.linearVelocity
      for number in [p.x, p.y, p.z, q.w, q.x, q.y, q.z, v.x, v.y, v.z] {
        words.append(number.bitPattern)
      }
    }
    for control in controls { words.append(control.bitPattern) }
    words.append(frictionScale.bitPattern)
    for scale in massScales { words.append(scale.bitPattern) }
    for hinge in turns { words.append(hinge.count.bitPattern) }
    for index in startOverlaps.indices {
      words.append((unsettled.contains(index) ? 1.0 : 0).bitPattern)
    }
    for cloth in cloths { words += cloth.state }
    for attachment in attachments { words += attachment.words }
    return words

    func append(_ numbers: UnsafePointer<dReal>, _ count: Int) {
      for i in 0..<count { unsafe words.append(numbers[i].bitPattern) }
    }
  }

  /// The number of words of ``state`` while nothing is attached; each attachment adds nine.
  public var stateCount: Int {
    let rigid =
      1 + 25 * movers.count + 10 * posed.count + controls.count + 1 + massScales.count
      + turns.count + startOverlaps.count
    return cloths.reduce(rigid) { $0 + $1.stateCount }
  }

  /// Resumes from `state`, bit for bit, whatever happened in this world before.
  ///
  /// - Throws: ``PhysicsError/stateCount(_:expected:)`` when it is of another world, and
  ///   ``PhysicsError/damagedState(word:)`` when it is impossible; nothing has changed then.
  public func restore(_ state: some Collection<UInt64>) throws(PhysicsError) {
    guard state.count >= stateCount,
      (state.count - stateCount).isMultiple(of: Attachment.wordCount)
    else { throw .stateCount(state.count, expected: stateCount) }
    _ = ODELibrary.thread
    let words = Array(state)
    try check(Array(words[..<stateCount]))
    let attached = try savedAttachments(words[stateCount...])
    replaceLostObjects()
    setAttachments(attached)
    var next = 1
    func take() -> Double {
      next += 1
      return Double(bitPattern: words[next - 1])
    }
    stepCount = Int(words[0])
    telemetry = Telemetry()  // what this world went through before is none of the state's
    for mover in movers {
      unsafe dBodySetPosition(mover.id, take(), take(), take())
      let quaternion = (0..<4).map { _ in take() }
      let matrix = (0..<12).map { _ in take() }
      unsafe setRotation(of: mover.id, quaternion: quaternion, matrix: matrix)
      unsafe dBodySetLinearVel(mover.id, take(), take(), take())
      unsafe dBodySetAngularVel(mover.id, take(), take(), take())
      unsafe dBodySetForce(mover.id, 0, 0, 0)
      unsafe dBodySetTorque(mover.id, 0, 0, 0)
    }
    for index in posed.indices {
      let position = Vector3(take(), take(), take())
      let orientation = Quaternion(w: take(), x: take(), y: take(), z: take())
      posed[index].pose = Pose(position, orientation)
      posed[index].linearVelocity = Vector3(take(), take(), take())
    }
    for index in controls.indices { controls[index] = take() }
    frictionScale = take()
    for index in movers.indices { setMassScale(take(), ofMover: index) }
    for index in turns.indices { turns[index].count = take() }
    recountTurns()
    unsettled = Set(startOverlaps.indices.filter { _ in take() != 0 })
    for cloth in cloths {
      cloth.restore(words[next..<next + cloth.stateCount])
      next += cloth.stateCount
    }
  }

  /// Checks that `words` are a possible state: ODE aborts the process at an invalid rotation.
  private func check(_ words: [UInt64]) throws(PhysicsError) {
    let firstControl = 1 + 25 * movers.count + 10 * posed.count
    let controlWords = firstControl..<firstControl + controls.count
    let scaleWords = controlWords.upperBound..<controlWords.upperBound + 1 + massScales.count
    guard words[0] <= UInt64(Int.max / 2) else { throw .damagedState(word: 0) }
    for word in words.indices.dropFirst()
    where !(abs(Double(bitPattern: words[word])) <= Self.largestState) {
      // only a control may be so large; the next step refuses one that is not finite
      guard controlWords.contains(word) else { throw .damagedState(word: word) }
    }
    func squaredLength(at word: Int) -> Double {
      words[word..<word + 4].reduce(0) { $0 + Double(bitPattern: $1) * Double(bitPattern: $1) }
    }
    for word in scaleWords {
      // the scale of friction may be 0, that of a mass may not
      let scale = Double(bitPattern: words[word])
      let least = word == scaleWords.lowerBound ? 0 : 1 / Self.largestState
      guard scale >= least else {
        throw .damagedState(word: word)
      }
    }
    for word in scaleWords.upperBound..<scaleWords.upperBound + turns.count {
      let count = Double(bitPattern: words[word])
      guard count == count.rounded() else { throw .damagedState(word: word) }
    }
    var end = stateCount
    for cloth in cloths.reversed() {
      guard Double(bitPattern: words[end - 1]) >= cloth.leastMassScale else {
        throw .damagedState(word: end - 1)
      }
      end -= cloth.stateCount
    }
    for mover in movers.indices {
      let word = 1 + 25 * mover + 3
      guard abs(squaredLength(at: word) - 1) < 1e-6 else { throw .damagedState(word: word) }
    }
    for body in posed.indices {
      // the program may pose a body by a rotation of any length
      let word = 1 + 25 * movers.count + 10 * body + 3
      guard squaredLength(at: word) > 1e-12 else { throw .damagedState(word: word) }
    }
  }

  /// The largest number in a state, beyond any position [m] or speed [m/s, rad/s]: ODE aborts the process
  /// where squares overflow.
  private static let largestState = 1e6

  /// Reads the attachments at the end of a state.
  private func savedAttachments(_ words: ArraySlice<UInt64>) throws(PhysicsError) -> [Attachment] {
    var read: [Attachment] = []
    for start in stride(from: words.startIndex, to: words.endIndex, by: Attachment.wordCount) {
      guard let attachment = Attachment(words[start..<start + Attachment.wordCount], in: scene),
        case .simulated = motions[attachment.body.index],
        plan.root(of: attachment.holder).body == attachment.holder,
        read.last.map({ $0.body.index < attachment.body.index }) ?? true
      else { throw .damagedState(word: start) }
      read.append(attachment)
    }
    let holders = Dictionary(uniqueKeysWithValues: read.map { ($0.body, $0.holder) })
    for attachment in read {
      var (next, count) = (holders[attachment.holder], 0)
      while let holder = next {
        count += 1
        guard count <= read.count else { throw .damagedState(word: words.startIndex) }
        next = holders[holder]
      }
    }
    return read
  }
}

/// Sets the rotation of `body` to the bit.
///
/// ODE normalises a quaternion that is set, which would change its last bits: both are written as they are,
/// after the setter has told the shapes that they moved.
func setRotation(of body: dBodyID, quaternion: [dReal], matrix: [dReal]) {
  func write(_ values: [dReal], to target: UnsafePointer<dReal>) {
    let target = unsafe UnsafeMutablePointer(mutating: target)
    for (index, value) in values.enumerated() { unsafe target[index] = value }
  }
  unsafe dBodySetQuaternion(body, quaternion)
  unsafe write(quaternion, to: dBodyGetQuaternion(body))
  unsafe write(matrix, to: dBodyGetRotation(body))
}
