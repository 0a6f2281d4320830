// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import DioramaTasks
import Foundation

/// The content of `audit.json`.
struct AuditDocument: Encodable {
  struct Rate: Encodable {
    let count: Int
    let total: Int
    /// The 95 % interval of the rate, by Wilson's method.
    let interval: [Double]

    init(_ proportion: Proportion) {
      (count, total) = (proportion.count, proportion.total)
      interval = [proportion.interval.lowerBound, proportion.interval.upperBound]
    }
  }

  struct Threshold: Encodable {
    let name: String
    let logit: Double
    let truePositives: Rate
    let falsePositives: Rate
  }

  struct Bound: Encodable {
    let name: String
    let value: Double
    /// The least and the largest value of success; left out where there is none.
    let least: Double?
    let most: Double?
    /// How far it is missed, in scales.
    let miss: Double

    init(_ criterion: Criterion) {
      (name, value, miss) = (criterion.name, criterion.value, criterion.miss)
      least = criterion.bounds.lowerBound.isFinite ? criterion.bounds.lowerBound : nil
      most = criterion.bounds.upperBound.isFinite ? criterion.bounds.upperBound : nil
    }
  }

  struct Moment: Encodable {
    let logit: Double
    let probability: Double
    let looksSolved: Bool
    let criteria: [Bound]
    let state: [Float]
    /// The words of the snapshot, 16 hexadecimal digits each.
    let snapshot: String?

    init(_ moment: ScoredMoment) {
      logit = moment.logit
      probability = DioramaAudits.probability(ofLogit: moment.logit)
      looksSolved = moment.measured.looksSolved
      criteria = moment.measured.criteria.map(Bound.init)
      state = moment.measured.state
      snapshot = moment.snapshot?.hexadecimal
    }
  }

  struct Found: Encodable {
    let origin: String
    let seed: UInt64
    /// Where the search began; left out for a failure that was staged.
    let start: Start?
    /// The actions from there on, one a step.
    let actions: [[Float]]
    let moment: Moment
    let atRest: Moment?
  }

  struct Start: Encodable {
    let kind: String
    let seed: UInt64
    let snapshot: String
  }

  struct Search: Encodable {
    let start: String
    let seed: UInt64
    let images: Int
    let best: Double?
    let missed: [Bound]
  }

  struct Cell: Encodable {
    let criterion: String
    let miss: String
    let atRecall: Rate
    let atHalf: Rate
  }

  struct Area: Encodable {
    let origin: String
    let area: Double
    let failures: Int
  }

  struct Bin: Encodable {
    let confidence: Double
    let successes: Rate
  }

  struct Field: Encodable {
    let x: Double
    let y: Double
    let mean: Double
    let highest: Double
    let count: Int
  }

  struct Map: Encodable {
    let x: String
    let y: String
    let step: [Double]
    let fields: [Field]
  }

  struct Comparison: Encodable {
    struct Ending: Encodable {
      let seed: UInt64
      let logit: Double
      let criteria: [Bound]
      let state: [Float]
      let exploit: Int?
      let isOnMap: Bool
    }
    let run: String
    let episodes: Int
    let failures: Int
    let middle: Double
    let places: [String]
    let nearness: Double
    let found: Rate
    let onMap: Rate
    let exploits: [Ending]
  }

  /// The version of the format.
  let format = 1
  let environment: String
  let taskChecksum: String?
  let classifier: String
  let seed: UInt64
  let camera: String
  let width: Int
  let height: Int
  let quality: String
  let renderer: String
  let verdict: String
  let reason: String
  let successes: Int
  let failures: Int
  let area: Double?
  let areas: [Area]
  let thresholds: [Threshold]
  let calibrationError: Double
  let calibration: [Bin]
  let cells: [Cell]
  /// The near misses that were looked for and not found.
  let unreached: [String]
  let searches: [Search]
  let exploits: [Found]
  let map: Map?
  let labels: [String]
  let against: Comparison?

  init(_ result: AuditResult) {
    let examination = result.examination
    environment = result.entry.id.description
    taskChecksum = result.entry.sourceChecksum
    classifier = result.classifier
    seed = result.settings.seed
    camera = result.settings.view.camera ?? ""
    (width, height) = (result.settings.view.width, result.settings.view.height)
    quality = result.settings.view.quality.rawValue
    renderer = result.renderer
    let verdict = result.verdict
    (self.verdict, reason) = (verdict.level.rawValue, verdict.reason)
    successes = examination.truePositives.atHalf.total
    failures = examination.falsePositives.atHalf.total
    area = examination.curve?.area
    areas = examination.areas.map {
      Area(origin: $0.origin.rawValue, area: $0.area, failures: $0.count)
    }
    thresholds = [
      Threshold(
        name: "recall_95", logit: examination.threshold,
        truePositives: Rate(examination.truePositives.atRecall),
        falsePositives: Rate(examination.falsePositives.atRecall)),
      Threshold(
        name: "probability_half", logit: 0,
        truePositives: Rate(examination.truePositives.atHalf),
        falsePositives: Rate(examination.falsePositives.atHalf)),
    ]
    calibrationError = examination.calibration.error
    calibration = examination.calibration.bins.map {
      Bin(confidence: $0.confidence, successes: Rate($0.successes))
    }
    cells = examination.cells.map {
      Cell(
        criterion: $0.criterion, miss: $0.band.rawValue, atRecall: Rate($0.atRecall),
        atHalf: Rate($0.atHalf))
    }
    unreached = result.unreached.map(\.description)
    searches = result.searches.map {
      Search(
        start: $0.start.kind.rawValue, seed: $0.start.seed, images: $0.images, best: $0.best,
        missed: $0.missed.map(Bound.init))
    }
    exploits = result.exploits.map { exploit in
      Found(
        origin: exploit.moment.origin.rawValue, seed: exploit.moment.seed,
        start: exploit.start.map {
          Start(kind: $0.kind.rawValue, seed: $0.seed, snapshot: $0.snapshot.hexadecimal)
        },
        actions: exploit.actions, moment: Moment(exploit.moment),
        atRest: exploit.atRest.map(Moment.init))
    }
    map = result.map.map { map in
      Map(
        x: map.x.name, y: map.y.name, step: [map.step.x, map.step.y],
        fields: map.fields.map {
          Field(x: $0.x, y: $0.y, mean: $0.mean, highest: $0.highest, count: $0.count)
        })
    }
    labels = result.labelFiles
    against = result.comparison.map { comparison in
      Comparison(
        run: comparison.run, episodes: comparison.episodes, failures: comparison.failures,
        middle: comparison.middle, places: comparison.places,
        nearness: PolicyComparison.nearness, found: Rate(comparison.found.reported),
        onMap: Rate(comparison.found.onMap),
        exploits: comparison.endings.map {
          Comparison.Ending(
            seed: $0.seed, logit: $0.logit, criteria: $0.measured.criteria.map(Bound.init),
            state: $0.measured.state, exploit: $0.exploit, isOnMap: $0.isOnMap)
        })
    }
  }

  /// The file's bytes.
  func data() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return try encoder.encode(self) + Data("\n".utf8)
  }
}
