// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import Testing

struct CatalogTests {
  static func entry(_ name: String, version: Int) -> Catalog.Entry {
    let id = EnvironmentID(name, version: version)
    return Catalog.Entry(
      id: id, summary: "Nothing to do.", observationSpace: .box(count: 2, in: 0...1000),
      actionSpace: .box(low: [-1, 0], high: [1, 4]), horizon: 5, isGoalConditioned: true,
      randomSuccess: 0, expertSuccess: 1
    ) { options in
      let horizon = options.horizon ?? 5
      return AnyEnvironment(Miniature(horizon: horizon), id: id, horizon: horizon)
    }
  }

  static let catalog = Catalog([
    entry("Pushing", version: 1), entry("Pushing", version: 2), entry("Draping", version: 1),
  ])

  @Test func `a known id makes its environment`() throws {
    let environment = try Self.catalog.make("Pushing-v2", EnvironmentOptions(horizon: 3))
    #expect(environment.id == EnvironmentID("Pushing", version: 2))
    #expect(environment.horizon == 3)
    #expect(try Self.catalog.entry("Draping-v1").summary == "Nothing to do.")
  }

  @Test func `each environment is independent of all others`() throws {
    let entry = try Self.catalog.entry("Pushing-v1")
    let (first, second) = try (entry.make(), entry.make())
    _ = try first.reset(seed: 1)
    _ = try first.step(.nothing)
    #expect(try second.reset(seed: 1).state == [1, 0])
    #expect(first.metrics["count"] == 1)
  }

  @Test(arguments: [
    ("Pushin-v1", "no environment is called 'Pushin-v1'; did you mean 'Pushing-v1'?"),
    ("xyz", "no environment is called 'xyz'; 'diorama list' shows them all"),
    ("", "no environment is called ''; 'diorama list' shows them all"),
    ("Pushing-v7", "there is no 'Pushing-v7'; there is 'Pushing-v1', 'Pushing-v2'"),
    ("Pushing", "there is no 'Pushing'; there is 'Pushing-v1', 'Pushing-v2'"),
    ("Draping", "there is no 'Draping'; there is 'Draping-v1'"),
  ])
  func `an unknown id is answered with what there is`(id: String, message: String) {
    let error = #expect(throws: CatalogError.self) { try Self.catalog.make(id) }
    #expect(error?.description == message)
  }

  @Test func `what cannot be made is refused`() throws {
    let entry = try Self.catalog.entry("Pushing-v1")
    func message(_ options: EnvironmentOptions) -> String? {
      #expect(throws: CatalogError.self) { try entry.make(options) }?.description
    }
    #expect(
      message(EnvironmentOptions(view: View(width: 15, height: 48)))
        == "an image of 15x48 pixels cannot be drawn; both sides must lie in 16...2048")
    #expect(
      message(EnvironmentOptions(view: View(width: 48, height: 2049)))
        == "an image of 48x2049 pixels cannot be drawn; both sides must lie in 16...2048")
    #expect(
      message(EnvironmentOptions(view: View(camera: "back")))
        == "Pushing-v1 has no camera 'back'; it has 'front', 'top'")
    #expect(
      message(EnvironmentOptions(horizon: 0)) == "the horizon must be at least 1 step; it is 0")
    #expect(
      message(EnvironmentOptions(horizon: -3)) == "the horizon must be at least 1 step; it is -3")
    #expect(throws: Never.self) {
      try entry.make(EnvironmentOptions(view: View(camera: "top", width: 16, height: 2048)))
    }
  }

  @Test func `an id that stands there twice is a mistake of the program`() async {
    await #expect(processExitsWith: .failure) {
      _ = Catalog([CatalogTests.entry("A", version: 1), CatalogTests.entry("A", version: 1)])
    }
  }
}
