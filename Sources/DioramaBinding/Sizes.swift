// SPDX-License-Identifier: Apache-2.0

internal import CDiorama
internal import DioramaCore
internal import DioramaMath
internal import DioramaTasks

/// The sizes of an environment: the lengths of its rows, the image size and the horizon.
struct Sizes {
  var state = 0
  var width = 0
  var height = 0
  var goal = 0
  var metrics = 0
  /// The dimension of continuous actions; 0 where actions are discrete.
  var action = 0
  /// The number of discrete actions; 0 where actions are continuous.
  var choices = 0
  var horizon = 0
  var observesState = false
  var observesPixels = false

  var pixels: Int { width * height * 3 }

  /// Makes the sizes of the environment of `recipe`.
  init(_ recipe: EnvironmentSpecification, actionSpace: Space, metricCount: Int, horizon: Int) {
    state = recipe.entry.stateElements.count
    (width, height) = (recipe.options.view.width, recipe.options.view.height)
    if case .dictionary(let parts) = recipe.entry.observationSpace {
      goal = parts["desired_goal"]?.count ?? 0
    }
    metrics = metricCount
    switch actionSpace {
    case .box(let low, _): action = low.count
    default: choices = actionSpace.count
    }
    self.horizon = horizon
    observesState = recipe.options.observation != .pixels
    observesPixels = recipe.options.observation != .state
  }

  /// Returns the size that C asks for.
  func size(_ what: Int32) throws -> Int {
    switch Int(what) {
    case DIORAMA_STATE_COUNT: return state
    case DIORAMA_PIXEL_COUNT: return pixels
    case DIORAMA_WIDTH: return width
    case DIORAMA_HEIGHT: return height
    case DIORAMA_GOAL_COUNT: return goal
    case DIORAMA_ACTION_COUNT: return action
    case DIORAMA_CHOICE_COUNT: return choices
    case DIORAMA_METRIC_COUNT: return metrics
    case DIORAMA_HORIZON: return horizon
    default:
      throw Failure.invalid("there is no size \(what); there are 0 to \(DIORAMA_HORIZON)")
    }
  }
}
