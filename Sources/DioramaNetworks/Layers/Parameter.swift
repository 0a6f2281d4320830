// SPDX-License-Identifier: Apache-2.0

/// Weights or biases of a layer, and where their gradients go.
struct Parameter {
  var values: Tensor
  var gradient: Tensor
}
