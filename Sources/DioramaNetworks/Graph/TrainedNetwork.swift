// SPDX-License-Identifier: Apache-2.0

/// Something whose networks a stage of an ``Update`` can train.
public protocol Trained {
  /// The networks.
  var trained: [TrainedNetwork] { get }
}

/// A network to be trained, with its optimiser's hyperparameters and its target network.
public final class TrainedNetwork: Trained {
  /// The network.
  public let network: Network

  /// The optimiser's hyperparameters.
  public let optimizer: Adam.Settings

  /// The target network, a Polyak average of the network, if there is one, and its smoothing τ.
  public private(set) var follower: (network: Network, smoothing: Float)?

  /// Makes a network that is trained by an ``Adam`` with the hyperparameters `optimizer`.
  public init(_ network: Network, _ optimizer: Adam.Settings = Adam.Settings()) {
    self.network = network
    self.optimizer = optimizer
  }

  public var trained: [TrainedNetwork] { [self] }

  /// Makes a target network, a copy that moves with each step: `copy += smoothing (network - copy)`.
  ///
  /// - Precondition: The network has no target network yet.
  public func makeFollower(_ smoothing: Float) -> Network {
    precondition(follower == nil, "a network has one follower")
    let copy = Network(copying: network)
    follower = (copy, smoothing)
    return copy
  }
}
