// SPDX-License-Identifier: Apache-2.0
//
// Loops over many numbers, compiled for each width of vectors that processors have and chosen
// when the program starts: a Swift package compiles Swift for the narrowest only.
#pragma once

#include <stddef.h>

/// The constants of one step of Adam.
struct diorama_adam {
  float rate;          ///< α / (1 - β₁ᵗ)
  float first_decay;   ///< β₁
  float second_decay;  ///< β₂
  float correction;    ///< 1 / √(1 - β₂ᵗ)
  float epsilon;       ///< ε
  float keep;          ///< 1 - α λ
  float smoothing;     ///< τ, for the target
};

/// One step of Adam over `count` numbers: sums the gradients of all shards into the first, updates
/// moments and numbers, and moves `target` along where it is not NULL.
void diorama_adam_step(const struct diorama_adam *settings, size_t count, float *const *gradients,
                       size_t shard_count, float *numbers, float *first_moment,
                       float *second_moment, float *target);

/// `sum[j] = Σ rows[i, j]` over `count` rows of `width` numbers.
void diorama_sum_rows(const float *rows, size_t count, size_t width, float *sum);
