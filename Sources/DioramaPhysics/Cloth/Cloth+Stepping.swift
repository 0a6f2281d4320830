// SPDX-License-Identifier: Apache-2.0

public import DioramaMath
internal import DioramaScene

extension Cloth {
  /// The largest speed at which a penetration is pushed out [m/s].
  static let correctionSpeed = 0.5
  /// The fraction of a penetration that an integration step pushes out.
  static let errorReduction = 0.2

  /// Integrates one time step of the world, at the end of which the cloth's body is at `bodyPose`.
  ///
  /// - Throws: ``PhysicsError/clothDiverged(cloth:time:)`` when it blows up; place or restore it then.
  public func step(bodyPose: Pose = .identity, time: Double = 0) throws(PhysicsError) {
    let worldStep = timeStep * Double(substeps)
    let drag = airDamping * timeStep / (1 + airDamping * timeStep)
    deepestContact = 0
    let particleMass = particleMass
    var isSane = true
    unsafe numbers.withUnsafeMutableBufferPointer { memory in
      let arrays = unsafe ClothArrays(layout, memory)
      // pinned particles move at a constant speed to where their body is at the end
      for (pin, local) in zip(sheet.pins, pinPositions) {
        arrays.velocity[pin] = (bodyPose.transform(local) - arrays.position[pin]) / worldStep
      }
      findCandidates(arrays, within: worldStep)
      for _ in 0..<substeps {
        arrays.sumForces()
        if sheet.isCord { pullPins(arrays) }
        arrays.accelerate(
          timeStep: timeStep, particleMass: particleMass, gravity: gravity, drag: drag)
        resolveOwnContacts(arrays)
        if sheet.isCord { resolveCordContacts(arrays) } else { resolveContacts(arrays) }
        arrays.move(timeStep: timeStep)
      }
      for (pin, local) in zip(sheet.pins, pinPositions) {
        arrays.position[pin] = bodyPose.transform(local)
      }
      // written so that NaN fails it too
      for index in 0..<sheet.particleCount {
        let (x, v) = (arrays.position[index], arrays.velocity[index])
        if !(x.dot(x) < 1e8 && v.dot(v) < 1e6) { isSane = false }
      }
    }
    guard isSane else { throw .clothDiverged(cloth: sheet.name, time: time) }
  }

  /// Finds the particles that may touch in a time step, with the travel of the fastest one as a margin.
  private func findCandidates(_ arrays: ClothArrays, within worldStep: Double) {
    var mean = Vector3.zero
    for index in 0..<sheet.particleCount { mean += arrays.velocity[index] }
    mean /= Double(sheet.particleCount)
    var fastest = 0.0
    for index in 0..<sheet.particleCount {
      let relative = arrays.velocity[index] - mean
      fastest = max(fastest, relative.dot(relative))
    }
    // the travel that gravity and springs add within the step is small against a millimetre
    let travel = worldStep * fastest.squareRoot() + 1e-3
    if sheet.touchesItself { pairs.find(arrays, margin: min(2 * travel, pairs.distance)) }
    candidates.removeAll(keepingCapacity: true)
    for number in colliders.indices {
      let collider = colliders[number]
      let approach = (mean - collider.velocity).length + fastest.squareRoot()
      let margin = sheet.radius + 1e-3 + worldStep * approach
      func isNear(_ index: Int) -> Bool {
        arrays.mobility[index] > 0 && collider.isNear(arrays.position[index], margin: margin)
      }
      if collider.isFlat, !sheet.isCord {
        var marks = near.mutableSpan
        let first = near(of: number).lowerBound
        var sum = 0.0
        for index in 0..<sheet.particleCount {
          let mark: Double = isNear(index) ? 1 : 0
          marks[first + index] = mark
          sum += mark
        }
        hasNear[number] = sum > 0
      } else {
        for index in 0..<sheet.particleCount where isNear(index) {
          candidates.append(Int32(truncatingIfNeeded: index))
        }
        hasNear[number] = candidates.count > (number > 0 ? candidateEnds[number - 1] : 0)
      }
      candidateEnds[number] = candidates.count
    }
  }

  /// The place in ``near`` of the collider of this number.
  private func near(of number: Int) -> Range<Int> {
    number * layout.lanes..<(number + 1) * layout.lanes
  }

  /// Returns the least speed [m/s] at which two things at distance `gap` [m] must part to end without
  /// overlap, or with less of it.
  @inline(__always) func leastParting(_ gap: Double) -> Double {
    gap > 0 ? -gap / timeStep : min(-gap * Self.errorReduction / timeStep, Self.correctionSpeed)
  }

  /// Corrects the velocities of particles that would go into shapes; Coulomb friction holds them back.
  ///
  /// `v ← v + j n - min(1, µ j / |v_t|) v_t`, where j is the change of the normal velocity.
  private func resolveContacts(_ arrays: ClothArrays) {
    var next = 0
    for number in colliders.indices where hasNear[number] {
      let end = candidateEnds[number]
      let collider = colliders[number]
      if collider.isFlat {
        let depth = arrays.touch(
          collider.kernel(self), near: near.span.extracting(near(of: number)))
        deepestContact = max(deepestContact, depth)
        continue
      }
      while next < end {
        let particle = Int(candidates[next])
        next += 1
        let place = arrays.position[particle]
        let (distance, normal) = collider.gap(place)
        let gap = distance - sheet.radius
        let relative = arrays.velocity[particle] - collider.velocity(at: place)
        let parting = relative.dot(normal)
        let change = leastParting(gap) - parting
        guard change > 0 else { continue }
        deepestContact = max(deepestContact, -gap)
        let sliding = relative - parting * normal
        let speed = sliding.length
        let grip = frictionScale * collider.friction * change
        let kept = speed > grip ? grip / speed : 1
        arrays.velocity[particle] += change * normal - kept * sliding
      }
    }
  }

  /// Keeps particles apart that would come nearer than the cloth is thick: equal and opposite changes of
  /// momentum along their line, without friction.
  private func resolveOwnContacts(_ arrays: ClothArrays) {
    for number in 0..<pairs.count {
      let pair = pairs[number]
      let (first, second) = (Int(pair.x), Int(pair.y))
      let offset = arrays.position[second] - arrays.position[first]
      let length = offset.length
      let relative = arrays.velocity[second] - arrays.velocity[first]
      guard length > 1e-12 else { continue }
      let normal = offset / length
      let change = leastParting(length - pairs.distance) - relative.dot(normal)
      let weights = SIMD2(arrays.mobility[first], arrays.mobility[second])
      guard change > 0, weights.sum() > 0 else { continue }
      let push = change / weights.sum() * normal
      arrays.velocity[first] -= weights.x * push
      arrays.velocity[second] += weights.y * push
    }
  }
}
