// SPDX-License-Identifier: Apache-2.0

import DioramaScene
public import DioramaSceneFiles

/// A trial of a scene file, read to its end and built to find all that the format and the physics refuse.
public struct SceneTrial {
  /// The coverage of the file: everything used, ignored and refused, also by the physics.
  public private(set) var coverage: SceneCoverage
  /// The world in its initial state; nil if something is refused.
  public private(set) var world: RigidWorld?
  /// The first refusal.
  public private(set) var refusal: (any Error)?

  /// Reads and builds the scene file at `path`.
  public init(ofFile path: String) { self.init(SceneReading(path: path)) }

  /// Reads and builds the scene written in `xml`; other files are looked for in `baseDirectory`.
  public init(xml: String, name: String = "scene", baseDirectory: String? = nil) {
    self.init(SceneReading(xml: xml, name: name, baseDirectory: baseDirectory))
  }

  private init(_ reading: SceneReading) {
    coverage = reading.coverage
    refusal = reading.refusal
    guard refusal == nil else { return }
    do { world = try RigidWorld(reading.scene) } catch {
      let place = reading.sources.place(of: error.subject)
      refusal = LocatedError(at: place.location, error)
      coverage.refuse("\(error)", at: place)
    }
  }
}
