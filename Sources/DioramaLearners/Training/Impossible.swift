// SPDX-License-Identifier: Apache-2.0

/// A number in a checkpoint that cannot be.
struct Impossible: Error {
  var what: String
}
