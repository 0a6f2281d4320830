// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaRender
import DioramaScene
import Testing

@Suite("Cords in pictures") struct CordPictureTests {
  /// A cord of 5 cm radius that stands upright one metre before the camera, from z = -0.5 to 0.5.
  private static var scene: Scene {
    var scene = SmallScene.make([])
    var cord = ClothSheet(
      name: "cord", count: SIMD2(11, 1), spacing: SIMD2(0.1, 0.1), mass: 1,
      stiffness: ClothSheet.Springs(structural: SIMD2(1, 1)))
    cord.radius = 0.05
    cord.color = SmallScene.red
    scene.cloths = [cord]
    return scene
  }

  private static let upright = (0...10).map { Vector3(0, 0, 0.1 * Double($0) - 0.5) }

  @Test func `a cord is a tube of its radius, closed at its ends`() throws {
    let renderer = try SceneRenderer(DrawList(Self.scene))
    let poses = Self.scene.initialPoses
    // a field of view of 90 degrees: 200 pixels are 2 m at the distance of 1 m
    let view = View(width: 200, height: 200)
    let seen = try renderer.segmentation(poses, particles: Self.upright, view: view)
    let middle = (0..<200).count { seen[column: $0, row: 100] == 1 }
    #expect((9...11).contains(middle))
    let height = (0..<200).count { seen[column: 100, row: $0] == 1 }
    #expect((98...105).contains(height))
    let depth = try renderer.depth(poses, particles: Self.upright, view: view)
    // of ten sides: the middle of one is nearer to the axis than its edges
    #expect((0.9499...0.9525).contains(depth[column: 100, row: 100]))
    // along the line of sight only the near cap is seen
    let lying = (0...10).map { Vector3(0.1 * Double($0) - 0.5, 0, 0) }
    let cap = try renderer.depth(poses, particles: lying, view: view)
    #expect(abs(cap[column: 100, row: 100] - 0.5) < 1e-3)
    let away = Array(lying.reversed())
    #expect(try renderer.depth(poses, particles: away, view: view) == cap)
  }

  @Test func `a knot of a cord, and one whose particles lie in one place, are drawn`() throws {
    let renderer = try SceneRenderer(DrawList(Self.scene))
    for places in [
      Array(repeating: Vector3.zero, count: 11),
      (0...10).map { Vector3(0, $0.isMultiple(of: 2) ? 0.1 : -0.1, 0) },
    ] {
      let image = try renderer.render(
        Self.scene.initialPoses, particles: places, view: View(width: 64, height: 64))
      #expect(image.samples.count == 3 * 64 * 64)
    }
  }
}
