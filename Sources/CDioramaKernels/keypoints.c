// SPDX-License-Identifier: Apache-2.0
#include "functions.h"
#include "kernels.h"
#include "widths.h"

// Where a position lies between the first (-1) and the last (1) of `count`.
static inline float place(size_t index, size_t count) {
  return count > 1 ? 2 * (float)index / (float)(count - 1) - 1 : 0;
}

FOR_EACH_VECTOR_WIDTH
void diorama_soft_argmax(size_t rows, size_t height, size_t width, size_t channels,
                         float sharpness, const float *restrict source, float *restrict weights,
                         float *restrict result) {
  for (size_t row = 0; row < rows; row++) {
    const float *picture = source + row * height * width * channels;
    float *weight = weights + row * height * width * channels;
    float *x_mean = result + row * 2 * channels, *y_mean = x_mean + channels;
    float most[channels], sum[channels];
    for (size_t c = 0; c < channels; c++) {
      most[c] = picture[c];
      sum[c] = x_mean[c] = y_mean[c] = 0;
    }
    for (size_t i = 1; i < height * width; i++) {
      for (size_t c = 0; c < channels; c++) {
        const float value = picture[i * channels + c];
        most[c] = value > most[c] ? value : most[c];
      }
    }
    for (size_t i = 0; i < height * width; i++) {
      const float x = place(i % width, width), y = place(i / width, height);
      for (size_t c = 0; c < channels; c++) {
        const float below = sharpness * (picture[i * channels + c] - most[c]);
        float power;
        const float rest = split_exp(below < -80 ? -80 : below, &power);
        const float w = rest * power + power;
        weight[i * channels + c] = w;
        sum[c] += w;
        x_mean[c] += w * x;
        y_mean[c] += w * y;
      }
    }
    for (size_t c = 0; c < channels; c++) {
      sum[c] = 1 / sum[c];
      x_mean[c] *= sum[c];
      y_mean[c] *= sum[c];
    }
    for (size_t i = 0; i < height * width; i++) {
      for (size_t c = 0; c < channels; c++) weight[i * channels + c] *= sum[c];
    }
  }
}

FOR_EACH_VECTOR_WIDTH
void diorama_soft_argmax_source(size_t rows, size_t height, size_t width, size_t channels,
                                float sharpness, const float *restrict weights,
                                const float *restrict result,
                                const float *restrict result_gradient,
                                float *restrict source_gradient) {
  for (size_t row = 0; row < rows; row++) {
    const float *x_mean = result + row * 2 * channels, *y_mean = x_mean + channels;
    const float *x_slope = result_gradient + row * 2 * channels, *y_slope = x_slope + channels;
    for (size_t i = 0; i < height * width; i++) {
      const float x = place(i % width, width), y = place(i / width, height);
      const size_t at = (row * height * width + i) * channels;
      for (size_t c = 0; c < channels; c++) {
        source_gradient[at + c] = sharpness * weights[at + c] *
                                  (x_slope[c] * (x - x_mean[c]) + y_slope[c] * (y - y_mean[c]));
      }
    }
  }
}
