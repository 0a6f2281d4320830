// SPDX-License-Identifier: Apache-2.0

package import DioramaScene
import Foundation

/// The result of reading a scene file: always a coverage, and a scene if nothing was refused.
package struct SceneReading {
  package var scene: Scene
  package var coverage: SceneCoverage
  package var sources: SceneSources
  package var refusal: SceneError?

  func get() throws(SceneError) -> SceneFile {
    if let refusal { throw refusal }
    return SceneFile(scene: scene, coverage: coverage, sources: sources)
  }
}

extension SceneFile {
  fileprivate init(scene: Scene, coverage: SceneCoverage, sources: SceneSources) {
    self.scene = scene
    self.coverage = coverage
    self.sources = sources
  }
}

extension SceneReading {
  /// Reads the scene file at `path`.
  package init(path: String) {
    let url = URL(fileURLWithPath: path)
    let name = url.deletingPathExtension().lastPathComponent
    let directory = SceneFiles.folder(of: path)
    let reader = SceneReader(
      files: SceneFiles(mainFile: path, directory: directory), name: name)
    self = reader.read { () throws(SceneError) in
      switch reader.files.read(path, limit: SceneFiles.sceneLimit) {
      case .success(let bytes): return bytes
      case .failure(let problem): throw .file(path: path, problem.fileFault)
      }
    }
  }

  /// Reads the scene written in `xml`; other files are looked for in `baseDirectory`.
  package init(xml: String, name: String, baseDirectory: String?) {
    let files = SceneFiles(mainFile: name, directory: baseDirectory ?? "")
    self = SceneReader(files: files, name: name).read { () throws(SceneError) in
      let bytes = Array(xml.utf8)
      guard bytes.count <= SceneFiles.sceneLimit else {
        throw .file(
          path: name, .tooLarge(bytes: bytes.count, limit: SceneFiles.sceneLimit))
      }
      return bytes
    }
  }
}

extension SceneReader {
  /// Reads the scene whose text `bytes` returns.
  func read(_ bytes: () throws(SceneError) -> [UInt8]) -> SceneReading {
    do throws(SceneError) {
      let bytes = try bytes()
      files.count(bytes.count)
      var root = try MarkupParser.parse(bytes, file: files.mainFile)
      guard root.name == "mujoco" else {
        throw .element(root.location, name: root.name, .notRoot)
      }
      expandIncludes(in: &root)
      check(&root)
      interpret(root)
    } catch {
      var line = 1
      switch error {
      case .markup(let location, _), .element(let location, _, _): line = location.line
      default: break
      }
      refuse(error, at: SceneLocation(file: files.mainFile, line: line))
    }
    return SceneReading(
      scene: scene, coverage: coverage, sources: sources, refusal: firstRefusal)
  }

  /// Turns the checked tree into the scene, each section after those that it refers to.
  private func interpret(_ root: MarkupElement) {
    if let model = root["model"], !model.isRefused, !model.value.isEmpty {
      scene.name = model.value
    }
    for section in root.children("compiler") { readCompiler(section) }
    for section in root.children("option") { readOption(section) }
    for section in root.children("default") { readDefaults(section, parent: nil) }
    for section in root.children("custom") { readCustom(section) }
    for section in root.children("statistic") { readStatistic(section) }
    for section in root.children("asset") { readTextures(section) }
    for section in root.children("asset") { readMaterials(section) }
    for section in root.children("asset") { readMeshes(section) }
    readWorld(root.children("worldbody"))
    for section in root.children("contact") { readContact(section) }
    for section in root.children("equality") { readEqualities(section) }
    for section in root.children("actuator") { readActuators(section) }
    for section in root.children("keyframe") { readKeyframes(section) }
    for section in root.children("sensor") { readSensors(section) }
    for section in root.children("tendon") { readTendons(section) }
    applyFlags()
    scene.look.center = statedCenter ?? scene.look.center
    readVisuals(root.children("visual"))
  }
}
