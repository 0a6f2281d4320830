// SPDX-License-Identifier: Apache-2.0
//
// The springs of a cloth and the motion of its particles, eight at a time.
#include "kernels.h"
#include "widths.h"

// every width of vectors has to give the same bits
#pragma STDC FP_CONTRACT OFF

enum { LANES = 8 };

typedef double lanes __attribute__((vector_size(64)));
typedef double loose_lanes __attribute__((vector_size(64), aligned(8)));

// no functions: vectors that a processor lacks cannot be handed to one
#define EIGHT(place) (*(loose_lanes *)(place))
#define EIGHT_OF(place) (*(const loose_lanes *)(place))

/// The forces of the springs that begin at eight particles, on their first ends.
static inline __attribute__((always_inline)) void pull(const struct diorama_springs *s, const struct diorama_cloth *c, size_t at) {
  const size_t other = at + s->offset;
  const lanes dx = EIGHT_OF(c->position[0] + other) - EIGHT_OF(c->position[0] + at);
  const lanes dy = EIGHT_OF(c->position[1] + other) - EIGHT_OF(c->position[1] + at);
  const lanes dz = EIGHT_OF(c->position[2] + other) - EIGHT_OF(c->position[2] + at);
  const lanes du = EIGHT_OF(c->velocity[0] + other) - EIGHT_OF(c->velocity[0] + at);
  const lanes dv = EIGHT_OF(c->velocity[1] + other) - EIGHT_OF(c->velocity[1] + at);
  const lanes dw = EIGHT_OF(c->velocity[2] + other) - EIGHT_OF(c->velocity[2] + at);
  // for two particles in one place the force is 0, not NaN
  const lanes square = dx * dx + dy * dy + dz * dz + 1e-30;
  const lanes inverse = 1 / __builtin_elementwise_sqrt(square);
  const lanes closing = (dx * du + dy * dv + dz * dw) * inverse;
  const lanes scale = EIGHT_OF(c->stiffness + s->stiffness + at) *
                      (1 - s->length * inverse + closing * (inverse * s->relaxation));
  EIGHT(c->spring[0] + at) = scale * dx;
  EIGHT(c->spring[1] + at) = scale * dy;
  EIGHT(c->spring[2] + at) = scale * dz;
}

FOR_EACH_VECTOR_WIDTH
void diorama_cloth_sum_forces(const struct diorama_cloth *cloth,
                              const struct diorama_springs *families, size_t family_count) {
  const struct diorama_cloth c = *cloth;
  for (size_t at = 0; at < c.count; at += LANES) {
    for (int axis = 0; axis < 3; axis++) EIGHT(c.force[axis] + at) = (lanes){0};
  }
  for (size_t family = 0; family < family_count; family++) {
    const struct diorama_springs s = families[family];
    for (size_t at = 0; at < c.count; at += LANES) pull(&s, &c, at);
    // as the first end, and as the second
    for (int axis = 0; axis < 3; axis++) {
      double *force = c.force[axis];
      const double *spring = c.spring[axis];
      for (size_t at = 0; at < c.count; at += LANES) {
        EIGHT(force + at) += EIGHT_OF(spring + at) - EIGHT_OF(spring + at - s.offset);
      }
    }
  }
}

FOR_EACH_VECTOR_WIDTH
void diorama_cloth_accelerate(const struct diorama_cloth *cloth, double per_force, double fall_x,
                              double fall_y, double fall_z, double drag) {
  const double fall[3] = {fall_x, fall_y, fall_z};
  for (int axis = 0; axis < 3; axis++) {
    double *velocity = cloth->velocity[axis];
    const double *force = cloth->force[axis];
    for (size_t at = 0; at < cloth->count; at += LANES) {
      const lanes before = EIGHT_OF(velocity + at);
      EIGHT(velocity + at) =
          before + EIGHT_OF(cloth->mobility + at) *
                       (EIGHT_OF(force + at) * per_force + fall[axis] - drag * before);
    }
  }
}

FOR_EACH_VECTOR_WIDTH
void diorama_cloth_move(const struct diorama_cloth *cloth, double time_step) {
  for (int axis = 0; axis < 3; axis++) {
    double *position = cloth->position[axis];
    const double *velocity = cloth->velocity[axis];
    for (size_t at = 0; at < cloth->count; at += LANES) {
      EIGHT(position + at) += time_step * EIGHT_OF(velocity + at);
    }
  }
}
