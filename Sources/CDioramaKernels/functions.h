// SPDX-License-Identifier: Apache-2.0
//
// Functions of one number that the compiler can compute for a vector of them, unlike those of libm.
// Each is within two units in the last place; a number that is none gives none.
//
// Source: the polynomials are those of Moshier's Cephes library, single precision.
#pragma once

#include <stdint.h>
#include <string.h>

static inline uint32_t bits_of(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

static inline float of_bits(uint32_t bits) {
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

// Adding it rounds to an integer, which then stands in the lowest bits.
#define ROUNDING 12582912.0f  // 1.5 · 2²³

/// Splits exp(x), for x in -87...88: `power` is 2ⁿ and the result exp(x) / 2ⁿ - 1, precise near 0 too.
static inline float split_exp(float x, float *power) {
  const float shifted = x * 1.44269504f + ROUNDING;
  const float n = shifted - ROUNDING;
  const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  float y = 1.9875691500e-4f;
  y = y * r + 1.3981999507e-3f;
  y = y * r + 8.3334519073e-3f;
  y = y * r + 4.1665795894e-2f;
  y = y * r + 1.6666665459e-1f;
  y = y * r + 5.0000001201e-1f;
  *power = of_bits((bits_of(shifted) << 23) + 0x3f800000u);
  return y * r * r + r;
}

/// The natural logarithm of a positive, normal number.
static inline float natural_log(float x) {
  const uint32_t bits = bits_of(x);
  float exponent = (float)((int32_t)(bits >> 23) - 126);
  float m = of_bits((bits & 0x007fffffu) | 0x3f000000u);  // in 0.5..<1
  const int is_small = m < 0.707106781f;
  exponent = is_small ? exponent - 1 : exponent;
  m = is_small ? m + m - 1 : m - 1;
  const float z = m * m;
  float y = 7.0376836292e-2f;
  y = y * m - 1.1514610310e-1f;
  y = y * m + 1.1676998740e-1f;
  y = y * m - 1.2420140846e-1f;
  y = y * m + 1.4249322787e-1f;
  y = y * m - 1.6668057665e-1f;
  y = y * m + 2.0000714765e-1f;
  y = y * m - 2.4999993993e-1f;
  y = y * m + 3.3333331174e-1f;
  y = y * m * z - exponent * 2.12194440e-4f - 0.5f * z;
  return m + y + exponent * 0.693359375f;
}

/// sin(π t) and cos(π t), for t in -1...1.
static inline float sine_pi(float t, float *cosine) {
  const float shifted = 2 * t + ROUNDING;
  const uint32_t quarter = bits_of(shifted) & 3;
  const float y = (t - 0.5f * (shifted - ROUNDING)) * 3.14159265f;  // in ±π/4
  const float z = y * y;
  float s = -1.9515295891e-4f;
  s = s * z + 8.3321608736e-3f;
  s = s * z - 1.6666654611e-1f;
  s = s * z * y + y;
  float c = 2.443315711809948e-5f;
  c = c * z - 1.388731625493765e-3f;
  c = c * z + 4.166664568298827e-2f;
  c = c * z * z - 0.5f * z + 1;
  const float sine = quarter & 1 ? c : s;
  const float other = quarter & 1 ? s : c;
  *cosine = of_bits(bits_of(other) ^ (((quarter + 1) & 2) << 30));
  return of_bits(bits_of(sine) ^ ((quarter & 2) << 30));
}
