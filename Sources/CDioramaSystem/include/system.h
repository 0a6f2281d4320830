// SPDX-License-Identifier: Apache-2.0
//
// What of the operating system and the processor Swift's modules leave out.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// CRC-32C of `count` bytes behind those that gave `before`; 0 where there were none.
uint32_t diorama_crc32c(uint32_t before, const void *bytes, size_t count);

/// How a program is started.
struct diorama_spawn {
  const char *program;             ///< looked up in PATH
  char *const *arguments;          ///< the program's name first, NULL last
  char *const *environment;        ///< NULL last; NULL for that of this process
  const char *folder;              ///< where it works; NULL for here
  int input, output, errors;       ///< its first three descriptors; -1 for /dev/null
};

/// Starts a program in a group of its own, with the usual signals; 0, or the reason why not.
int diorama_start(const struct diorama_spawn *how, int *process);

/// Writes what C's streams hold back; 0, or the reason why some of what was printed is lost.
int diorama_flush(void);
