// SPDX-License-Identifier: Apache-2.0
#include "kernels.h"
#include "widths.h"

static inline float larger(float a, float b) { return a > b ? a : b; }

FOR_EACH_VECTOR_WIDTH
void diorama_pool(size_t planes, size_t height, size_t width, const float *restrict source,
                  float *restrict result) {
  const size_t columns = width / 2;
  for (size_t y = 0; y < planes * (height / 2); y++) {
    const float *above = source + (y / (height / 2) * height + y % (height / 2) * 2) * width;
    const float *below = above + width;
    float *to = result + y * columns;
    for (size_t x = 0; x < columns; x++) {
      to[x] = larger(larger(above[2 * x], above[2 * x + 1]), larger(below[2 * x], below[2 * x + 1]));
    }
  }
}

FOR_EACH_VECTOR_WIDTH
void diorama_pool_source(size_t planes, size_t height, size_t width, const float *restrict source,
                         const float *restrict result, const float *restrict result_gradient,
                         float *restrict source_gradient) {
  const size_t columns = width / 2;
  for (size_t y = 0; y < planes * (height / 2); y++) {
    const size_t at = (y / (height / 2) * height + y % (height / 2) * 2) * width;
    const float *above = source + at, *below = above + width;
    float *to_above = source_gradient + at, *to_below = to_above + width;
    for (size_t x = 0; x < columns; x++) {
      const float most = result[y * columns + x], slope = result_gradient[y * columns + x];
      const int a = above[2 * x] == most, b = above[2 * x + 1] == most, c = below[2 * x] == most;
      to_above[2 * x] = a ? slope : 0;
      to_above[2 * x + 1] = (b & ~a) ? slope : 0;
      to_below[2 * x] = (c & ~a & ~b) ? slope : 0;
      to_below[2 * x + 1] = (a | b | c) ? 0 : slope;
    }
  }
}
