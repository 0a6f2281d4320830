// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ode/ode.h>

// ODE ends the process where one of its assertions fails. These calls come back instead: with NULL, or
// with ODE's own text, which is valid until the thread's next call. The world is lost after that:
// leave it and all that is in it alone, and make another one.

/// Has ODE's errors and assertions end the guarded call that is under way, or else the process.
void clibode_guard_errors(void);

/// `dWorldStep`, or `dWorldQuickStep` if `quick` is not zero.
const char *clibode_step(dWorldID world, dReal step, int quick);

/// `dCollide` with at most `capacity` contacts, of which it writes how many there are.
const char *clibode_collide(
  dGeomID first, dGeomID second, int capacity, dContactGeom *contacts, int *count);
