// SPDX-License-Identifier: Apache-2.0
//
// Convolutions with few channels. oneDNN 2.6 is made for 16 channels and more: with 3 and 8, as in
// the networks of Singh et al. 2019, it reaches a quarter of the processor's speed. Here a vector
// holds 16 neighbouring pixels instead of channels.
#include <string.h>

#include "kernels.h"
#include "widths.h"

enum { LANES = 16, GROUP = 8, FILTERS = 4, COLUMNS = 4 };

typedef float lanes __attribute__((vector_size(64)));
typedef float loose_lanes __attribute__((vector_size(64), aligned(4)));

static inline size_t blocks_of(size_t width) { return (width + LANES - 1) / LANES; }

/// How far apart the rows of a padded picture are.
static inline size_t pitch_of(const struct diorama_convolution *s) {
  return blocks_of(s->width) * LANES + s->kernel - 1;
}

/// How far apart the channels of a padded picture are.
static inline size_t plane_of(const struct diorama_convolution *s) {
  return pitch_of(s) * (s->height + s->kernel - 1) + LANES;
}

static inline size_t groups_of(size_t channels) { return (channels + GROUP - 1) / GROUP; }

/// How many numbers the padded channels and filters take; filters are taken by fours.
static inline size_t padded_of(const struct diorama_convolution *s) {
  return (s->channels + (s->filters + FILTERS - 1) / FILTERS * FILTERS) * plane_of(s);
}

size_t diorama_convolution_scratch(const struct diorama_convolution *s) {
  const size_t most = s->channels > s->filters ? s->channels : s->filters;
  const size_t weights = groups_of(most) * GROUP * most * s->kernel * s->kernel;
  return padded_of(s) + weights + LANES;
}

/// Copies a picture into the middle of zeros; the zeros are there already.
static inline void pad(const struct diorama_convolution *s, size_t channels, const float *picture,
                       size_t border, float *padded) {
  for (size_t c = 0; c < channels; c++) {
    for (size_t y = 0; y < s->height; y++) {
      memcpy(padded + c * plane_of(s) + (y + border) * pitch_of(s) + border,
             picture + (c * s->height + y) * s->width, s->width * sizeof(float));
    }
  }
}

/// Computes `count` blocks of one row for 8 filters, all sums in registers.
static inline __attribute__((always_inline)) void convolve_row(
    const struct diorama_convolution *s, size_t channels, const float *padded,
    const float *weights, const float *start, const size_t count, lanes result[GROUP][3]) {
  const size_t pitch = pitch_of(s), plane = plane_of(s);
  lanes sums[GROUP][3];
  for (size_t f = 0; f < GROUP; f++) {
    for (size_t b = 0; b < count; b++) sums[f][b] = (lanes){0} + start[f];
  }
  for (size_t c = 0; c < channels; c++) {
    for (size_t ky = 0; ky < s->kernel; ky++) {
      const float *row = padded + c * plane + ky * pitch;
      for (size_t kx = 0; kx < s->kernel; kx++) {
        lanes pixels[3];
        for (size_t b = 0; b < count; b++) {
          pixels[b] = *(const loose_lanes *)(row + kx + b * LANES);
        }
        for (size_t f = 0; f < GROUP; f++) {
          for (size_t b = 0; b < count; b++) sums[f][b] += weights[f] * pixels[b];
        }
        weights += GROUP;
      }
    }
  }
  for (size_t f = 0; f < GROUP; f++) {
    for (size_t b = 0; b < count; b++) result[f][b] = sums[f][b];
  }
}

/// Convolves all pictures with weights `[group, channels, kernel, kernel, 8]`.
static inline __attribute__((always_inline)) void convolve(
    const struct diorama_convolution *s, size_t channels, size_t filters, const float *source,
    const float *packed, const float *bias, int rectified, float *result, float *padded) {
  const size_t area = s->height * s->width, taps = channels * s->kernel * s->kernel;
  const size_t blocks = blocks_of(s->width);
  memset(padded, 0, channels * plane_of(s) * sizeof(float));
  for (size_t n = 0; n < s->images; n++) {
    pad(s, channels, source + n * channels * area, s->kernel / 2, padded);
    for (size_t g = 0; g < groups_of(filters); g++) {
      float start[GROUP] = {0};
      for (size_t f = 0; f < GROUP && g * GROUP + f < filters; f++) {
        start[f] = bias ? bias[g * GROUP + f] : 0;
      }
      const float *weights = packed + g * taps * GROUP;
      for (size_t y = 0; y < s->height; y++) {
        for (size_t first = 0; first < blocks;) {
          const float *from = padded + y * pitch_of(s) + first * LANES;
          const size_t count = blocks - first >= 3 ? 3 : blocks - first;
          lanes sums[GROUP][3];
          // the count is a constant in each call, so that the sums stay in registers
          if (count == 3) {
            convolve_row(s, channels, from, weights, start, 3, sums);
          } else if (count == 2) {
            convolve_row(s, channels, from, weights, start, 2, sums);
          } else {
            convolve_row(s, channels, from, weights, start, 1, sums);
          }
          for (size_t f = 0; f < GROUP && g * GROUP + f < filters; f++) {
            float *to = result + ((n * filters + g * GROUP + f) * s->height + y) * s->width;
            for (size_t b = 0; b < count; b++) {
              const lanes zero = {0};
              const lanes sum = sums[f][b];
              const lanes kept = rectified ? __builtin_elementwise_max(sum, zero) : sum;
              const size_t x = (first + b) * LANES;
              const size_t valid = s->width - x < LANES ? s->width - x : LANES;
              memcpy(to + x, &kept, valid * sizeof(float));
            }
          }
          first += count;
        }
      }
    }
  }
}

FOR_EACH_VECTOR_WIDTH
void diorama_convolve(const struct diorama_convolution *shape, const float *source,
                      const float *weights, const float *bias, int rectified, float *result,
                      float *scratch) {
  const struct diorama_convolution s = *shape;
  const size_t window = s.kernel * s.kernel;
  float *packed = scratch + padded_of(&s);
  for (size_t g = 0; g < groups_of(s.filters); g++) {
    for (size_t t = 0; t < s.channels * window; t++) {
      for (size_t f = 0; f < GROUP; f++) {
        const size_t filter = g * GROUP + f;
        packed[(g * s.channels * window + t) * GROUP + f] =
            filter < s.filters ? weights[filter * s.channels * window + t] : 0;
      }
    }
  }
  convolve(&s, s.channels, s.filters, source, packed, bias, rectified, result, scratch);
}

FOR_EACH_VECTOR_WIDTH
void diorama_convolve_source(const struct diorama_convolution *shape, const float *result_gradient,
                             const float *weights, float *source_gradient, float *scratch) {
  const struct diorama_convolution s = *shape;
  const size_t window = s.kernel * s.kernel;
  float *packed = scratch + padded_of(&s);
  // the same with channels and filters exchanged, and the kernel turned by half a turn
  for (size_t g = 0; g < groups_of(s.channels); g++) {
    for (size_t f = 0; f < s.filters; f++) {
      for (size_t k = 0; k < window; k++) {
        for (size_t i = 0; i < GROUP; i++) {
          const size_t c = g * GROUP + i;
          packed[((g * s.filters + f) * window + k) * GROUP + i] =
              c < s.channels ? weights[(f * s.channels + c) * window + window - 1 - k] : 0;
        }
      }
    }
  }
  convolve(&s, s.filters, s.channels, result_gradient, packed, NULL, 0, source_gradient, scratch);
}

/// The sum of the lanes.
static inline __attribute__((always_inline)) float total(const lanes *each) {
  float parts[LANES], sum = 0;
  memcpy(parts, each, sizeof parts);
  for (size_t i = 0; i < LANES; i++) sum += parts[i];
  return sum;
}

/// The sum of `count` numbers.
static inline __attribute__((always_inline)) float sum_of(const float *numbers, size_t count) {
  lanes sums = {0};
  size_t i = 0;
  for (; i + LANES <= count; i += LANES) sums += *(const loose_lanes *)(numbers + i);
  float sum = total(&sums);
  for (; i < count; i++) sum += numbers[i];
  return sum;
}

/// Adds one picture's part of the gradients of 4 filters and up to 4 columns of one kernel row.
static inline __attribute__((always_inline)) void correlate(
    const struct diorama_convolution *s, const float *source, const float *gradient,
    const size_t columns, float sums[FILTERS][COLUMNS]) {
  const size_t pitch = pitch_of(s), plane = plane_of(s), blocks = blocks_of(s->width);
  lanes found[FILTERS][COLUMNS];
  for (size_t f = 0; f < FILTERS; f++) {
    for (size_t k = 0; k < columns; k++) found[f][k] = (lanes){0};
  }
  for (size_t y = 0; y < s->height; y++) {
#pragma clang loop unroll(disable)
    for (size_t b = 0; b < blocks; b++) {
      const size_t at = y * pitch + b * LANES;
      lanes slopes[FILTERS];
      for (size_t f = 0; f < FILTERS; f++) {
        slopes[f] = *(const loose_lanes *)(gradient + f * plane + at);
      }
      for (size_t k = 0; k < columns; k++) {
        const lanes pixels = *(const loose_lanes *)(source + at + k);
        for (size_t f = 0; f < FILTERS; f++) found[f][k] += slopes[f] * pixels;
      }
    }
  }
  for (size_t f = 0; f < FILTERS; f++) {
    for (size_t k = 0; k < columns; k++) {
      const lanes each = found[f][k];
      sums[f][k] = total(&each);
    }
  }
}

FOR_EACH_VECTOR_WIDTH
void diorama_convolve_weights(const struct diorama_convolution *shape, const float *source,
                              const float *result_gradient, float *weights_gradient,
                              float *bias_gradient, float *scratch) {
  const struct diorama_convolution s = *shape;
  const size_t area = s.height * s.width, window = s.kernel * s.kernel, plane = plane_of(&s);
  float *padded = scratch;
  float *slopes = scratch + s.channels * plane;
  // the filters beyond the last, up to a multiple of four, stay zeros
  memset(scratch, 0, padded_of(&s) * sizeof(float));
  memset(weights_gradient, 0, s.filters * s.channels * window * sizeof(float));
  for (size_t f = 0; f < s.filters; f++) bias_gradient[f] = 0;
  for (size_t n = 0; n < s.images; n++) {
    const float *gradient = result_gradient + n * s.filters * area;
    pad(&s, s.channels, source + n * s.channels * area, s.kernel / 2, padded);
    pad(&s, s.filters, gradient, 0, slopes);
    for (size_t f = 0; f < s.filters; f++) bias_gradient[f] += sum_of(gradient + f * area, area);
    for (size_t f = 0; f < s.filters; f += FILTERS) {
      for (size_t c = 0; c < s.channels; c++) {
        for (size_t ky = 0; ky < s.kernel; ky++) {
          for (size_t kx = 0; kx < s.kernel; kx += COLUMNS) {
            const float *from = padded + c * plane + ky * pitch_of(&s) + kx;
            const size_t columns = s.kernel - kx >= COLUMNS ? COLUMNS : s.kernel - kx;
            float sums[FILTERS][COLUMNS];
            // the count is a constant in each call, so that the sums stay in registers
            if (columns == COLUMNS) {
              correlate(&s, from, slopes + f * plane, COLUMNS, sums);
            } else if (columns == 1) {
              correlate(&s, from, slopes + f * plane, 1, sums);
            } else {
              correlate(&s, from, slopes + f * plane, columns, sums);
            }
            for (size_t i = 0; i < FILTERS && f + i < s.filters; i++) {
              for (size_t k = 0; k < columns; k++) {
                weights_gradient[((f + i) * s.channels + c) * window + ky * s.kernel + kx + k] +=
                    sums[i][k];
              }
            }
          }
        }
      }
    }
  }
}
