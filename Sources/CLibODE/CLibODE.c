// SPDX-License-Identifier: Apache-2.0
#include "CLibODE.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

static __thread jmp_buf target;
static __thread int is_guarded;
static __thread char text[256];

// only ODE's own frames lie between a guarded call and this
static void give_up(int number, const char *format, va_list arguments) {
  (void)number;
  vsnprintf(text, sizeof text, format, arguments);
  if (is_guarded) {
    is_guarded = 0;
    longjmp(target, 1);
  }
  fprintf(stderr, "ODE: %s\n", text);
  abort();
}

void clibode_guard_errors(void) {
  dSetErrorHandler(give_up);
  dSetDebugHandler(give_up);
}

const char *clibode_step(dWorldID world, dReal step, int quick) {
  if (_setjmp(target)) return text;
  is_guarded = 1;
  if (quick) {
    dWorldQuickStep(world, step);
  } else {
    dWorldStep(world, step);
  }
  is_guarded = 0;
  return NULL;
}

const char *clibode_collide(
  dGeomID first, dGeomID second, int capacity, dContactGeom *contacts, int *count) {
  *count = 0;
  if (_setjmp(target)) return text;
  is_guarded = 1;
  *count = dCollide(first, second, capacity, contacts, sizeof *contacts);
  is_guarded = 0;
  return NULL;
}
