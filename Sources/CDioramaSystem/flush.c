// SPDX-License-Identifier: Apache-2.0
#include "system.h"

#include <errno.h>
#include <stdio.h>

int diorama_flush(void) {
  if (fflush(NULL) != 0) return errno;
  // a line that was lost earlier leaves nothing behind but the stream's mark
  return ferror(stdout) ? EIO : 0;
}
