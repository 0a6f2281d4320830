// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath

/// The sizes of each environment's rows.
package struct VectorShape: Hashable, Sendable {
  var environments = 0
  var workers = 0
  /// The length of the state vector; 0 where the state is not observed.
  var state = 0
  /// The size of observed images; 0 where images are not observed [px].
  var width = 0
  var height = 0
  var goal = 0
  var metrics = 0
  /// The length of a continuous action; 0 where actions are discrete.
  var action = 0
  /// The size of the images of ``VectorEnvironment/draw()`` [px].
  var pictureWidth = 0
  var pictureHeight = 0
  /// Whether the final observations of episodes are kept apart.
  var keepsEnds = false
  /// The length of the recipe for worker processes [bytes].
  var recipe = 0

  /// The number of samples of an observed image.
  var pixels: Int { width * height * 3 }
  /// The number of samples of a drawn image.
  var picture: Int { pictureWidth * pictureHeight * 3 }

  init() {}

  /// The shape as it is written at the beginning of a block.
  var words: [Int] {
    [
      Self.mark, environments, workers, state, width, height, goal, metrics, action, pictureWidth,
      pictureHeight, keepsEnds ? 1 : 0, recipe,
    ]
  }

  /// The memory that each environment takes [bytes].
  var bytesEach: Int {
    // observations and metrics, twice where final ones are kept; actions, images and the result of a step
    let seen = 4 * (state + 2 * goal) + pixels + 8 * metrics
    return (keepsEnds ? 2 : 1) * seen + 4 * action + picture + 42 + VectorStorage.complaintLength
  }

  /// Reads a shape; nil if the words are not those of one.
  init?(words: [Int]) {
    guard words.first == Self.mark, words.count == self.words.count else { return nil }
    (environments, workers, state, width) = (words[1], words[2], words[3], words[4])
    (height, goal, metrics, action) = (words[5], words[6], words[7], words[8])
    (pictureWidth, pictureHeight) = (words[9], words[10])
    (keepsEnds, recipe) = (words[11] != 0, words[12])
  }

  /// The magic number at the beginning of a block; its last digit is the version of the layout.
  private static let mark = 0xD10_2A3A_0002
}

/// The observations and metrics of all environments at one moment, a row each.
package final class VectorRows: Sendable {
  package let state: SharedArray<Float>
  package let pixels: SharedArray<UInt8>
  package let achievedGoal: SharedArray<Float>
  package let desiredGoal: SharedArray<Float>
  package let metrics: SharedArray<Double>

  init(_ shape: VectorShape, _ count: Int, _ placement: inout Placement) {
    state = placement.next(Float.self, count * shape.state)
    pixels = placement.next(UInt8.self, count * shape.pixels)
    achievedGoal = placement.next(Float.self, count * shape.goal)
    desiredGoal = placement.next(Float.self, count * shape.goal)
    metrics = placement.next(Double.self, count * shape.metrics)
  }

  /// Writes the row of environment `index`.
  func write(_ observation: TaskObservation, at index: Int) {
    state.write(observation.state, at: index * observation.state.count)
    if let pixels = observation.pixels {
      self.pixels.write(pixels.samples, at: index * pixels.samples.count)
    }
    achievedGoal.write(observation.achievedGoal, at: index * observation.achievedGoal.count)
    desiredGoal.write(observation.desiredGoal, at: index * observation.desiredGoal.count)
  }
}

/// An order to a worker for one environment, carried out when the worker is next called.
enum VectorOrder: UInt8 {
  case rest, reset, step, expert, draw
}

/// The rows of all environments, and the signals of all workers, in a block.
package final class VectorStorage: Sendable {
  let block: SharedBlock
  let shape: VectorShape

  /// The flags `wantsMetrics` and `isClosing`, and the id of the owner's process.
  let control: SharedArray<Int>
  /// The recipe from which a worker process makes its environments, in UTF-8.
  let recipe: SharedArray<UInt8>
  /// The semaphores that call the workers, and those with which they answer.
  let calls: [SharedSemaphore]
  let answers: [SharedSemaphore]
  /// The progress counter of each worker, which grows while the worker is at work.
  let progress: [SharedArray<Int>]

  /// A ``VectorOrder`` for each environment.
  let order: SharedArray<UInt8>
  /// The seed of the episode that begins, if one does.
  let seed: SharedArray<UInt64>
  package let action: SharedArray<Float>
  package let choice: SharedArray<Int64>
  /// The present observations and metrics.
  package let now: VectorRows
  /// The final observations and metrics of episodes, where they are kept apart.
  package let end: VectorRows
  package let reward: SharedArray<Double>
  package let terminated: SharedArray<UInt8>
  package let truncated: SharedArray<UInt8>
  package let picture: SharedArray<UInt8>
  /// 0 or a ``VectorFailure`` for each environment, and its error message.
  let status: SharedArray<Int32>
  let complaint: SharedArray<UInt8>

  static let complaintLength = 256

  /// The indices of `control`.
  static let wantsMetrics = 0
  static let isClosing = 1
  static let owner = 2

  /// Makes the rows for `shape`, all zero.
  convenience init(_ shape: VectorShape, betweenProcesses: Bool) throws(VectorError) {
    // the first pass only measures
    var ruler = Placement(block: try SharedBlock(byteCount: 4096, betweenProcesses: false))
    _ = VectorStorage(shape, &ruler)
    let block = try SharedBlock(byteCount: ruler.offset, betweenProcesses: betweenProcesses)
    var placement = Placement(block: block, isMeasuring: false)
    self.init(shape, &placement)
    block.array(of: Int.self, at: 0, count: shape.words.count).write(shape.words, at: 0)
    for semaphore in calls + answers { semaphore.prepare() }
  }

  /// Finds the rows in a block that another process has made.
  convenience init(descriptor: Int32) throws(VectorError) {
    let block = try SharedBlock(descriptor: descriptor)
    let count = VectorShape().words.count
    guard block.byteCount >= count * MemoryLayout<Int>.stride,
      let shape = VectorShape(
        words: block.array(of: Int.self, at: 0, count: count).elements(0..<count))
    else { throw .notABlock(descriptor: descriptor) }
    var placement = Placement(block: block, isMeasuring: false)
    self.init(shape, &placement)
  }

  private init(_ shape: VectorShape, _ placement: inout Placement) {
    let count = shape.environments
    self.shape = shape
    block = placement.block
    _ = placement.next(Int.self, shape.words.count)
    control = placement.next(Int.self, 3)
    recipe = placement.next(UInt8.self, shape.recipe)
    calls = (0..<shape.workers).map { _ in placement.semaphore() }
    answers = (0..<shape.workers).map { _ in placement.semaphore() }
    progress = (0..<shape.workers).map { _ in placement.next(Int.self, 1) }
    order = placement.next(UInt8.self, count)
    seed = placement.next(UInt64.self, count)
    action = placement.next(Float.self, count * shape.action)
    choice = placement.next(Int64.self, count)
    now = VectorRows(shape, count, &placement)
    end = VectorRows(shape, shape.keepsEnds ? count : 0, &placement)
    reward = placement.next(Double.self, count)
    terminated = placement.next(UInt8.self, count)
    truncated = placement.next(UInt8.self, count)
    picture = placement.next(UInt8.self, count * shape.picture)
    status = placement.next(Int32.self, count)
    complaint = placement.next(UInt8.self, count * Self.complaintLength)
  }

  /// Returns the environments that worker `number` serves.
  func environments(of number: Int) -> Range<Int> {
    let (all, workers) = (shape.environments, shape.workers)
    return number * all / workers..<(number + 1) * all / workers
  }
}

/// An allocator that hands out the parts of a block one after another.
struct Placement {
  let block: SharedBlock
  /// Whether it only measures how much memory is needed.
  var isMeasuring = true
  private(set) var offset = 0

  init(block: SharedBlock, isMeasuring: Bool = true) {
    self.block = block
    self.isMeasuring = isMeasuring
  }

  mutating func next<Element: BitwiseCopyable>(
    _ type: Element.Type, _ count: Int
  ) -> SharedArray<Element> {
    let place = reserve(count * MemoryLayout<Element>.stride)
    return isMeasuring
      ? block.array(of: type, at: 0, count: 0) : block.array(of: type, at: place, count: count)
  }

  mutating func semaphore() -> SharedSemaphore {
    let place = reserve(SharedSemaphore.byteCount)
    return block.semaphore(at: isMeasuring ? 0 : place)
  }

  /// Reserves a part that begins on a cache line of its own, so that workers do not slow each other down.
  private mutating func reserve(_ byteCount: Int) -> Int {
    defer { offset += (byteCount + 63) / 64 * 64 }
    return offset
  }
}
