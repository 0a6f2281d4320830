// SPDX-License-Identifier: Apache-2.0

internal import Foundation

extension Value {
  /// A reduction of the copies of a network to one.
  public enum Reduction: Sendable {
    /// The smallest of the copies; the gradient goes to it, or to the first of several that are equal.
    case least
    /// The mean of the copies.
    case mean
    /// The sum of the copies.
    case sum
  }

  /// The copies reduced to one, number by number: `[rows, width]`.
  public func overCopies(_ reduction: Reduction) -> Value {
    let copies = node.copies
    return make(copies: 1) { out in
      let (x, y) = unsafe (out.inputs[0].values.base, out.values.base)
      let block = out.count
      for index in 0..<block {
        var result = unsafe x[index]
        for copy in 1..<max(copies, 1) {
          let other = unsafe x[copy * block + index]
          result = reduction == .least ? min(result, other) : result + other
        }
        unsafe y[index] = reduction == .mean ? result / Float(copies) : result
      }
    } backward: { out in
      let input = out.inputs[0]
      guard input.isActive else { return }
      let (x, y) = unsafe (input.values.base, out.values.base)
      let (from, into) = unsafe (out.gradient.base, input.gradient.base)
      let block = out.count
      let share: Float = reduction == .mean ? 1 / Float(copies) : 1
      for index in 0..<block {
        for copy in 0..<copies {
          let at = copy * block + index
          if reduction == .least, unsafe x[at] != y[index] { continue }
          unsafe into[at] += from[index] * share
          if reduction == .least { break }
        }
      }
    }
  }

  /// The numbers of the copy of this number, counted from 0: `[rows, width]`.
  public func copy(_ index: Int) -> Value {
    precondition(index >= 0 && index < node.copies, "there are \(node.copies) copies")
    return make(copies: 1) { out in
      let (x, y) = unsafe (out.inputs[0].values.base, out.values.base)
      unsafe y.update(from: x + index * out.count, count: out.count)
    } backward: { out in
      guard out.inputs[0].isActive else { return }
      let (from, into) = unsafe (out.gradient.base, out.inputs[0].gradient.base)
      for at in 0..<out.count { unsafe into[index * out.count + at] += from[at] }
    }
  }

  /// The sum of the numbers of each row: width 1.
  public func sum() -> Value {
    let width = node.width
    return make(width: 1) { out in
      let (x, y) = unsafe (out.inputs[0].values.base, out.values.base)
      for row in 0..<out.count {
        var sum: Float = 0
        for column in 0..<width { unsafe sum += x[row * width + column] }
        unsafe y[row] = sum
      }
    } backward: { out in
      guard out.inputs[0].isActive else { return }
      let (from, into) = unsafe (out.gradient.base, out.inputs[0].gradient.base)
      for row in 0..<out.count {
        for column in 0..<width { unsafe into[row * width + column] += from[row] }
      }
    }
  }

  /// The mean of the numbers of each row: width 1.
  public func mean() -> Value { sum() / Float(node.width) }

  /// The mean of the shard's rows, the same in all of them; it has no gradient.
  ///
  /// A batch has a fixed number of shards, so that it does not depend on the number of threads.
  public var meanOverRows: Value {
    precondition(node.copies == 1 && node.width == 1, "a mean is over one number a row")
    return make(isDetached: true) { out in
      let x = out.inputs[0].values
      var sum: Float = 0
      for row in 0..<out.count { sum += x[row] }
      out.values.fill(sum / Float(out.count))
    }
  }

  /// The columns `range`.
  public func columns(_ range: Range<Int>) -> Value { columns(Array(range)) }

  /// The columns `chosen`, in this order.
  public func columns(_ chosen: [Int]) -> Value {
    let (width, taken) = (node.width, chosen.count)
    precondition(
      taken > 0 && chosen.allSatisfy { (0..<width).contains($0) }, "columns \(chosen) of \(width)")
    return make(width: taken) { out in
      let (x, y) = unsafe (out.inputs[0].values.base, out.values.base)
      for row in 0..<(out.count / taken) {
        for column in 0..<taken {
          unsafe y[row * taken + column] = x[row * width + chosen[column]]
        }
      }
    } backward: { out in
      guard out.inputs[0].isActive else { return }
      let (from, into) = unsafe (out.gradient.base, out.inputs[0].gradient.base)
      for row in 0..<(out.count / taken) {
        for column in 0..<taken {
          unsafe into[row * width + chosen[column]] += from[row * taken + column]
        }
      }
    }
  }

  /// One number of each row, from the column that `index` names: `[rows, 1]`.
  public func pick(_ index: Value) -> Value {
    let width = node.width
    precondition(index.node.copies == 1 && index.node.width == 1, "one column a row is picked")
    @Sendable func column(_ index: Float) -> Int { min(max(Int(index), 0), width - 1) }
    return make(index, width: 1) { out in
      let (x, y) = unsafe (out.inputs[0].values.base, out.values.base)
      let (chosen, rows) = unsafe (out.inputs[1].values.base, out.graph.rows)
      for at in 0..<out.count { unsafe y[at] = x[at * width + column(chosen[at % rows])] }
    } backward: { out in
      guard out.inputs[0].isActive else { return }
      let (from, into) = unsafe (out.gradient.base, out.inputs[0].gradient.base)
      let (chosen, rows) = unsafe (out.inputs[1].values.base, out.graph.rows)
      for at in 0..<out.count {
        unsafe into[at * width + column(chosen[at % rows])] += from[at]
      }
    }
  }

  /// The column of the largest number of each row, the first of several that are equal; it has no gradient.
  public var argmax: Value {
    let width = node.width
    return make(width: 1, isDetached: true) { out in
      let (x, y) = unsafe (out.inputs[0].values.base, out.values.base)
      for row in 0..<out.count {
        var best = 0
        for column in 1..<max(width, 1) where unsafe x[row * width + column] > x[row * width + best]
        { best = column }
        unsafe y[row] = Float(best)
      }
    }
  }

  /// The logarithm of the sum of the exponentials of each row, without overflow: width 1.
  public func logSumExp() -> Value { (self - logSoftmax()).mean() }

  /// The logarithm of the probability of each column, of which the numbers are logits.
  public func logSoftmax() -> Value {
    let width = node.width
    return make { out in
      let (x, y) = unsafe (out.inputs[0].values.base, out.values.base)
      for row in 0..<(out.count / width) { unsafe softmax(x + row * width, y + row * width, width) }
    } backward: { out in
      guard out.inputs[0].isActive else { return }
      let (from, into) = unsafe (out.gradient.base, out.inputs[0].gradient.base)
      let y = unsafe out.values.base
      for row in 0..<(out.count / width) {
        var sum: Float = 0
        for column in 0..<width { unsafe sum += from[row * width + column] }
        for at in (row * width)..<((row + 1) * width) {
          unsafe into[at] += from[at] - Foundation.exp(y[at]) * sum
        }
      }
    }
  }
}

/// Writes the logarithms of the probabilities for `count` logits.
func softmax(
  _ logits: UnsafePointer<Float>, _ logProbabilities: UnsafeMutablePointer<Float>, _ count: Int
) {
  var largest = unsafe logits[0]
  for index in 1..<max(count, 1) { unsafe largest = max(largest, logits[index]) }
  var sum: Float = 0
  for index in 0..<count { unsafe sum += exp(logits[index] - largest) }
  for index in 0..<count {
    unsafe logProbabilities[index] = logits[index] - largest - log(sum)
  }
}
