// SPDX-License-Identifier: Apache-2.0

import DioramaAudits
import DioramaCore
import Testing

struct StatisticsTests {
  @Test func `the curve of six images is the one that is drawn by hand`() throws {
    let curve = try #require(ReceiverCurve(successes: [3, 1, 1], failures: [2, 1, 0]))
    #expect(curve.points.map(\.threshold) == [.infinity, 3, 2, 1, 0])
    #expect(curve.points.map(\.truePositiveRate) == [0, 1.0 / 3, 1.0 / 3, 1, 1])
    #expect(curve.points.map(\.falsePositiveRate) == [0, 0, 1.0 / 3, 2.0 / 3, 1])
    // of nine pairs 3 beats all; each 1 beats 0, ties with 1 and loses to 2: 3 + 2 * 1.5
    #expect(abs(curve.area - 6.0 / 9) < 1e-15)
    #expect(curve.threshold(atRecall: 0.3) == 3)
    #expect(curve.threshold(atRecall: 0.95) == 1)
  }

  @Test func `without successes or failures there is no curve`() {
    #expect(ReceiverCurve(successes: [], failures: [1]) == nil)
    #expect(ReceiverCurve(successes: [1], failures: []) == nil)
  }

  /// Forty values each with many ties, as in the script below.
  private static let successes = (0..<40).map { Double((7 * $0) % 23 - 6) / 4 }
  private static let failures = (0..<40).map { Double((11 * $0) % 29 - 22) / 4 }

  /// scikit-learn 1.9.1: `y = [1] * 40 + [0] * 40; f` as above, `p = 1 / (1 + exp(-f))`;
  /// `roc_auc_score(y, f)`, `roc_curve(y, f, drop_intermediate=False)`, `calibration_curve(y, p, n_bins=10)`.
  @Test func `curve and calibration are those of scikit-learn`() throws {
    let curve = try #require(ReceiverCurve(successes: Self.successes, failures: Self.failures))
    #expect(abs(curve.area - 0.879375) < 1e-12)
    #expect(curve.points.count == 40)
    #expect(curve.threshold(atRecall: 0.95) == -1.25)
    let point = try #require(curve.points.first { $0.truePositiveRate >= 0.95 })
    #expect(abs(point.falsePositiveRate - 0.4) < 1e-12)

    let calibration = Calibration(successes: Self.successes, failures: Self.failures)
    #expect(calibration.bins.map(\.successes.total) == [20, 6, 5, 6, 7, 4, 5, 6, 7, 14])
    let rates = [
      0.0, 0.3333333333333333, 0.6, 0.5, 0.5714285714285714, 0.5, 0.6, 0.5, 0.8571428571428571, 1,
    ]
    let means = [
      0.03107341513237379, 0.16042898158409427, 0.2411966518431833, 0.33972775681578654,
      0.4733529281918008, 0.5621765008857981, 0.6451470783912698, 0.7464723394782337,
      0.8454604554961881, 0.9536170229085537,
    ]
    for (bin, (rate, mean)) in zip(calibration.bins, zip(rates, means)) {
      #expect(abs(bin.confidence - mean) < 1e-12)
      #expect(abs(bin.successes.rate - rate) < 1e-12)
    }
    #expect(abs(calibration.error - 0.09731860048581929) < 1e-9)
  }

  @Test func `a calibration of two bins is worked out by hand`() {
    // σ(±ln 3) = 3/4 and 1/4: of the upper two images one shows success, of the lower one none
    let ln3 = 1.0986122886681098
    let calibration = Calibration(successes: [ln3], failures: [ln3, -ln3], bins: 2)
    #expect(calibration.bins.map(\.successes) == [Proportion(0, of: 1), Proportion(1, of: 2)])
    #expect(abs(calibration.error - (1.0 / 3 * 0.25 + 2.0 / 3 * 0.25)) < 1e-12)
    // σ = 1 belongs to the last bin
    #expect(Calibration(successes: [800], failures: []).bins.map(\.confidence) == [1])
  }

  /// Wilson's interval of 3 in 10 is that of statsmodels 0.15, `proportion_confint(3, 10, method="wilson")`.
  @Test func `an interval of a proportion is Wilson's`() {
    let interval = Proportion(3, of: 10).interval
    #expect(abs(interval.lowerBound - 0.10779126740630088) < 1e-6)
    #expect(abs(interval.upperBound - 0.6032218525388546) < 1e-6)
    #expect(Proportion(0, of: 5).interval.lowerBound == 0)
    #expect(Proportion(5, of: 5).interval.upperBound == 1)
    #expect(Proportion(0, of: 0).interval == 0...1)
  }

  private func moment(_ f: Double, _ criteria: [Criterion], state: [Float] = []) -> ScoredMoment {
    let isSuccess = criteria.allSatisfy(\.isMet)
    return ScoredMoment(
      isSuccess ? .success : .nearMiss, seed: 0,
      Measurement(state: state, criteria: criteria, isSuccess: isSuccess, looksSolved: isSuccess),
      logit: f, snapshot: nil)
  }

  @Test func `failures are put into the cell of the bound that they miss most`() {
    func criteria(_ distance: Double, _ tilt: Double) -> [Criterion] {
      [Criterion("distance", distance, atMost: 0.04), Criterion("tilt", tilt, atMost: 0.5)]
    }
    let moments = [
      moment(2, criteria(0.03, 0.1)), moment(4, criteria(0.02, 0)),
      // missed by 0.1, and by 0.5 and 2
      moment(3, criteria(0.044, 0)), moment(-1, criteria(0.06, 0)), moment(1, criteria(0.06, 1.5)),
    ]
    let examination = Examination(moments)
    #expect(examination.threshold == 2)
    #expect(
      examination.cells.map { "\($0.criterion) \($0.band) \($0.atRecall.count) \($0.atHalf.count)" }
        == ["distance tenth 1 1", "distance half 0 0", "tilt twice 0 1"])
    #expect(examination.falsePositives.atRecall == Proportion(1, of: 3))
    #expect(examination.truePositives.atRecall == Proportion(2, of: 2))
    #expect(examination.medians.successes == 2)
  }

  @Test func `what only moves too fast is no failure that an image shows`() {
    let measured = Measurement(
      state: [], criteria: [Criterion("speed", 2, atMost: 1, isUnseen: true)], isSuccess: false,
      looksSolved: true)
    #expect(measured.missed.isEmpty && measured.miss == 0)
  }

  @Test func `the map is over the numbers of the state that f depends on`() throws {
    var moments: [ScoredMoment] = []
    let miss = [Criterion("distance", 1, atMost: 0.04)]
    for index in 0..<400 {
      let (a, b, c) = (Float(index % 20), Float(index / 20), Float(index * 7 % 13))
      // f falls with the distance from (5, 12) in the second and the fourth number
      let f = -Double((a - 5) * (a - 5) + (b - 12) * (b - 12))
      moments.append(moment(f, miss, state: [1, a, c, b]))
    }
    let elements = ["one", "a", "c", "b"].map { StateElement($0, "m", -100...100) }
    let map = try #require(StateMap(moments, elements: elements, names: []))
    #expect([map.x.name, map.y.name] == ["a", "b"])
    #expect(map.fields.reduce(0) { $0 + $1.count } >= 380)
    let best = try #require(map.fields.max { $0.mean < $1.mean })
    #expect(abs(best.x - 5) < 1 && abs(best.y - 12) < 1)
    let named = try #require(StateMap(moments, elements: elements, names: ["c", "a"]))
    #expect([named.x.name, named.y.name] == ["c", "a"])
    #expect(StateMap(moments, elements: [elements[0]], names: []) == nil)
  }
}
