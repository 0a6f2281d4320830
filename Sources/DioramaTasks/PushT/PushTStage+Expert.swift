// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaPhysics
internal import Foundation

extension PushTStage {
  /// A place on the T's side, where a push goes straight into it.
  struct Contact {
    /// The point, in the T's frame [m].
    let point: SIMD2<Double>
    /// The direction away from the T there.
    let normal: SIMD2<Double>

    /// Returns where the middle of a pusher of `radius` stands before it pushes there, in the T's frame [m].
    func start(_ radius: Double) -> SIMD2<Double> { point + (radius + 0.01) * normal }
  }

  /// What the expert is about: a push at one place, until it brings no more.
  struct Push: Hashable {
    /// The number of the place; -1 before one is chosen.
    var contact = -1
    /// Whether the hand has got there.
    var isPushing = false
    /// The least squared error during the push [m²].
    var least = 0.0
    /// For how many steps it has not fallen.
    var stale = 0

    init() {}

    init(numbers: ArraySlice<Double>) {
      let numbers = Array(numbers)
      (contact, isPushing) = (Int(numbers[0]), numbers[1] != 0)
      (least, stale) = (numbers[2], Int(numbers[3]))
    }

    var numbers: [Double] { [Double(contact), isPushing ? 1 : 0, least, Double(stale)] }
  }

  /// The places where a disc of `pusherRadius` has room beside the T, 6 mm apart.
  static func contacts(of outline: TeeOutline, pusherRadius: Double) -> [Contact] {
    var contacts: [Contact] = []
    for rectangle in outline.rectangles {
      let corners = rectangle.corners
      for side in 0..<4 {
        let (start, end) = (corners[side], corners[(side + 1) % 4])
        let along = (end - start) / length(end - start)
        let normal = SIMD2(along.y, -along.x)
        let room = length(end - start) - 0.008
        let count = max(Int(room / 0.006), 1)
        for index in 0...count {
          let way = 0.004 + room * Double(index) / Double(count)
          let point = start + way * along
          let contact = Contact(point: point, normal: normal)
          guard outline.distance(contact.start(pusherRadius)) > pusherRadius + 0.005 else {
            continue
          }
          contacts.append(contact)
        }
      }
    }
    return contacts
  }

  /// Where the expert brings the T.
  private var expertGoal: FlatPose {
    FlatPose(goal.place + expertOffset.place, turn: goal.turn + expertOffset.turn)
  }

  /// Returns the expert's move: the push that brings most for its time, one after the other.
  func expertMove(_ world: RigidWorld) -> Vector3 {
    let tee = teePose(world)
    let push = planned(world)
    guard push.contact >= 0 else { return .zero }
    let hand = hand.position(in: world)
    let place = tee.local(SIMD2(hand.x, hand.y))
    let contact = contacts[push.contact]
    var target: SIMD2<Double>
    if push.isPushing {
      // the hand leads by what is left, so that the servo presses no harder than it must
      let lead = min(max(0.7 * gain(of: contact, tee).way, 0.0015), 0.015)
      target = contact.point + (pusherRadius - lead) * contact.normal
    } else {
      target = approach(from: place, to: contact.start(pusherRadius))
    }
    var move = tee.rotate(target - place)
    let distance = length(move)
    if distance > 0.02 { move *= 0.02 / distance }
    return Vector3(move.x, move.y, 0)
  }

  /// Returns what the expert is about at this moment.
  func planned(_ world: RigidWorld) -> Push {
    let tee = teePose(world)
    guard outline.overlap(tee, expertGoal) < 0.96 else { return Push() }
    let hand = hand.position(in: world)
    let place = tee.local(SIMD2(hand.x, hand.y))
    let error = tee.squaredError(to: expertGoal, arm: outline.gyrationRadius)
    var push = push
    if push.contact >= 0 {
      let contact = contacts[push.contact]
      let ahead = ((place - contact.point) * contact.normal).sum()
      let aside = place - contact.point - ahead * contact.normal
      let isTouching = push.isPushing && ahead < pusherRadius + 0.002
      if push.isPushing {
        if error < push.least - 1e-9 {
          (push.least, push.stale) = (error, 0)
        } else if isTouching {
          push.stale += 1
        }
      }
      let touched = Contact(
        point: contact.point + (isTouching ? aside : .zero), normal: contact.normal)
      let slope = slope(of: touched, tee)
      let isOver =
        push.isPushing ? slope > -1e-4 || length(aside) > 0.012 || push.stale > 2 : slope > 0
      if isOver { push = Push() }
    }
    if push.contact < 0 {
      push.contact = best(from: place, tee)
      push.least = error
    }
    if push.contact >= 0, length(place - contacts[push.contact].start(pusherRadius)) < 0.004 {
      push.isPushing = true
    }
    return push
  }

  /// Returns the place with the largest gain for the steps that it takes; -1 where none brings anything.
  private func best(from place: SIMD2<Double>, _ tee: FlatPose) -> Int {
    var (best, index) = (0.0, -1)
    for (candidate, contact) in contacts.enumerated() {
      let start = contact.start(pusherRadius)
      let beside = tee.transform(start)
      guard hand.reaches(SIMD2(beside.x, beside.y)) else { continue }
      let (gain, way) = gain(of: contact, tee)
      let turn = FlatPose.wrapped(atan2(start.y, start.x) - atan2(place.y, place.x))
      let steps = 8 + abs(turn) * Self.wayRound / 0.02 + way / 0.01
      if gain / steps > best { (best, index) = (gain / steps, candidate) }
    }
    return index
  }

  /// Returns how much a push lowers the squared error at most [m²], and how far the hand then moves [m].
  private func gain(of contact: Contact, _ tee: FlatPose) -> (gain: Double, way: Double) {
    let arm = outline.gyrationRadius
    let turn = turning(contact)
    let start = tee.squaredError(to: expertGoal, arm: arm)
    var (pose, least, way) = (tee, start, 0.0)
    for step in 1...125 {
      pose.place -= 0.002 * pose.rotate(contact.normal)
      pose.turn += 0.002 * turn
      let error = pose.squaredError(to: expertGoal, arm: arm)
      guard error < least - 1e-12 else { break }
      (least, way) = (error, 0.002 * Double(step))
    }
    return (start - least, way * (1 + arm * arm * turn * turn))
  }

  /// Returns the slope of the squared error at the beginning of a push [m].
  private func slope(of contact: Contact, _ tee: FlatPose) -> Double {
    let arm = outline.gyrationRadius
    let move = -tee.rotate(contact.normal)
    let missing = FlatPose.wrapped(tee.turn - expertGoal.turn)
    return 2 * ((tee.place - expertGoal.place) * move).sum()
      + 2 * arm * arm * missing * turning(contact)
  }

  /// Returns how far the T turns for each metre that a push moves it [rad/m].
  ///
  /// What slides slowly turns as the torque, about an ellipsoid of what friction resists: Goyal, Ruina and Papadopoulos
  /// 1991, *Planar sliding with dry friction*.
  private func turning(_ contact: Contact) -> Double {
    let (p, n) = (contact.point, contact.normal)
    return (p.y * n.x - p.x * n.y) / (outline.gyrationRadius * outline.gyrationRadius)
  }

  /// Returns where to go next on the way from `place` to `end`: straight, or around the T.
  private func approach(from place: SIMD2<Double>, to end: SIMD2<Double>) -> SIMD2<Double> {
    if isFree(place, end) { return end }
    let radius = Self.wayRound
    let distance = length(place)
    let outside = radius / length(end) * end
    let turn = FlatPose.wrapped(atan2(end.y, end.x) - atan2(place.y, place.x))
    if abs(turn) < 0.6, distance > 0.09, isFree(place, outside) {
      return length(place - outside) > 0.006 ? outside : end
    }
    if distance < radius - 0.012 {
      // out of a corner of the T, to where there is room
      let ways =
        [radius / max(distance, 1e-6) * place]
        + [SIMD2(1, 0), SIMD2(-1, 0), SIMD2(0, 1), SIMD2(0, -1)].map { place + 0.05 * $0 }
      return ways.first { isFree(place, $0) } ?? ways[0]
    }
    let angle = atan2(place.y, place.x) + min(max(turn, -0.17), 0.17)
    return radius * SIMD2(cos(angle), sin(angle))
  }

  /// Returns whether the pusher touches nothing on the straight way.
  private func isFree(_ start: SIMD2<Double>, _ end: SIMD2<Double>) -> Bool {
    (0..<25).allSatisfy { index in
      let point = start + Double(index) / 24 * (end - start)
      return outline.distance(point) >= pusherRadius + 0.004
    }
  }

  /// The radius of the circle on which the hand goes around the T [m].
  private static var wayRound: Double { 0.115 }
}
