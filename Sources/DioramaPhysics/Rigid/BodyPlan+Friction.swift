// SPDX-License-Identifier: Apache-2.0

internal import DioramaScene

extension BodyPlan {
  /// Returns the friction of two shapes by MuJoCo's rule: that of the contact pair, else of the shape of
  /// higher priority, else the larger.
  func friction(
    of a: Shape, _ b: Shape, as pair: ContactPair? = nil
  ) -> ContactFriction {
    let shapes = a.priority == b.priority ? [a, b] : [a.priority > b.priority ? a : b]
    func largest<Value: Comparable>(_ value: (Shape) -> Value) -> Value {
      shapes.dropFirst().map(value).reduce(value(shapes[0])) { max($0, $1) }
    }
    let dimension = pair?.contactDimension ?? largest(\.contactDimension)
    var friction = ContactFriction()
    if dimension > 1 { friction.sliding = pair?.friction ?? largest(\.friction) }
    if dimension > 3 {
      friction.torsional = pair?.torsionalFriction ?? largest(\.torsionalFriction)
    }
    if dimension > 4 { friction.rolling = pair?.rollingFriction ?? largest(\.rollingFriction) }
    return friction
  }
}
