// SPDX-License-Identifier: Apache-2.0

/// The weights or biases of a layer, and the memory of their gradient.
struct Parameter {
  var values: Tensor
  var gradient: Tensor
}
