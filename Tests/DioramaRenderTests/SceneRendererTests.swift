// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaRender
import DioramaScene
import Foundation
import Synchronization
import Testing

@Suite struct SceneRendererTests {
  @Test(arguments: ["front", "top", "side", "beauty"], RenderQuality.allCases)
  func `every camera sees something`(camera: String, quality: RenderQuality) throws {
    let scene = try PushingScene.make()
    let renderer = try SceneRenderer(DrawList(scene))
    let view = View(camera: camera, width: 64, height: 48, quality: quality)
    let image = try renderer.render(PushingScene.poses(scene), view: view)
    #expect(Set(image.samples).count > 50)
  }

  @Test(arguments: RenderQuality.allCases)
  func `up is up and right is right`(quality: RenderQuality) throws {
    let half = Vector3(0.1, 0.1, 0.1)
    let scene = SmallScene.make([
      (Vector3(0, 0, 0.4), half, SmallScene.red), (Vector3(0, 0, -0.4), half, SmallScene.green),
      (Vector3(0, 0.4, 0), half, SmallScene.blue),
    ])
    let image = try SceneRenderer(DrawList(scene)).render(
      scene.initialPoses, view: View(width: 60, height: 60, quality: quality))
    func color(_ column: Int, _ row: Int) -> [UInt8] {
      (0..<3).map { image[column: column, row: row, $0] }
    }
    #expect(color(30, 17).firstIndex(of: 255) == 0)
    #expect(color(30, 42).firstIndex(of: 255) == 1)
    #expect(color(42, 30).firstIndex(of: 255) == 2)
    #expect(color(17, 30) == [0, 0, 0])
  }

  @Test func `depth is the distance along the viewing direction`() throws {
    let scene = SmallScene.make([(Vector3(-0.3, 0, 0), Vector3(0.1, 0.3, 0.3), SmallScene.red)])
    let depth = try SceneRenderer(DrawList(scene)).depth(
      scene.initialPoses, view: View(width: 51, height: 51))
    // the face is 1.2 m before the camera, and just as deep away from the axis
    #expect(abs(depth[column: 25, row: 25] - 1.2) < 0.001)
    #expect(abs(depth[column: 21, row: 29] - 1.2) < 0.001)
    #expect(depth[column: 0, row: 0] == .infinity)
  }

  @Test func `segmentation names bodies and blends none`() throws {
    let half = Vector3(0.1, 0.2, 0.2)
    let scene = SmallScene.make([
      (Vector3(0, -0.3, 0), half, SmallScene.red), (Vector3(0, 0.3, 0), half, SmallScene.green),
    ])
    let image = try SceneRenderer(DrawList(scene)).segmentation(
      scene.initialPoses, view: View(width: 90, height: 90))
    #expect(Set(image.samples) == [-1, 1, 2])
    #expect(image[column: 30, row: 45] == 1)
    #expect(image[column: 60, row: 45] == 2)
  }

  @Test(arguments: [(16, 16), (2048, 16), (16, 2048), (47, 61), (131, 33)])
  func `any size within the bounds can be drawn`(width: Int, height: Int) throws {
    let scene = try PushingScene.make()
    let renderer = try SceneRenderer(DrawList(scene))
    let view = View(camera: "front", width: width, height: height)
    let poses = PushingScene.poses(scene)
    #expect(try renderer.render(poses, view: view).samples.count == 3 * width * height)
    #expect(try renderer.depth(poses, view: view).samples.contains { $0.isFinite })
  }

  @Test func `what is wrong with a view is said in one line`() throws {
    let scene = try PushingScene.make()
    let renderer = try SceneRenderer(DrawList(scene))
    func message(_ view: View, _ poses: [Pose]) -> String? {
      do {
        _ = try renderer.render(poses, view: view)
        return nil
      } catch {
        return error.description
      }
    }
    let poses = scene.initialPoses
    #expect(
      message(View(camera: "frnt"), poses)
        == "no camera is called 'frnt'; did you mean 'front'?; the scene has front, top, side, beauty"
    )
    #expect(
      message(View(width: 8, height: 48), poses)
        == "the image is 8 × 48 pixels; both sides must be in 16...2048")
    #expect(message(View(width: 48, height: 4096), poses) != nil)
    #expect(message(View(), [])?.hasPrefix("0 poses were given") == true)
    var broken = poses
    broken[2].position.x = .nan
    #expect(message(View(), broken)?.contains("'\(scene.bodies[2].name)'") == true)
  }

  @Test func `equal views have equal bytes, whatever was drawn before`() throws {
    let scene = try PushingScene.make()
    let first = try SceneRenderer(DrawList(scene))
    let second = try SceneRenderer(DrawList(scene))
    let view = View(camera: "front")
    let poses = PushingScene.poses(scene)
    let image = try first.render(poses, view: view)
    _ = try first.render(PushingScene.poses(scene, hand: Vector3(0.2, 0, 0.045)), view: view)
    _ = try first.render(poses, view: View(camera: "side", width: 100, height: 40, quality: .fast))
    #expect(try first.render(poses, view: view) == image)
    #expect(try second.render(poses, view: view) == image)
  }

  @Test func `two threads at once draw what one does`() throws {
    let scene = try PushingScene.make()
    let view = View(camera: "front")
    let poses = (0..<8).map { PushingScene.poses(scene, yaw: Double($0) / 4) }
    let renderer = try SceneRenderer(DrawList(scene))
    let expected = try poses.map { try renderer.render($0, view: view) }
    let agree = Mutex(0)
    DispatchQueue.concurrentPerform(iterations: 4) { _ in
      guard let own = try? SceneRenderer(DrawList(scene)) else { return }
      for _ in 0..<5 {
        let drawn = poses.compactMap { try? own.render($0, view: view) }
        if drawn == expected { agree.withLock { $0 += 1 } }
      }
    }
    #expect(agree.withLock { $0 } == 20)
  }

  @Test func `a renderer may be used and dropped on another thread`() throws {
    let scene = try PushingScene.make()
    let view = View(camera: "front")
    let poses = PushingScene.poses(scene)
    let renderer = try SceneRenderer(DrawList(scene))
    let expected = try renderer.render(poses, view: view)
    // reason: handed over, never shared
    nonisolated(unsafe) var travelling: SceneRenderer? = renderer
    let image = Mutex<Image?>(nil)
    let thread = Thread {
      let drawn = unsafe try? travelling?.render(poses, view: view)
      image.withLock { $0 = drawn }
      unsafe travelling = nil
    }
    thread.start()
    while !thread.isFinished { usleep(1000) }
    #expect(image.withLock { $0 } == expected)
    #expect(try SceneRenderer(DrawList(scene)).render(poses, view: view) == expected)
  }

  @Test func `a thousand renderers leave no memory behind`() async {
    // a process of its own: other suites take memory meanwhile
    await #expect(processExitsWith: .success) {
      let scene = try PushingScene.make()
      let poses = scene.initialPoses
      func makeSome(_ count: Int) throws {
        for index in 0..<count {
          var list = DrawList(scene)
          // half of them differ, so that nothing is shared
          list.look.extent = index % 2 == 0 ? 0.85 : 0.5 + Double(index) / 10_000
          _ = try SceneRenderer(list).render(poses, view: View(camera: "front"))
        }
      }
      try makeSome(200)
      let before = try Self.residentBytes()
      try makeSome(1000)
      let grown = try Self.residentBytes() - before
      precondition(grown < 16 << 20, "grew by \(grown >> 10) KiB")
    }
  }

  @Test func `what can be seen through shows what is behind`() throws {
    var glass = SmallScene.red
    glass.w = 0.5
    let scene = SmallScene.make([
      (Vector3(0.3, 0, 0), Vector3(0.01, 0.2, 0.2), glass),
      (Vector3(0, 0, 0), Vector3(0.1, 0.2, 0.2), SmallScene.green),
    ])
    let image = try SceneRenderer(DrawList(scene)).render(
      scene.initialPoses, view: View(width: 64, height: 64))
    #expect(image[column: 32, row: 32, 0] > 80)
    #expect(image[column: 32, row: 32, 1] > 80)
  }

  @Test(arguments: RenderQuality.allCases)
  func `a camera on a moving body sees what a fixed one there sees`(quality: RenderQuality) throws {
    let half = Vector3(0.1, 0.2, 0.1)
    let boxes = [(Vector3.zero, half, SmallScene.red), (Vector3(1, 0, 0), half, SmallScene.blue)]
    let fixed = SmallScene.make(boxes)
    var carried = fixed
    // the second box carries the camera, one metre behind where it looked from before
    carried.cameras[0].body = BodyID(2)
    carried.cameras[0].pose.position = Vector3(1, 0, 0)
    let view = View(width: 48, height: 48, quality: quality)
    let renderer = try SceneRenderer(DrawList(carried))
    var poses = carried.initialPoses
    _ = try renderer.render(poses, view: view)
    poses[2].position = .zero
    let expected = try SceneRenderer(DrawList(fixed)).render(poses, view: view)
    #expect(try renderer.render(poses, view: view) == expected)
  }

  @Test func `a camera turns to its target`() throws {
    var scene = SmallScene.make([(Vector3(0, 0.9, 0.3), Vector3(0.1, 0.1, 0.1), SmallScene.red)])
    scene.cameras[0].target = BodyID(1)
    let names = try SceneRenderer(DrawList(scene)).segmentation(
      scene.initialPoses, view: View(width: 33, height: 33))
    #expect(names[column: 16, row: 16] == 1)
  }

  @Test(arguments: [true, false])
  func `things throw shadows on still and on moving things`(isStill: Bool) throws {
    var scene = SmallScene.make([
      (Vector3(-0.5, 0, 0), Vector3(0.1, 1, 1), SIMD4(1, 1, 1, 1)),
      (Vector3(0, 0, 0), Vector3(0.05, 0.1, 0.1), SmallScene.red),
    ])
    scene.bodies[1].isPosedByProgram = !isStill
    scene.look.ambient = SIMD3(repeating: 0.1)
    scene.look.headlight = .zero
    // a spot to the left of the camera: the shadow falls to the right
    var spot = Light(name: "spot", body: BodyID(0))
    spot.position = Vector3(1, -0.5, 0)
    spot.direction = Vector3(-1, 0.5, 0).normalized
    spot.diffuse = SIMD3(repeating: 0.9)
    spot.specular = .zero
    scene.lights = [spot]
    let image = try SceneRenderer(DrawList(scene)).render(
      scene.initialPoses, view: View(width: 96, height: 96))
    func light(_ column: Int) -> Int { Int(image[column: column, row: 48, 1]) }
    // the red box is in the middle, its shadow beside it, light on the other side
    #expect(image[column: 48, row: 48, 0] > 100 && light(48) < 20)
    #expect(light(58) + 60 < light(38))
    #expect(light(58) > 20)
  }

  @Test func `the renderer says who it is`() throws {
    let name = try SceneRenderer(DrawList(PushingScene.make())).rendererName()
    #expect(name.contains("llvmpipe"))
    #expect(name.contains("OpenGL"))
  }

  private static func residentBytes() throws -> Int {
    let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(
      separator: " ")
    return (Int(pages[1]) ?? 0) * 4096
  }
}
