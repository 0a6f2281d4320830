// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath
import DioramaNetworks

/// The policy of ``SAC`` at work, one observation at a time.
public final class SACActor: Policy {
  private let layout: ObservationLayout
  private let encoder: Pass?
  private let actor: Pass
  private let head: any PolicyHead
  private let normalizer: StateNormalizer
  private let actionRepeat: Int
  /// The action that lasts, and for how many steps it did.
  private var lasting: (action: TaskAction, steps: Int)?
  /// The last few observations, for stacked frames.
  var recent: Replay

  /// Makes a policy of `networks`, which it goes on sharing with their learner.
  ///
  /// - Parameters:
  ///   - networks: What it is made of.
  ///   - layout: What it is shown.
  ///   - actionRepeat: How many steps each action of an episode lasts.
  ///   - explores: Whether it is the policy that learns, even where an averaged one follows it.
  public init(
    _ networks: SACNetworks, _ layout: ObservationLayout, actionRepeat: Int = 1,
    explores: Bool = false
  ) {
    self.layout = layout
    self.actionRepeat = actionRepeat
    let averaged = explores ? nil : networks.averagedActor
    let averagedEncoder = explores ? nil : networks.averagedEncoder
    encoder = (averagedEncoder ?? networks.actorEncoder ?? networks.encoder).map {
      Pass($0, rows: 1)
    }
    actor = Pass(averaged ?? networks.actor, rows: 1)
    normalizer = networks.normalizer
    head = networks.head
    recent = Replay(layout, actionCount: head.actionCount, capacity: layout.stack + 1)
  }

  /// Forgets the episode before.
  public func begin(seed: UInt64 = 0) {
    lasting = nil
    recent = Replay(layout, actionCount: head.actionCount, capacity: layout.stack + 1)
  }

  /// Returns the most likely action, `tanh(μ)` in the units of the environment, or a choice.
  public func action(
    for observation: TaskObservation, in environment: AnyEnvironment
  ) throws(SimulationError) -> TaskAction {
    if let (action, steps) = lasting, steps < actionRepeat {
      lasting = (action, steps + 1)
      return action
    }
    var noise: RandomStream?
    let action = environment.actionSpace.action(
      scaling: self.action(for: observation, noise: &noise))
    lasting = (action, 1)
    return action
  }

  /// Returns the action for `observation`, in ±1 or a choice.
  ///
  /// - Parameters:
  ///   - observation: What the environment shows.
  ///   - noise: Draws the action; nil for the most likely one.
  /// - Returns: One number a dimension, or the number of the choice.
  public func action(for observation: TaskObservation, noise: inout RandomStream?) -> [Float] {
    let slot = recent.added % recent.capacity
    recent.append(
      state: layout.state(observation), frame: layout.frame(observation),
      action: Array(repeating: 0, count: head.actionCount), reward: 0, terminated: false)
    if let encoder {
      recent.copyPicture(slot, to: encoder.input, row: 0)
      encoder.forward()
      actor.input.updateColumns(encoder.output, at: 0)
    } else {
      recent.copyState(slot, to: actor.input, row: 0)
      normalizer.apply(to: actor.input, row: 0)
    }
    actor.forward()
    return head.action(of: actor.output, noise: &noise)
  }
}
