// SPDX-License-Identifier: Apache-2.0
#include "kernels.h"
#include "widths.h"

/// One loop over all arrays: they are larger than a core's own caches.
__attribute__((always_inline)) static inline void step(
    struct diorama_adam s, size_t count, const float *restrict gradient, const float *restrict more,
    float *restrict numbers, float *restrict first_moment, float *restrict second_moment,
    float *restrict target) {
  for (size_t i = 0; i < count; i++) {
    const float g = s.scale * (more == NULL ? gradient[i] : gradient[i] + more[i]);
    const float mean = s.first_decay * first_moment[i] + (1 - s.first_decay) * g;
    const float square = s.second_decay * second_moment[i] + (1 - s.second_decay) * g * g;
    first_moment[i] = mean;
    second_moment[i] = square;
    // the builtin, unlike sqrtf, sets no errno, which would forbid vectors
    const float root = __builtin_elementwise_sqrt(square);
    const float x = s.keep * numbers[i] - s.rate * mean / (root * s.correction + s.epsilon);
    numbers[i] = x;
    if (target != NULL) target[i] += s.smoothing * (x - target[i]);
  }
}

FOR_EACH_VECTOR_WIDTH
void diorama_adam_step(const struct diorama_adam *settings, size_t count, float *const *gradients,
                       size_t shard_count, float *numbers, float *first_moment,
                       float *second_moment, float *target) {
  const struct diorama_adam s = *settings;
  float *gradient = gradients[0];
  // the last of several is added on the way
  for (size_t shard = 1; shard + 1 < shard_count; shard++) {
    const float *more = gradients[shard];
    for (size_t i = 0; i < count; i++) gradient[i] += more[i];
  }
  const float *last = gradients[shard_count - 1];
  if (shard_count > 1 && target != NULL) {
    step(s, count, gradient, last, numbers, first_moment, second_moment, target);
  } else if (shard_count > 1) {
    step(s, count, gradient, last, numbers, first_moment, second_moment, NULL);
  } else if (target != NULL) {
    step(s, count, gradient, NULL, numbers, first_moment, second_moment, target);
  } else {
    step(s, count, gradient, NULL, numbers, first_moment, second_moment, NULL);
  }
}

FOR_EACH_VECTOR_WIDTH
double diorama_dot(size_t count, const float *one, const float *other) {
  double sums[8] = {0};
  for (size_t i = 0; i < count; i++) sums[i % 8] += (double)one[i] * other[i];
  double sum = 0;
  for (int i = 0; i < 8; i++) sum += sums[i];
  return sum;
}

FOR_EACH_VECTOR_WIDTH
double diorama_sum_squares(size_t count, float *const *gradients, size_t shard_count) {
  double sums[8] = {0};
  for (size_t i = 0; i < count; i++) {
    float g = 0;
    for (size_t shard = 0; shard < shard_count; shard++) g += gradients[shard][i];
    sums[i % 8] += (double)g * g;
  }
  double sum = 0;
  for (int i = 0; i < 8; i++) sum += sums[i];
  return sum;
}
