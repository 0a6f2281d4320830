// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import Testing

struct SpaceTests {
  static let box = Space.box(low: [-1, 0], high: [1, 10])
  static let dictionary = Space.dictionary([
    "observation": .box(count: 2, in: -5...5),
    "achieved_goal": .box(count: 1, in: 0...1),
    "desired_goal": .box(count: 1, in: 0...1),
    "pixels": .pixels(width: 3, height: 2),
  ])

  @Test(
    arguments: [
      ([-1, 0], true), ([1, 10], true), ([0, 5], true), ([-1.5, 5], false), ([0, 10.5], false),
      ([0], false), ([0, 0, 0], false), ([], false), ([.nan, 5], false), ([0, .infinity], false),
    ] as [([Float], Bool)])
  func `a box contains what lies between its bounds`(vector: [Float], isInside: Bool) {
    #expect(Self.box.contains(vector) == isInside)
    #expect(Self.box.contains(TaskObservation(state: vector)) == isInside)
  }

  @Test(
    arguments: [
      ([0], true), ([3], true), ([4], false), ([-1], false), ([1.5], false), ([.nan], false),
      ([1, 1], false), ([], false),
    ] as [([Float], Bool)])
  func `a discrete space contains its choices`(state: [Float], isInside: Bool) {
    #expect(Space.discrete(count: 4).contains(TaskObservation(state: state)) == isInside)
    #expect(!Space.discrete(count: 4).contains(state))
  }

  @Test func `a picture must have the size`() {
    let space = Space.pixels(width: 3, height: 2)
    #expect(space.contains(TaskObservation(pixels: Image(width: 3, height: 2))))
    #expect(!space.contains(TaskObservation(pixels: Image(width: 2, height: 3))))
    #expect(!space.contains(TaskObservation(state: [1])))
  }

  @Test func `every part of a dictionary must lie in its space`() {
    let good = TaskObservation(
      state: [1, 2], pixels: Image(width: 3, height: 2), achievedGoal: [0], desiredGoal: [1])
    #expect(Self.dictionary.contains(good))
    for path in [\TaskObservation.state, \.achievedGoal, \.desiredGoal] {
      var bad = good
      bad[keyPath: path][0] = 7
      #expect(!Self.dictionary.contains(bad))
    }
    var blind = good
    blind.pixels = nil
    #expect(!Self.dictionary.contains(blind))
  }

  @Test func `samples fill the box and are reproducible`() throws {
    var stream = RandomStream("sampling", seed: 1)
    var again = RandomStream("sampling", seed: 1)
    var low = [Float.infinity, .infinity]
    var high = [-Float.infinity, -.infinity]
    for _ in 0..<2000 {
      let action = Self.box.sample(from: &stream)
      #expect(action == Self.box.sample(from: &again))
      guard case .vector(let numbers) = action else { throw SimulationError.notReset }
      #expect(Self.box.contains(numbers))
      for i in 0..<2 { (low[i], high[i]) = (min(low[i], numbers[i]), max(high[i], numbers[i])) }
    }
    // 2,000 draws come within a hundredth of each end, but for odds of e^-20
    #expect(low[0] < -0.98 && high[0] > 0.98 && low[1] < 0.1 && high[1] > 9.9)
  }

  @Test func `samples of choices are choices`() {
    var stream = RandomStream("sampling", seed: 1)
    let drawn = Set((0..<100).map { _ in Space.discrete(count: 3).sample(from: &stream) })
    #expect(drawn == [.index(0), .index(1), .index(2)])
  }

  @Test func `pictures are not sampled`() async {
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream("sampling", seed: 1)
      _ = Space.pixels(width: 1, height: 1).sample(from: &stream)
    }
  }

  @Test func `spaces are printed as Gymnasium prints them`() {
    #expect("\(Space.box(count: 2, in: -1...1))" == "Box(-1.0, 1.0, (2,), float32)")
    #expect(
      "\(Space.box(count: 3, in: -.infinity...(.infinity)))" == "Box(-inf, inf, (3,), float32)")
    #expect("\(Self.box)" == "Box([-1.0, 0.0], [1.0, 10.0], (2,), float32)")
    #expect(
      "\(Space.box(low: [0, 0], high: [1, 2]))" == "Box(0.0, [1.0, 2.0], (2,), float32)")
    #expect("\(Space.discrete(count: 4))" == "Discrete(4)")
    #expect("\(Space.pixels(width: 3, height: 2))" == "Box(0, 255, (2, 3, 3), uint8)")
    #expect(
      "\(Self.dictionary)" == "Dict('achieved_goal': Box(0.0, 1.0, (1,), float32), "
        + "'desired_goal': Box(0.0, 1.0, (1,), float32), "
        + "'observation': Box(-5.0, 5.0, (2,), float32), "
        + "'pixels': Box(0, 255, (2, 3, 3), uint8))")
  }

  @Test func `the count is that of numbers or choices`() {
    #expect(Self.box.count == 2)
    #expect(Space.discrete(count: 4).count == 4)
    #expect(Space.pixels(width: 3, height: 2).count == 18)
    #expect(Self.dictionary.count == 2 + 1 + 1 + 18)
  }
}
