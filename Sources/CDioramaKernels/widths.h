// SPDX-License-Identifier: Apache-2.0
#pragma once

// Compiles a function for vectors of 512, 256 and 128 bits; the processor's is chosen at the start.
#if defined(__x86_64__) && defined(__linux__)
#define FOR_EACH_VECTOR_WIDTH \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define FOR_EACH_VECTOR_WIDTH
#endif
