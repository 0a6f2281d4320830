// SPDX-License-Identifier: Apache-2.0

internal import CLibDNNL

/// A function of each number alone.
public enum Activation: Hashable, Sendable {
  case relu, tanh, silu

  /// oneDNN's name for it.
  ///
  /// If the gradient follows from the output alone, it is computed from that: the layer before can then apply
  /// the function to its own output on the way to memory.
  var algorithm: dnnl_alg_kind_t {
    switch self {
    case .relu: dnnl_eltwise_relu_use_dst_for_bwd
    case .tanh: dnnl_eltwise_tanh_use_dst_for_bwd
    case .silu: dnnl_eltwise_swish
    }
  }

  /// The algorithm's first constant: 0 below zero for `relu`, the steepness of `silu`.
  var slope: Float { self == .silu ? 1 : 0 }

  /// Whether the gradient follows from the output alone.
  var isInvertible: Bool { self != .silu }
}
