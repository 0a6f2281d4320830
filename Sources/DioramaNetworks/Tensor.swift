// SPDX-License-Identifier: Apache-2.0

internal import CDioramaKernels

/// A tensor: numbers in one block of memory that never moves, row after row.
///
/// It is a reference: passes share their activations without copying them. Two threads may use one tensor
/// only as they may use one array: reading together, or one at a time.
@safe
public final class Tensor: @unchecked Sendable {
  /// The lengths of its axes, the slowest first.
  public let shape: [Int]

  /// The number of elements.
  public let count: Int

  /// The number of elements that its memory has room for.
  let capacity: Int

  @usableFromInline let base: UnsafeMutablePointer<Float>
  private let owner: Tensor?

  /// The alignment of its memory: a cache line, which is also the widest SIMD vector [bytes].
  private static let alignment = 64

  /// Makes a tensor of zeros.
  ///
  /// - Precondition: No axis is negative.
  public convenience init(_ shape: Int...) { self.init(shape: shape) }

  /// Makes a tensor of zeros of the shape of `other`.
  convenience init(like other: Tensor) { self.init(shape: other.shape) }

  /// Makes a tensor of zeros of `shape`.
  init(shape: [Int]) {
    self.shape = shape
    count = shape.reduce(1, *)
    precondition(count >= 0, "a tensor cannot have the shape \(shape)")
    let bytes = (max(count, 1) * MemoryLayout<Float>.stride + 63) / 64 * 64
    capacity = bytes / MemoryLayout<Float>.stride
    let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: Self.alignment)
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
    unsafe base = unsafe memory.assumingMemoryBound(to: Float.self)
    owner = nil
  }

  /// Makes a view of `shape` at `offset` of the numbers of `owner`.
  init(viewing owner: Tensor, at offset: Int, _ shape: [Int]) {
    self.shape = shape
    count = shape.reduce(1, *)
    precondition(offset >= 0 && offset + count <= owner.count, "a view ends outside its tensor")
    unsafe base = unsafe owner.base + offset
    capacity = owner.capacity - offset
    self.owner = owner
  }

  deinit {
    if owner == nil { unsafe base.deallocate() }
  }

  /// The number at `index`, counted through all rows.
  @inlinable public subscript(index: Int) -> Float {
    get {
      precondition(index >= 0 && index < count, "the index lies outside the tensor")
      return unsafe base[index]
    }
    set {
      precondition(index >= 0 && index < count, "the index lies outside the tensor")
      unsafe base[index] = newValue
    }
  }

  /// The number in column `column` of row `row`, where a row is the last axis.
  @inlinable public subscript(row: Int, column: Int) -> Float {
    get { self[row * shape[shape.count - 1] + column] }
    set { self[row * shape[shape.count - 1] + column] = newValue }
  }

  /// All its numbers, in order.
  public var values: [Float] { unsafe Array(UnsafeBufferPointer(start: base, count: count)) }

  /// Sets every number to `value`.
  public func fill(_ value: Float) { unsafe base.update(repeating: value, count: count) }

  /// Copies the numbers of `source` to the indices from `offset` on.
  ///
  /// - Precondition: They fit.
  public func update(_ source: [Float], at offset: Int = 0) {
    precondition(offset >= 0 && offset + source.count <= count, "the numbers do not fit the tensor")
    unsafe source.withUnsafeBufferPointer { numbers in
      guard let first = numbers.baseAddress else { return }
      unsafe (base + offset).update(from: first, count: numbers.count)
    }
  }

  /// Copies the numbers of `source` to row `row`, from `column` on.
  ///
  /// - Precondition: They fit.
  public func update(_ source: Span<Float>, row: Int, column: Int) {
    let width = shape[shape.count - 1]
    precondition(row >= 0 && column >= 0 && (row + 1) * width <= count, "no such row")
    precondition(column + source.count <= width, "the numbers do not fit the row")
    unsafe source.withUnsafeBufferPointer { numbers in
      guard let first = numbers.baseAddress else { return }
      unsafe (base + row * width + column).update(from: first, count: numbers.count)
    }
  }

  /// Copies the numbers of `source`.
  ///
  /// - Precondition: It has as many.
  public func update(_ source: Tensor) {
    precondition(source.count == count, "tensors of \(source.count) and \(count) numbers differ")
    unsafe base.update(from: source.base, count: count)
  }

  /// Copies the rows of `source`, each flattened, to the columns from `column` on.
  ///
  /// - Precondition: Both have as many rows, and the columns fit.
  public func updateColumns(_ source: Tensor, at column: Int) {
    let width = shape[shape.count - 1]
    let rows = count / width
    let taken = source.count / rows
    precondition(column + taken <= width && taken * rows == source.count, "the columns do not fit")
    for row in 0..<rows {
      unsafe (base + row * width + column).update(from: source.base + row * taken, count: taken)
    }
  }

  /// Copies the columns of `source` from `column` on to the rows, each flattened.
  ///
  /// - Precondition: Both have as many rows, and there are as many columns.
  public func updateFromColumns(_ source: Tensor, at column: Int) {
    let width = source.shape[source.shape.count - 1]
    let rows = source.count / width
    let taken = count / rows
    precondition(column + taken <= width && taken * rows == count, "the columns do not fit")
    for row in 0..<rows {
      unsafe (base + row * taken).update(from: source.base + row * width + column, count: taken)
    }
  }

  /// Adds the columns of `source` from `column` on to the rows, each flattened.
  ///
  /// - Precondition: Both have as many rows, and there are as many columns.
  func addFromColumns(_ source: Tensor, at column: Int) {
    let width = source.shape[source.shape.count - 1]
    let rows = source.count / width
    let taken = count / rows
    precondition(column + taken <= width && taken * rows == count, "the columns do not fit")
    for row in 0..<rows {
      let (from, into) = unsafe (source.base + row * width + column, base + row * taken)
      for index in 0..<taken { unsafe into[index] += from[index] }
    }
  }

  /// Adds the numbers of `other`, each multiplied by `factor`.
  ///
  /// - Precondition: It has as many.
  func add(_ other: Tensor, times factor: Float = 1) {
    precondition(other.count == count, "tensors of \(other.count) and \(count) numbers differ")
    for index in 0..<count { unsafe base[index] += factor * other.base[index] }
  }

  /// Returns the sum of the products with the numbers of `other`.
  ///
  /// - Precondition: It has as many.
  func dot(_ other: Tensor) -> Double {
    precondition(other.count == count, "tensors of \(other.count) and \(count) numbers differ")
    return unsafe diorama_dot(count, base, other.base)
  }

  /// Copies row `row` of `source`, where a row spans all axes but the first.
  ///
  /// - Precondition: Both have such a row, of the same length.
  public func update(_ source: Tensor, row: Int) {
    let width = rowLength(row, of: source)
    unsafe (base + row * width).update(from: source.base + row * width, count: width)
  }

  /// Mixes row `row` of `other` into that row: `weight x + (1 - weight) other`.
  ///
  /// - Precondition: Both have such a row, of the same length.
  public func blend(_ other: Tensor, row: Int, keeping weight: Float) {
    let width = rowLength(row, of: other)
    let (mine, theirs) = unsafe (base + row * width, other.base + row * width)
    for index in 0..<width {
      unsafe mine[index] = unsafe weight * mine[index] + (1 - weight) * theirs[index]
    }
  }

  private func rowLength(_ row: Int, of other: Tensor) -> Int {
    let width = count / shape[0]
    precondition(other.count == width * other.shape[0], "the rows differ in length")
    precondition(row >= 0 && row < min(shape[0], other.shape[0]), "no such row")
    return width
  }
}
