// SPDX-License-Identifier: Apache-2.0

import DioramaScene
public import DioramaSceneFiles

/// A scene file that was read to its end and built, and what the format and the physics refuse of it.
public struct SceneTrial {
  /// What is used, ignored and refused; what cannot be simulated is refused, too.
  public private(set) var coverage: SceneCoverage
  /// The world in its initial state; nil where something is refused.
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
