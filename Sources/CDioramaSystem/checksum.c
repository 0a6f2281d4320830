// SPDX-License-Identifier: Apache-2.0
#include "system.h"

#include <string.h>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

// the polynomial of Castagnoli, lowest bit first
enum { POLYNOMIAL = 0x82F63B78 };

static uint32_t plain(uint32_t rest, const uint8_t *bytes, size_t count) {
  static uint32_t table[256];
  static int is_made;
  // made by several threads at once it is the same
  if (!__atomic_load_n(&is_made, __ATOMIC_ACQUIRE)) {
    for (uint32_t byte = 0; byte < 256; byte++) {
      uint32_t entry = byte;
      for (int bit = 0; bit < 8; bit++) entry = entry & 1 ? entry >> 1 ^ POLYNOMIAL : entry >> 1;
      __atomic_store_n(&table[byte], entry, __ATOMIC_RELAXED);
    }
    __atomic_store_n(&is_made, 1, __ATOMIC_RELEASE);
  }
  for (size_t i = 0; i < count; i++) rest = rest >> 8 ^ table[(uint8_t)rest ^ bytes[i]];
  return rest;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) static uint32_t quick(uint32_t rest, const uint8_t *bytes,
                                                        size_t count) {
  uint64_t wide = rest;
  for (; count >= 8; bytes += 8, count -= 8) {
    uint64_t word;
    memcpy(&word, bytes, 8);
    wide = _mm_crc32_u64(wide, word);
  }
  rest = (uint32_t)wide;
  for (; count > 0; bytes++, count--) rest = _mm_crc32_u8(rest, *bytes);
  return rest;
}
#endif

uint32_t diorama_crc32c(uint32_t before, const void *bytes, size_t count) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("sse4.2")) return ~quick(~before, bytes, count);
#endif
  return ~plain(~before, bytes, count);
}
