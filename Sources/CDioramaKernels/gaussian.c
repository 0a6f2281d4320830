// SPDX-License-Identifier: Apache-2.0
#include "functions.h"
#include "kernels.h"
#include "widths.h"

FOR_EACH_VECTOR_WIDTH
void diorama_normals(size_t pairs, const uint64_t *restrict words, float *restrict normals) {
  for (size_t i = 0; i < pairs; i++) {
    const uint32_t high = (uint32_t)(words[i] >> 32), low = (uint32_t)words[i];
    const float uniform = (float)high * 0x1p-32f + 0x1p-33f;  // never 0
    const float radius = __builtin_elementwise_sqrt(-2 * natural_log(uniform));
    float cosine;
    const float sine = sine_pi((float)(int32_t)low * 0x1p-31f, &cosine);
    normals[i] = radius * cosine;
    normals[pairs + i] = radius * sine;
  }
}

FOR_EACH_VECTOR_WIDTH
void diorama_squash(size_t count, const float *restrict mean, const float *restrict log_deviation,
                    const float *restrict noise, float *restrict deviation, float *restrict action,
                    float *restrict log_density) {
  for (size_t i = 0; i < count; i++) {
    // written so that a number that is none stays none
    float held = log_deviation[i] < -20 ? -20 : log_deviation[i];
    held = held > 2 ? 2 : held;
    float power;
    const float rest = split_exp(held, &power);
    deviation[i] = rest * power + power;
    const float u = mean[i] + deviation[i] * noise[i];
    const float size = u < 0 ? -u : u;
    // e = exp(-2 |u|); from |u| = 40 on, tanh is 1 and e does not count
    const float exponent = -2 * size < -80 ? -80 : -2 * size;
    const float fraction = split_exp(exponent, &power);
    const float e = fraction * power + power;
    const float less = fraction * power + (power - 1);  // e - 1
    const float tanh = -less / (2 + less);
    action[i] = u < 0 ? -tanh : tanh;
    // log(1 + e), corrected for the rounding of 1 + e
    const float sum = 1 + e;
    const float log_sum = natural_log(sum) + (e - (sum - 1)) / sum;
    const float squash = 2 * (0.693147181f - size - log_sum);
    log_density[i] = -0.5f * noise[i] * noise[i] - held - 0.918938533f - squash;
  }
}

FOR_EACH_VECTOR_WIDTH
void diorama_squash_gradient(size_t count, const float *restrict weight,
                             const float *restrict log_deviation,
                             const float *restrict noise, const float *restrict deviation,
                             const float *restrict action, const float *restrict slope,
                             float *restrict mean_gradient,
                             float *restrict log_deviation_gradient) {
  for (size_t i = 0; i < count; i++) {
    const float a = action[i];
    const float in_u = weight[i] * 2 * a + slope[i] * (1 - a * a);
    const int is_free = log_deviation[i] >= -20 && log_deviation[i] <= 2;
    mean_gradient[i] = in_u;
    log_deviation_gradient[i] = is_free ? in_u * deviation[i] * noise[i] - weight[i] : 0;
  }
}

FOR_EACH_VECTOR_WIDTH
void diorama_bounded_deviations(size_t count, const float *restrict raw, float lowest,
                                float inverse_highest, float *restrict deviation) {
  for (size_t i = 0; i < count; i++) {
    float held = raw[i] < -30 ? -30 : raw[i];
    held = held > 30 ? 30 : held;
    float power;
    const float rest = split_exp(-held, &power);
    const float falling = rest * power + power;
    deviation[i] = __builtin_elementwise_sqrt(lowest + 1 / (inverse_highest + falling));
  }
}
