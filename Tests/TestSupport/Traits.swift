// SPDX-License-Identifier: Apache-2.0

import Foundation
public import Testing

extension Trait where Self == ConditionTrait {
  /// Starts programs, serves pages, trains or simulates for long; not run with `DIORAMA_TESTS=quick`.
  public static var slow: Self {
    .disabled(
      if: ProcessInfo.processInfo.environment["DIORAMA_TESTS"] == "quick",
      "slow; run without DIORAMA_TESTS=quick")
  }

  /// Compares bits that are promised on one kind of processor only.
  public static var golden: Self {
    #if arch(x86_64)
    .enabled(if: true)
    #else
    .disabled("the bits are those of x86-64")
    #endif
  }
}
