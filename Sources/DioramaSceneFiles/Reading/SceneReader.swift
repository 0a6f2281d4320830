// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaScene

/// A reader of a scene file, which reads to the end and notes everything that is used, ignored or refused.
///
/// A refusal never stops it: it continues as if the faulty attribute were missing, so that the coverage is
/// complete. Loading then throws the first refusal in the order of the text.
final class SceneReader {
  /// The settings of `compiler`.
  struct Settings {
    var angleUnit = Double.pi / 180
    var eulerSequence = "xyz"
    var limitsAreAutomatic = true
    var inertiaFromShapes: Bool?
    /// The first and last group of the geoms that have mass (MJCF: `inertiagrouprange`).
    var massiveGroups = (Int.min, Int.max)
    /// The features that `flag` names, and whether it disables them.
    var disabled: [String: Bool] = [:]
    var meshDirectory = ""
    var textureDirectory = ""
    var stripsPaths = false
  }

  /// A kind of thing that has a name of its own.
  enum Kind: String {
    case body, joint, geom, site, camera, light, material, texture, mesh, pair, exclude, equality,
      flex
    case actuator, sensor, key, numeric, text
    case defaultClass = "default class"
  }

  /// A thing with a name.
  struct Named {
    var index: Int
    /// The location of the name in the file; nil if the name was made up.
    var location: SceneLocation?
  }

  /// A record: one line of the coverage.
  struct Record {
    enum Verdict { case used, ignored, refused }
    var order: Int
    var verdict: Verdict
    var entry: SceneCoverage.Entry
  }

  struct RecordKey: Hashable {
    var order: Int
    var attribute: String?
  }

  /// The most refusals that are reported.
  static let refusalLimit = 1000

  let files: SceneFiles
  var scene: Scene
  var sources: SceneSources
  var settings = Settings()
  /// The attributes by class, element and name; every class also holds those of its parents.
  var classes: [String: [String: [String: MarkupAttribute]]] = ["main": [:]]
  var names: [Kind: [String: Named]] = [:]
  /// Some of the names in alphabetical order, and the number of all names when they were sorted.
  var sortedNames: [Kind: (count: Int, names: [String])] = [:]
  /// The elements of the bodies but for the world, in order.
  var bodyElements: [MarkupElement] = []
  /// The number of copies that were made so far.
  var copies = 0
  /// The targets of cameras, to be looked up once all bodies are known.
  var cameraTargets: [(camera: Int, attribute: MarkupAttribute)] = []
  /// The extent and centre that `statistic` states; nil if they follow from the shapes.
  var statedExtent: Double?
  var statedCenter: Vector3?

  private var records: [Record] = []
  private var recordIndices: [RecordKey: Int] = [:]
  private var refusals: [(order: Int, error: SceneError)] = []
  private var knownRefusals: Set<SceneError> = []

  init(files: SceneFiles, name: String) {
    self.files = files
    scene = Scene(name: name)
    sources = SceneSources(file: files.mainFile)
    names[.body] = ["world": Named(index: 0)]
  }

  // MARK: - Notes on the way

  /// Notes that `element` is used or ignored.
  func note(_ element: MarkupElement, _ verdict: Record.Verdict, _ note: String = "") {
    record(element.order, element.location, element.name, nil, verdict, note)
  }

  /// Notes that `attribute` of an `element` is used or ignored.
  func note(
    _ attribute: MarkupAttribute, of element: String, _ verdict: Record.Verdict, _ note: String = ""
  ) {
    record(attribute.order, attribute.location, element, attribute.name, verdict, note)
  }

  /// Notes that `element` is refused.
  func refuse(_ element: MarkupElement, _ fault: ElementFault) {
    var location = element.location
    var attribute: String?
    switch fault {
    case .unknownAttribute(let name, _):
      attribute = name
      location = element[name]?.location ?? location
    default: break
    }
    let error = SceneError.element(location, name: element.name, fault)
    record(element.order, location, element.name, attribute, .refused, error.message)
    refuse(error, order: element.order)
  }

  /// Notes that `attribute` of an `element` is refused.
  func refuse(_ attribute: MarkupAttribute, of element: String, _ fault: AttributeFault) {
    let error = SceneError.attribute(
      attribute.location, element: element, name: attribute.name, fault)
    record(
      attribute.order, attribute.location, element, attribute.name, .refused, error.message)
    refuse(error, order: attribute.order)
  }

  /// Notes that `attribute` of an `element` is refused for an error in another file.
  func refuse(_ attribute: MarkupAttribute, of element: String, _ error: SceneError) {
    record(
      attribute.order, attribute.location, element, attribute.name, .refused, error.description)
    refuse(error, order: attribute.order)
  }

  /// Notes that the text as a whole is refused.
  func refuse(_ error: SceneError, at location: SceneLocation) {
    record(-1, location, "mujoco", nil, .refused, error.message)
    refuse(error, order: -1)
  }

  /// The number of different refusals so far.
  var refusalCount: Int { refusals.count }

  private func refuse(_ error: SceneError, order: Int) {
    guard refusals.count < Self.refusalLimit else { return }
    if knownRefusals.insert(error).inserted { refusals.append((order, error)) }
  }

  private func record(
    _ order: Int, _ location: SceneLocation, _ element: String, _ attribute: String?,
    _ verdict: Record.Verdict, _ note: String
  ) {
    if verdict == .refused, refusals.count == Self.refusalLimit { return }
    let record = Record(
      order: order, verdict: verdict,
      entry: SceneCoverage.Entry(
        file: location.file == files.mainFile ? nil : location.file, line: location.line,
        element: element, attribute: attribute, note: note))
    let key = RecordKey(order: order, attribute: attribute)
    if let index = recordIndices[key] {
      // the first refusal stays
      if records[index].verdict != .refused { records[index] = record }
      return
    }
    recordIndices[key] = records.count
    records.append(record)
  }

  // MARK: - Results

  /// The first refusal in the order of the text.
  var firstRefusal: SceneError? {
    refusals.enumerated()
      .min { ($0.element.order, $0.offset) < ($1.element.order, $1.offset) }?.element.error
  }

  /// All notes in the order of the text.
  var coverage: SceneCoverage {
    var coverage = SceneCoverage(file: files.mainFile)
    let sorted = records.enumerated()
      .sorted { ($0.element.order, $0.offset) < ($1.element.order, $1.offset) }
    for (_, record) in sorted {
      switch record.verdict {
      case .used: coverage.used.append(record.entry)
      case .ignored: coverage.ignored.append(record.entry)
      case .refused: coverage.refused.append(record.entry)
      }
    }
    return coverage
  }
}
