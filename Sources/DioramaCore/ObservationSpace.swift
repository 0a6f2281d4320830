// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath

extension Space {
  /// Returns the observation space of an environment without goals, under `options`.
  package static func observations(of state: Space, _ options: EnvironmentOptions) -> Space {
    let pixels = Space.pixels(width: options.view.width, height: options.view.height)
    return switch options.observation {
    case .state: state
    case .pixels: pixels
    case .both: .dictionary(["observation": state, "pixels": pixels])
    }
  }
}
