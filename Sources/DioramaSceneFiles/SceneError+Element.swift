// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

/// A fault in an element.
public enum ElementFault: Hashable, Sendable {
  // in its place
  case notRoot
  case notIncludeRoot
  case unknown(parent: String, known: [String])
  case misplaced(parent: String, places: [String])
  case unsupported(advice: String)
  case repeated(parent: String, first: Int)
  // in its attributes
  case unknownAttribute(String, known: [String])
  case missingAttribute(String)
  case missingEither(String, String)
  case severalOrientations(String, String)
  case positionAndEnds
  case severalInertias
  case missingRange
  case typeAndDirectional
  case unlimitedRange(String)
  case sameTwice(kind: String, name: String)
  case clippingReversed(near: Double, far: Double)
  // in its relation to others
  case massless(body: String)
  case movingPlane(shape: String, body: String)
  case nestedFreeJoint(body: String)
  case freeJointNotAlone(body: String)
  case rotationAfterBall(body: String)
  case tooManyFreedoms(body: String)
  case nestedMocap(body: String)
  case mocapWithJoint(body: String)
  case limpCloth(String)
  case limpCord(String)
  case obliqueCells(SIMD2<Double>)

  func message(_ element: String) -> String {
    placeMessage(element) ?? attributeMessage(element) ?? bodyMessage(element)
  }

  private func placeMessage(_ element: String) -> String? {
    switch self {
    case .notRoot: "the root element is <\(element)>; a scene file starts with <mujoco>"
    case .notIncludeRoot:
      "the root element is <\(element)>; an included file starts with <mujocoinclude>"
    case .unknown(let parent, let known):
      "<\(parent)> has no element <\(element)>\(hint(element, known, orElse: "it may hold"))"
    case .misplaced(let parent, let places):
      "<\(element)> does not belong in <\(parent)>; put it in"
        + " \(places.map { "<\($0)>" }.joined(separator: " or "))"
    case .unsupported(let advice): "<\(element)> is not supported; \(advice)"
    case .repeated(let parent, let first):
      "<\(parent)> has a second <\(element)>; there is one already on line \(first); merge them"
    default: nil
    }
  }

  private func attributeMessage(_ element: String) -> String? {
    switch self {
    case .unknownAttribute(let name, let known):
      "<\(element)> has no attribute '\(name)'\(hint(name, known, orElse: "it may have"))"
    case .missingAttribute(let name): "<\(element)> needs the attribute '\(name)'; add it"
    case .missingEither(let first, let second):
      "<\(element)> needs the attribute '\(first)' or '\(second)'; add one"
    case .severalOrientations(let first, let second):
      "<\(element)> has two orientations, '\(first)' and '\(second)'; keep one"
    case .positionAndEnds:
      "<\(element)> has both 'pos' and 'fromto'; keep one"
    case .severalInertias:
      "<\(element)> has a 'fullinertia', which sets the axes too; remove 'diaginertia', 'quat'"
        + " and the other orientations"
    case .typeAndDirectional:
      "<\(element)> has both 'type' and 'directional'; keep 'type'"
    case .missingRange:
      "<\(element)> is limited but has no range; add it"
    case .unlimitedRange(let limited):
      "<\(element)> has a range, but autolimits is false in <compiler>; add"
        + " \(limited)=\"true\" or \"false\""
    case .sameTwice(let kind, let name):
      "<\(element)> names the \(kind) '\(name)' twice; name two"
    case .clippingReversed(let near, let far):
      "<\(element)> ends at zfar \(far), before it starts at znear \(near); swap them"
    default: nil
    }
  }

  private func bodyMessage(_ element: String) -> String {
    switch self {
    case .massless(let body):
      "the body '\(body)' can move but has no mass; give it a geom with mass or an <inertial>"
    case .movingPlane(let shape, let body):
      "the plane '\(shape)' is on the body '\(body)', which can move; use a box, or put it in"
        + " <worldbody>"
    case .nestedFreeJoint(let body):
      "the body '\(body)' has a free joint inside another body; put it in <worldbody> itself"
    case .freeJointNotAlone(let body):
      "the body '\(body)' has a free joint and others; keep the free joint alone"
    case .rotationAfterBall(let body):
      "the body '\(body)' has another rotation after its ball joint; the ball turns every way"
        + " already, so remove it"
    case .tooManyFreedoms(let body):
      "the body '\(body)' has more than 6 degrees of freedom; remove joints"
    case .nestedMocap(let body):
      "the mocap body '\(body)' is inside another body; put it in <worldbody> itself"
    case .mocapWithJoint(let body):
      "the mocap body '\(body)' has a joint, but the program poses it; remove the one or the other"
    case .limpCloth(let cloth):
      "the cloth '\(cloth)' has no stiffness; give it an <elasticity> with young, thickness and"
        + " elastic2d=\"stretch\""
    case .limpCord(let cord):
      "the cord '\(cord)' has no stiffness; give it an <edge> with stiffness"
    case .obliqueCells(let spacing):
      "<\(element)> finds cells of \(spacing.x) by \(spacing.y) m, too oblong for springs; make the"
        + " spacing along x and y more alike"
    default: "<\(element)> is refused"
    }
  }
}
