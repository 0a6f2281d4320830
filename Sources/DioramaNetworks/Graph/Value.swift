// SPDX-License-Identifier: Apache-2.0

/// A value of a ``Graph``: numbers for each row, `[rows, width]`, or `[copies, rows, width]` from the
/// copies of a network.
///
/// Operators combine values number by number. A value of one copy is broadcast to all copies of another, and
/// one of width 1 to all columns.
public struct Value {
  public let graph: Graph
  let node: Node

  /// Its numbers `[copies, rows, width]`, to be filled in where it is an input.
  public var tensor: Tensor { node.values }

  /// The number of columns of a row.
  public var width: Int { node.width }

  /// The same numbers, as a constant: no gradient goes through.
  public var detached: Value {
    make(isDetached: true) { out in out.values.update(out.inputs[0].values) }
  }

  /// A value made of this one.
  func make(
    _ others: Value..., copies: Int? = nil, width: Int? = nil, isDetached: Bool = false,
    forward: @escaping (Node) -> Void, backward: @escaping (Node) -> Void = { _ in }
  ) -> Value {
    graph.add(
      Node(
        graph, [node] + others.map(\.node), copies: copies ?? node.copies,
        width: width ?? node.width, isDetached: isDetached, forward: forward, backward: backward))
  }
}

/// The broadcasting of two values of different shapes, number by number.
struct Broadcast {
  let copies: Int
  let rows: Int
  let width: Int
  /// The strides of a copy, a row and a column, in each of both.
  private let left: (copy: Int, row: Int, column: Int)
  private let right: (copy: Int, row: Int, column: Int)

  /// Whether both have the same shape.
  let isPlain: Bool

  init(_ a: Node, _ b: Node) {
    precondition(
      a.copies == b.copies || a.copies == 1 || b.copies == 1,
      "\(a.copies) copies do not go with \(b.copies)")
    precondition(
      a.width == b.width || a.width == 1 || b.width == 1,
      "rows of \(a.width) numbers do not go with rows of \(b.width)")
    copies = max(a.copies, b.copies)
    rows = a.graph.rows
    width = max(a.width, b.width)
    let rows = rows
    func strides(_ node: Node) -> (copy: Int, row: Int, column: Int) {
      (node.copies == 1 ? 0 : rows * node.width, node.width, node.width == 1 ? 0 : 1)
    }
    left = strides(a)
    right = strides(b)
    isPlain = a.copies == b.copies && a.width == b.width
  }

  /// Calls `body` with the indices of the result and of both values.
  @inline(__always) func visit(_ body: (_ out: Int, _ a: Int, _ b: Int) -> Void) {
    if isPlain {
      for index in 0..<(copies * rows * width) { body(index, index, index) }
      return
    }
    var out = 0
    for copy in 0..<copies {
      for row in 0..<rows {
        var a = copy * left.copy + row * left.row
        var b = copy * right.copy + row * right.row
        for _ in 0..<width {
          body(out, a, b)
          out += 1
          a += left.column
          b += right.column
        }
      }
    }
  }
}

extension Value {
  /// `f` of each number; `slope` is its derivative, as a function of the number and of `f` of it.
  @inline(__always) func map(
    _ f: @escaping (Float) -> Float, slope: @escaping (_ x: Float, _ y: Float) -> Float
  ) -> Value {
    make { out in
      let (x, y) = unsafe (out.inputs[0].values.base, out.values.base)
      for index in 0..<out.count { unsafe y[index] = f(x[index]) }
    } backward: { out in
      let input = out.inputs[0]
      guard input.isActive else { return }
      let (x, y) = unsafe (input.values.base, out.values.base)
      let (from, into) = unsafe (out.gradient.base, input.gradient.base)
      for index in 0..<out.count {
        unsafe into[index] += from[index] * slope(x[index], y[index])
      }
    }
  }

  /// `function` of each number of this and of `other`.
  ///
  /// It is a type rather than a closure, so that the loops are compiled for it.
  func zip<Pair: PairFunction>(_ other: Value, _ function: Pair.Type) -> Value {
    let shape = Broadcast(node, other.node)
    return make(other, copies: shape.copies, width: shape.width) { out in
      let (a, b) = unsafe (out.inputs[0].values.base, out.inputs[1].values.base)
      let y = unsafe out.values.base
      shape.visit { unsafe y[$0] = Pair.value(a[$1], b[$2]) }
    } backward: { out in
      let (left, right) = (out.inputs[0], out.inputs[1])
      let (a, b) = unsafe (left.values.base, right.values.base)
      let from = unsafe out.gradient.base
      if left.isActive {
        let into = unsafe left.gradient.base
        shape.visit { unsafe into[$1] += from[$0] * Pair.slopes(a[$1], b[$2]).0 }
      }
      if right.isActive {
        let into = unsafe right.gradient.base
        shape.visit { unsafe into[$2] += from[$0] * Pair.slopes(a[$1], b[$2]).1 }
      }
    }
  }
}

/// A function of two numbers, and its derivatives in both.
protocol PairFunction {
  static func value(_ a: Float, _ b: Float) -> Float
  static func slopes(_ a: Float, _ b: Float) -> (Float, Float)
}

extension Value {
  /// `network` of this value.
  public func applying(_ network: Network) -> Value { graph.apply(network, to: self) }

  /// Whether some stage computes something of it.
  public var isNeeded: Bool { node.isNeeded }
}
