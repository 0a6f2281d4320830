// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dnnl.h>

// OpenMP's, of libgomp, which oneDNN uses: how many threads the calling thread may gather.
// Its header belongs to the C compiler, not to a library, so it is declared here.
extern void omp_set_num_threads(int count);
