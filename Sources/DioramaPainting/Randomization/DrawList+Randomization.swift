// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
internal import DioramaScene

extension DrawList {
  /// Gives each textured surface one of the scene's flat textures, or a random checker.
  ///
  /// Surfaces with different textures get different ones, so that no surface blends into another.
  mutating func randomizeTextures(_ stream: inout RandomStream) {
    var made = Texture(name: "random", kind: .flat, source: .checker)
    made.firstColor = stream.color()
    made.secondColor = stream.color()
    textures.append(made)
    var choices = textures.indices.filter { textures[$0].kind == .flat }
    var replacements: [TextureID: TextureID] = [:]
    changeSurfaces { surface in
      guard let texture = surface.texture else { return }
      let replacement =
        replacements[texture]
        ?? TextureID(choices.remove(at: stream.integer(below: choices.count)))
      replacements[texture] = replacement
      surface.texture = replacement
    }
  }

  /// Tints every colour; surfaces of one colour still share one.
  mutating func randomizeColors(_ stream: inout RandomStream) {
    var replacements: [SIMD4<Float>: SIMD4<Float>] = [:]
    changeSurfaces { surface in
      let color = surface.color
      let replacement =
        replacements[color]
        ?? {
          let tint = 0.3 * (stream.color() - 0.5)
          let mixed = (SIMD3(color.x, color.y, color.z) + tint)
            .clamped(lowerBound: .zero, upperBound: .one)
          return SIMD4(mixed, color.w)
        }()
      replacements[color] = replacement
      surface.color = replacement
    }
  }

  /// Changes the surfaces of all items and cloths, in order.
  private mutating func changeSurfaces(_ change: (inout Surface) -> Void) {
    for index in items.indices { change(&items[index].surface) }
    for index in sheets.indices { change(&sheets[index].surface) }
  }

  /// Turns every light by up to 20° and makes it up to a third stronger or weaker.
  mutating func randomizeLight(_ stream: inout RandomStream) {
    for index in lights.indices {
      lights[index].direction =
        stream.rotation(upTo: 20 * .pi / 180).rotate(lights[index].direction)
      lights[index].diffuse *= Float(stream.factor(within: 4.0 / 3))
    }
    look.ambient *= Float(stream.factor(within: 4.0 / 3))
  }

  /// Moves every camera by up to 2 cm along each axis and turns it by up to 2°.
  mutating func randomizeCameras(_ stream: inout RandomStream) {
    for index in cameras.indices {
      let shift = Vector3(
        stream.uniform(in: -0.02...0.02), stream.uniform(in: -0.02...0.02),
        stream.uniform(in: -0.02...0.02))
      cameras[index].pose.position += shift
      cameras[index].pose.orientation =
        stream.rotation(upTo: 2 * .pi / 180) * cameras[index].pose.orientation
    }
  }
}

extension RandomStream {
  /// Returns a colour, each part uniform in `0..<1`.
  fileprivate mutating func color() -> SIMD3<Float> {
    SIMD3(Float(uniform()), Float(uniform()), Float(uniform()))
  }

  /// Returns a rotation about some axis by up to `limit` [rad].
  fileprivate mutating func rotation(upTo limit: Double) -> Quaternion {
    let axis = Vector3(normal(), normal(), normal())
    return Quaternion(angle: uniform(in: 0...limit), axis: axis)
  }
}
