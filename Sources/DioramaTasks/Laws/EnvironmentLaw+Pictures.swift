// SPDX-License-Identifier: Apache-2.0

internal import DioramaCore
internal import DioramaMath

extension EnvironmentLaw {
  static let pictureLaws = [
    EnvironmentLaw("there are at least two cameras, and each sees something") { entry in
      let environment = try entry.make()
      _ = try environment.reset(seed: 0)
      guard environment.cameras.count >= 2 else { return "there is \(environment.cameras)" }
      for camera in environment.cameras {
        for quality in RenderQuality.allCases {
          let view = View(camera: camera, quality: quality)
          let picture = try environment.image(view)
          let colors = Set(
            stride(from: 0, to: picture.samples.count, by: 3).map {
              picture.samples[$0..<$0 + 3]
            })
          guard colors.count > 20 else {
            return "camera '\(camera)' sees \(colors.count) colours at \(quality.rawValue) quality"
          }
        }
        let bodies = Set(try environment.segmentation(View(camera: camera)).samples)
        guard bodies.count >= 3 else { return "camera '\(camera)' sees bodies \(bodies.sorted())" }
        let depths = try environment.depth(View(camera: camera)).samples
        guard depths.contains(where: \.isFinite), depths.allSatisfy({ $0 > 0 }) else {
          return "camera '\(camera)' sees no depth"
        }
      }
      return nil
    },
    EnvironmentLaw("images show the present, and equal moments look equal") { entry in
      let environment = try entry.make(EnvironmentOptions(observation: .both))
      let first = try Episode(environment, seed: 3, limit: 20)
      let again = try Episode(
        entry.make(EnvironmentOptions(observation: .both)), seed: 3, limit: 20)
      guard first == again else { return "two runs of one seed look different" }
      let pictures = Set(first.observations.compactMap(\.pixels))
      // a grid has few states, and may end soon
      let states = Set(first.observations.map(\.state))
      return pictures.count >= min(11, states.count)
        ? nil : "\(states.count) states gave \(pictures.count) images"
    },
    EnvironmentLaw("looking changes nothing") { entry in
      let blind = try Episode(entry.make(), seed: 12)
      let seen = try Episode(entry.make(EnvironmentOptions(observation: .both)), seed: 12)
      return seen.observations.map(\.state) == blind.observations.map(\.state)
        ? nil : "the trajectory differs"
    },
    EnvironmentLaw("observed pixels are those of the image asked for") { entry in
      let view = View(width: 64, height: 40, quality: .fast)
      let environment = try entry.make(EnvironmentOptions(observation: .pixels, view: view))
      let observation = try environment.reset(seed: 1)
      guard environment.observationSpace.contains(observation) else {
        return "they are not in \(environment.observationSpace)"
      }
      return try environment.image(view) == observation.pixels ? nil : "they differ"
    },
    EnvironmentLaw("examples are what they are said to be") { entry in
      let environment = try entry.make()
      for kind in entry.exampleKinds {
        var made = 0
        for seed: UInt64 in 0..<10 where try environment.stage(kind, seed: seed) {
          made += 1
          guard environment.metrics.isSuccess == (kind == .success) else {
            return "'\(kind.rawValue)', seed \(seed): success is \(environment.metrics.isSuccess)"
          }
        }
        guard made >= 5 else { return "10 seeds gave \(made) examples of '\(kind.rawValue)'" }
      }
      return nil
    },
  ]
}
