// SPDX-License-Identifier: Apache-2.0
//
// The pairs of a cloth's particles that may touch.
#include "kernels.h"
#include "widths.h"

// every width of vectors has to give the same bits
#pragma STDC FP_CONTRACT OFF

enum { CELLS = 14 };

FOR_EACH_VECTOR_WIDTH
size_t diorama_cloth_find_pairs(const struct diorama_cloth_grid *grid, double limit, size_t most,
                                int32_t *pairs) {
  const struct diorama_cloth_grid g = *grid;
  // the cell itself, and half of its neighbours: the other half have it among theirs
  int32_t around[CELLS][4] = {{0}};
  int cells = 1;
  for (int32_t x = 0; x <= 1; x++) {
    for (int32_t y = x == 0 ? 0 : -1; y <= 1; y++) {
      for (int32_t z = x == 0 && y == 0 ? 1 : -1; z <= 1; z++, cells++) {
        around[cells][0] = x, around[cells][1] = y, around[cells][2] = z;
        around[cells][3] = g.strides[0] * x + g.strides[1] * y + g.strides[2] * z;
      }
    }
  }
  size_t found = 0;
  for (size_t first = 0; first < g.count && found < most; first++) {
    const int32_t *cell = g.cells + 4 * first;
    // most slots are empty: those that are not are listed without a branch for each
    int32_t heads[CELLS];
    for (int k = 0; k < CELLS; k++) heads[k] = g.heads[((uint32_t)cell[3] + (uint32_t)around[k][3]) & (uint32_t)g.mask];
    int listed[CELLS], occupied = 0;
    for (int k = 0; k < CELLS; k++) {
      listed[occupied] = k;
      occupied += heads[k] >= 0;
    }
    const double x = g.position[0][first], y = g.position[1][first], z = g.position[2][first];
    const int32_t row = g.places[2 * first], column = g.places[2 * first + 1];
    for (int n = 0; n < occupied; n++) {
      const int k = listed[n];
      const int32_t last = k == 0 ? (int32_t)first : -1;  // in its own cell the later particles
      for (int32_t other = heads[k]; other > last; other = g.previous[other]) {
        const double dx = g.position[0][other] - x, dy = g.position[1][other] - y,
                     dz = g.position[2][other] - z;
        const int32_t *wanted = g.cells + 4 * other;
        const double rows = g.places[2 * other] - row, columns = g.places[2 * other + 1] - column;
        const double across = rows * g.spacing[0], along = columns * g.spacing[1];
        const int is_near = dx * dx + dy * dy + dz * dz < limit;
        const int is_there = (wanted[0] == cell[0] + around[k][0]) &
                             (wanted[1] == cell[1] + around[k][1]) &
                             (wanted[2] == cell[2] + around[k][2]);
        const int may_touch = ((rows * rows > 1) | (columns * columns > 1)) &
                              (across * across + along * along >= g.distance * g.distance);
        // written in any case, and kept only if it counts
        pairs[2 * found] = (int32_t)first;
        pairs[2 * found + 1] = other;
        found += is_near & is_there & may_touch;
      }
    }
  }
  return found;
}
