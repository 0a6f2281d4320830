// SPDX-License-Identifier: Apache-2.0

package import DioramaCore
package import DioramaMath
package import DioramaScene
internal import Foundation

/// The domain randomisation of one episode: how it differs from the scene file, as a function of the seed.
package struct Randomization: Sendable {
  package let properties: Set<RandomizedProperty>
  package var seed: UInt64 = 0

  /// Makes the randomisation of `properties`, with the seed 0.
  package init(properties: Set<RandomizedProperty>) { self.properties = properties }

  /// The factor of the mass in a task that has only one: between 2/3 and 1.5, uniform in the
  /// logarithm; 1 where masses are not randomised.
  package var massScale: Double {
    var stream = stream(.masses)
    return stream?.factor(within: 1.5) ?? 1
  }

  /// The seed of the looks; nil for the looks of the scene file.
  package var looks: UInt64? {
    properties.isDisjoint(with: [.textures, .colors, .light, .camera]) ? nil : seed
  }

  /// Returns `list` with the looks of this episode.
  package func applied(to list: DrawList) -> DrawList {
    var list = list
    if var stream = stream(.textures) { list.randomizeTextures(&stream) }
    if var stream = stream(.colors) { list.randomizeColors(&stream) }
    if var stream = stream(.light) { list.randomizeLight(&stream) }
    if var stream = stream(.camera) { list.randomizeCameras(&stream) }
    return list
  }

  /// The stream of `property`; nil where it is not randomised.
  package func stream(_ property: RandomizedProperty) -> RandomStream? {
    properties.contains(property) ? RandomStream(property.rawValue, seed: seed) : nil
  }
}

extension RandomStream {
  /// Returns a factor between `1 / limit` and `limit`, uniform in the logarithm.
  package mutating func factor(within limit: Double) -> Double {
    pow(limit, uniform(in: -1...1))
  }
}
