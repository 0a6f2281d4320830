// SPDX-License-Identifier: Apache-2.0
// Counts what the tests' process takes from the heap.

#ifndef DIORAMA_ALLOCATIONS_H
#define DIORAMA_ALLOCATIONS_H

/// Returns how often the calling thread has asked for memory since it began.
unsigned long allocation_count(void);

#endif
