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
    // as the first end, and as the second; in a loop of its own: these loads straddle two stores, and would
    // wait for them just after they were made
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

typedef long long masks __attribute__((vector_size(64)));

// `a` where the mask holds, else `b`
#define SELECT(mask, a, b) ((lanes)(((mask) & (masks)(a)) | (~(mask) & (masks)(b))))

/// Three numbers for each of eight particles.
struct vectors {
  lanes x, y, z;
};

#define DOT(a, b) ((a).x * (b).x + (a).y * (b).y + (a).z * (b).z)

FOR_EACH_VECTOR_WIDTH
double diorama_cloth_touch(const struct diorama_cloth *c, const struct diorama_shape *shape,
                           const double *near) {
  const struct diorama_shape s = *shape;
  const lanes none = {0}, one = none + 1;
  lanes deepest = none;
  for (size_t at = 0; at < c->count; at += LANES) {
    const masks candidates = EIGHT_OF(near + at) > 0;
    if (__builtin_reduce_or(candidates) == 0) continue;
    const struct vectors place = {EIGHT_OF(c->position[0] + at), EIGHT_OF(c->position[1] + at),
                                  EIGHT_OF(c->position[2] + at)};
    const struct vectors velocity = {EIGHT_OF(c->velocity[0] + at),
                                     EIGHT_OF(c->velocity[1] + at),
                                     EIGHT_OF(c->velocity[2] + at)};
    const struct vectors offset = {place.x - s.origin[0], place.y - s.origin[1],
                                   place.z - s.origin[2]};
    const struct vectors local = {
        s.axes[0][0] * offset.x + s.axes[0][1] * offset.y + s.axes[0][2] * offset.z,
        s.axes[1][0] * offset.x + s.axes[1][1] * offset.y + s.axes[1][2] * offset.z,
        s.axes[2][0] * offset.x + s.axes[2][1] * offset.y + s.axes[2][2] * offset.z};

    // how far from the core, and in which direction out of it
    lanes distance = local.z;
    struct vectors out = {none, none, one};
    if (s.is_box) {
      const lanes x = __builtin_elementwise_abs(local.x) - s.half[0],
                  y = __builtin_elementwise_abs(local.y) - s.half[1],
                  z = __builtin_elementwise_abs(local.z) - s.half[2];
      const struct vectors sign = {SELECT(local.x < 0, -one, one), SELECT(local.y < 0, -one, one),
                                   SELECT(local.z < 0, -one, one)};
      const struct vectors way = {SELECT(none >= x, none, x), SELECT(none >= y, none, y),
                                  SELECT(none >= z, none, z)};
      const lanes length = __builtin_elementwise_sqrt(DOT(way, way));
      // within: out by the nearest face
      const masks within = (x <= 0) & (y <= 0) & (z <= 0);
      const masks by_x = (x >= y) & (x >= z), by_y = ~by_x & (y >= z), by_z = ~by_x & ~by_y;
      distance = SELECT(within, SELECT(by_x, x, SELECT(by_y, y, z)), length);
      out.x = SELECT(within, SELECT(by_x, sign.x, none), way.x * sign.x / length);
      out.y = SELECT(within, SELECT(by_y, sign.y, none), way.y * sign.y / length);
      out.z = SELECT(within, SELECT(by_z, sign.z, none), way.z * sign.z / length);
    }
    const lanes gap = distance - s.rounding - s.radius;
    const struct vectors normal = {
        out.x * s.axes[0][0] + out.y * s.axes[1][0] + out.z * s.axes[2][0],
        out.x * s.axes[0][1] + out.y * s.axes[1][1] + out.z * s.axes[2][1],
        out.x * s.axes[0][2] + out.y * s.axes[1][2] + out.z * s.axes[2][2]};

    const struct vectors arm = {place.x - s.center[0], place.y - s.center[1],
                                place.z - s.center[2]};
    const struct vectors relative = {
        velocity.x - (s.velocity[0] + (s.spin[1] * arm.z - s.spin[2] * arm.y)),
        velocity.y - (s.velocity[1] + (s.spin[2] * arm.x - s.spin[0] * arm.z)),
        velocity.z - (s.velocity[2] + (s.spin[0] * arm.y - s.spin[1] * arm.x))};
    const lanes parting = DOT(relative, normal);
    const lanes pushed = -gap * s.error_reduction / s.time_step;
    const lanes correction = none + s.correction_speed;
    const lanes least = SELECT(gap > 0, -gap / s.time_step,
                               SELECT(correction < pushed, correction, pushed));
    const lanes change = least - parting;
    const masks touches = candidates & (change > 0);
    if (__builtin_reduce_or(touches) == 0) continue;

    deepest = SELECT(touches & (-gap > deepest), -gap, deepest);
    const struct vectors sliding = {relative.x - parting * normal.x,
                                    relative.y - parting * normal.y,
                                    relative.z - parting * normal.z};
    const lanes speed = __builtin_elementwise_sqrt(DOT(sliding, sliding));
    const lanes grip = s.friction * change;
    const lanes kept = SELECT(speed > grip, grip / speed, one);
    EIGHT(c->velocity[0] + at) = SELECT(
        touches, velocity.x + (change * normal.x - kept * sliding.x), velocity.x);
    EIGHT(c->velocity[1] + at) = SELECT(
        touches, velocity.y + (change * normal.y - kept * sliding.y), velocity.y);
    EIGHT(c->velocity[2] + at) = SELECT(
        touches, velocity.z + (change * normal.z - kept * sliding.z), velocity.z);
  }
  double most = 0;
  for (int lane = 0; lane < LANES; lane++) most = deepest[lane] > most ? deepest[lane] : most;
  return most;
}
