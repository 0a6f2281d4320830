// SPDX-License-Identifier: Apache-2.0
#include <stdint.h>
#include <string.h>

#include "kernels.h"
#include "widths.h"

FOR_EACH_VECTOR_WIDTH
void diorama_sum_rows(const float *restrict rows, size_t count, size_t width, float *restrict sum) {
  for (size_t j = 0; j < width; j++) sum[j] = 0;
  for (size_t i = 0; i < count; i++) {
    for (size_t j = 0; j < width; j++) sum[j] += rows[i * width + j];
  }
}

FOR_EACH_VECTOR_WIDTH
size_t diorama_pack_rows(float *rows, size_t count, size_t width, size_t *places) {
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    const float *row = rows + i * width;
    uint32_t any = 0;
    for (size_t j = 0; j < width; j++) {
      uint32_t bits;
      memcpy(&bits, row + j, sizeof bits);
      any |= bits << 1;  // both zeros
    }
    if (any == 0) continue;
    if (kept < i) memcpy(rows + kept * width, row, width * sizeof *row);
    places[kept++] = i;
  }
  return kept;
}

FOR_EACH_VECTOR_WIDTH
void diorama_unpack_rows(const float *restrict packed, size_t kept, const size_t *restrict places,
                         size_t width, float *restrict rows, size_t count, int accumulating) {
  size_t next = 0;
  for (size_t i = 0; i < count; i++) {
    float *restrict row = rows + i * width;
    if (next < kept && places[next] == i) {
      const float *restrict from = packed + next++ * width;
      if (accumulating) {
        for (size_t j = 0; j < width; j++) row[j] += from[j];
      } else {
        memcpy(row, from, width * sizeof *row);
      }
    } else if (!accumulating) {
      memset(row, 0, width * sizeof *row);
    }
  }
}
