// SPDX-License-Identifier: Apache-2.0

/// Something whose networks a stage of an ``Update`` can improve.
public protocol Trained {
  /// The networks.
  var trained: [TrainedNetwork] { get }
}

/// A network, how it is improved, and the network that follows it.
public final class TrainedNetwork: Trained {
  /// The network.
  public let network: Network

  /// The optimiser's constants.
  public let optimizer: Adam.Settings

  /// A Polyak average of the network, if there is one, and its smoothing τ.
  public private(set) var follower: (network: Network, smoothing: Float)?

  /// Makes a network that is improved by an ``Adam`` with the constants `optimizer`.
  public init(_ network: Network, _ optimizer: Adam.Settings = Adam.Settings()) {
    self.network = network
    self.optimizer = optimizer
  }

  public var trained: [TrainedNetwork] { [self] }

  /// Makes a copy that moves with each step of the network: `copy += smoothing (network - copy)`.
  ///
  /// - Precondition: There is none yet.
  public func makeFollower(_ smoothing: Float) -> Network {
    precondition(follower == nil, "a network has one follower")
    let copy = Network(copying: network)
    follower = (copy, smoothing)
    return copy
  }
}
