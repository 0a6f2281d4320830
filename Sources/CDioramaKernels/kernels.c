// SPDX-License-Identifier: Apache-2.0
#include "kernels.h"
#include "widths.h"

FOR_EACH_VECTOR_WIDTH
void diorama_adam_step(const struct diorama_adam *settings, size_t count, float *const *gradients,
                       size_t shard_count, float *restrict numbers, float *restrict first_moment,
                       float *restrict second_moment, float *restrict target) {
  const struct diorama_adam s = *settings;
  float *restrict gradient = gradients[0];
  for (size_t shard = 1; shard < shard_count; shard++) {
    const float *restrict more = gradients[shard];
    for (size_t i = 0; i < count; i++) gradient[i] += more[i];
  }
  for (size_t i = 0; i < count; i++) {
    const float g = gradient[i];
    const float mean = s.first_decay * first_moment[i] + (1 - s.first_decay) * g;
    const float square = s.second_decay * second_moment[i] + (1 - s.second_decay) * g * g;
    first_moment[i] = mean;
    second_moment[i] = square;
    // the builtin, unlike sqrtf, sets no errno, which would forbid vectors
    const float root = __builtin_elementwise_sqrt(square);
    numbers[i] = s.keep * numbers[i] - s.rate * mean / (root * s.correction + s.epsilon);
  }
  if (target == NULL) return;
  for (size_t i = 0; i < count; i++) target[i] += s.smoothing * (numbers[i] - target[i]);
}

FOR_EACH_VECTOR_WIDTH
void diorama_sum_rows(const float *restrict rows, size_t count, size_t width, float *restrict sum) {
  for (size_t j = 0; j < width; j++) sum[j] = 0;
  for (size_t i = 0; i < count; i++) {
    for (size_t j = 0; j < width; j++) sum[j] += rows[i * width + j];
  }
}
