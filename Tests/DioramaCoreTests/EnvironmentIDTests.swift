// SPDX-License-Identifier: Apache-2.0

import DioramaCore
import DioramaMath
import Testing

struct EnvironmentIDTests {
  @Test(arguments: [
    ("Pushing-v1", "Pushing", 1), ("Four-Rooms-v12", "Four-Rooms", 12), ("a-v0", "a", 0),
    ("-v1-v2", "-v1", 2),
  ])
  func `a name and a version are read and written`(text: String, name: String, version: Int) {
    let id = EnvironmentID(text)
    #expect(id?.name == name)
    #expect(id?.version == version)
    #expect(id?.description == text)
  }

  @Test(arguments: [
    "", "-", "-v", "-v1", "Pushing", "Pushing-1", "Pushing-v", "Pushing-vX", "Pushing-v1.0",
    "Pushing-v-1", "Pushing-v+1", "Pushing-v01", "Pushing-v1 ", "Pushing-V1",
    "Pushing-v99999999999999999999", "Pushing–v1",
  ])
  func `nonsense is no id`(text: String) {
    #expect(EnvironmentID(text) == nil)
  }

  @Test func `ids are ordered by name, then by version`() {
    let ids = ["B-v1", "A-v10", "A-v2"].compactMap { EnvironmentID($0) }
    #expect(ids.sorted().map(\.description) == ["A-v2", "A-v10", "B-v1"])
  }
}
