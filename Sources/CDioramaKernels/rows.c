// SPDX-License-Identifier: Apache-2.0
#include "kernels.h"
#include "widths.h"

FOR_EACH_VECTOR_WIDTH
void diorama_sum_rows(const float *restrict rows, size_t count, size_t width, float *restrict sum) {
  for (size_t j = 0; j < width; j++) sum[j] = 0;
  for (size_t i = 0; i < count; i++) {
    for (size_t j = 0; j < width; j++) sum[j] += rows[i * width + j];
  }
}
