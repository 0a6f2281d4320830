// SPDX-License-Identifier: Apache-2.0
//
// Loops over many numbers, compiled for each width of vectors that processors have and chosen
// when the program starts: a Swift package compiles Swift for the narrowest only.
#pragma once

#include <stddef.h>
#include <stdint.h>

/// The constants of one step of Adam.
struct diorama_adam {
  float rate;          ///< α / (1 - β₁ᵗ)
  float first_decay;   ///< β₁
  float second_decay;  ///< β₂
  float correction;    ///< 1 / √(1 - β₂ᵗ)
  float epsilon;       ///< ε
  float keep;          ///< 1 - α λ
  float smoothing;     ///< τ, for the target
  float scale;         ///< what the gradient is multiplied by
};

/// One step of Adam over `count` numbers: sums the gradients of all shards, of which the first may be
/// used up, updates moments and numbers, and moves `target` along where it is not NULL.
void diorama_adam_step(const struct diorama_adam *settings, size_t count, float *const *gradients,
                       size_t shard_count, float *numbers, float *first_moment,
                       float *second_moment, float *target);

/// The sum of the products of `count` numbers with as many others.
double diorama_dot(size_t count, const float *one, const float *other);

/// The sum of the squares of `count` numbers, each the sum over all shards.
double diorama_sum_squares(size_t count, float *const *gradients, size_t shard_count);

/// `sum[j] = Σ rows[i, j]` over `count` rows of `width` numbers.
void diorama_sum_rows(const float *rows, size_t count, size_t width, float *sum);

/// Moves the rows that are not all 0 together at the beginning, in their order.
///
/// Writes where each was to `places`, and returns how many there are.
size_t diorama_pack_rows(float *rows, size_t count, size_t width, size_t *places);

/// Takes packed rows to their places among `count` rows: the others become 0.
///
/// Where `accumulating`, they are added there, and the others stay as they are.
void diorama_unpack_rows(const float *packed, size_t kept, const size_t *places, size_t width,
                         float *rows, size_t count, int accumulating);

/// Standard normal numbers, two from each of `pairs` random words, by Box and Muller's transform:
/// those by the cosine first, then those by the sine.
void diorama_normals(size_t pairs, const uint64_t *words, float *normals);

/// Squashed Gaussians: `a = tanh(u)`, `u = mean + deviation noise`, and the logarithm of a's density.
///
/// Log deviations are held in -20...2.
void diorama_squash(size_t count, const float *mean, const float *log_deviation,
                    const float *noise, float *deviation, float *action, float *log_density);

/// The gradient of `weight log_density(a) + q(a)`, where `slope` is that of q, in mean and log
/// deviation, the noise being fixed; `weight` has one number for each number of an action.
void diorama_squash_gradient(size_t count, const float *weight, const float *log_deviation,
                             const float *noise, const float *deviation, const float *action,
                             const float *slope, float *mean_gradient,
                             float *log_deviation_gradient);

/// Deviations of bounded variances: `√(lowest + 1 / (inverse_highest + exp(-raw)))`, where raw logarithms
/// are held in -30...30.
void diorama_bounded_deviations(size_t count, const float *raw, float lowest,
                                float inverse_highest, float *deviation);

/// A convolution of pictures that keeps their size: stride 1, odd kernel, zeros around.
///
/// Pictures are planar, `[images, channels, height, width]`; weights are
/// `[filters, channels, kernel, kernel]`.
struct diorama_convolution {
  size_t images, channels, filters, height, width, kernel;
};

/// How many numbers of scratch memory each of the three functions below needs.
size_t diorama_convolution_scratch(const struct diorama_convolution *shape);

/// `result = max(source * weights + bias, 0)`, or without the maximum where `rectified` is 0.
void diorama_convolve(const struct diorama_convolution *shape, const float *source,
                      const float *weights, const float *bias, int rectified, float *result,
                      float *scratch);

/// The gradient in the source.
void diorama_convolve_source(const struct diorama_convolution *shape, const float *result_gradient,
                             const float *weights, float *source_gradient, float *scratch);

/// The gradients in the weights and in the bias.
void diorama_convolve_weights(const struct diorama_convolution *shape, const float *source,
                              const float *result_gradient, float *weights_gradient,
                              float *bias_gradient, float *scratch);

/// The largest number of each window of 2 × 2, for `planes` pictures of one channel.
void diorama_pool(size_t planes, size_t height, size_t width, const float *source, float *result);

/// The gradient in the source: each window's goes to the first of its largest numbers.
void diorama_pool_source(size_t planes, size_t height, size_t width, const float *source,
                         const float *result, const float *result_gradient,
                         float *source_gradient);

/// Where each channel of `rows` pictures `[height, width, channels]` is largest: `Σ w x` and `Σ w y`, all x
/// before all y, with `w = exp(sharpness v) / Σ exp(sharpness v)` and x and y from -1 to 1.
///
/// Leaves w in `weights`, which are as many as the pictures' numbers.
void diorama_soft_argmax(size_t rows, size_t height, size_t width, size_t channels,
                         float sharpness, const float *source, float *weights, float *result);

/// Takes the gradient in the places to the one in the pictures.
void diorama_soft_argmax_source(size_t rows, size_t height, size_t width, size_t channels,
                                float sharpness, const float *weights, const float *result,
                                const float *result_gradient, float *source_gradient);

/// The arrays of a cloth while it is stepped: a number for each particle along x, y and z.
///
/// Before the first and after the last particle there is room for the longest spring, and `count` is
/// rounded up to a multiple of 8.
struct diorama_cloth {
  size_t count;
  double *position[3], *velocity[3], *force[3];
  double *spring[3];       ///< the forces of one family of springs on their first ends
  const double *mobility;   ///< 0 where a particle is pinned, else 1
  const double *stiffness;  ///< the springs' [N/m], by their first particle; 0 where there is none
};

/// The springs of a kind: all that join particle i to i + offset.
struct diorama_springs {
  size_t offset;
  double length;      ///< at rest [m]
  double relaxation;  ///< the damping divided by the stiffness [s]
  size_t stiffness;   ///< where in `stiffness` of the cloth theirs begin
};

/// Adds up the forces of springs and their dashpots [N].
void diorama_cloth_sum_forces(const struct diorama_cloth *cloth,
                              const struct diorama_springs *families, size_t family_count);

/// Adds `force per_force + fall - drag velocity` to the velocities of what moves.
void diorama_cloth_accelerate(const struct diorama_cloth *cloth, double per_force, double fall_x,
                              double fall_y, double fall_z, double drag);

/// Moves the particles by their velocities for `time_step` [s].
void diorama_cloth_move(const struct diorama_cloth *cloth, double time_step);

/// A half-space or a box that a cloth can touch, and the numbers of the contact.
struct diorama_shape {
  int is_box;
  double half[3];               ///< half of the box's edges, without the rounding [m]
  double rounding;              ///< how far the shape goes beyond that [m]
  double origin[3];             ///< [m]
  double axes[3][3];            ///< the shape's three axes in the world
  double center[3];             ///< what it turns about [m]
  double velocity[3], spin[3];  ///< [m/s], [rad/s]
  double friction;              ///< Coulomb's coefficient
  double radius;                ///< of the cloth's particles [m]
  double time_step;             ///< [s]
  double error_reduction;       ///< the part of a penetration that is pushed out in a step
  double correction_speed;      ///< at most as fast [m/s]
};

/// Corrects the velocities of the particles that would go into the shape, of those whose number in `near`
/// is above 0; returns the deepest penetration among them [m], 0 if there is none.
double diorama_cloth_touch(const struct diorama_cloth *cloth, const struct diorama_shape *shape,
                           const double *near);

/// The particles of a cloth in the cells of a grid, found through a hash table.
struct diorama_cloth_grid {
  size_t count;             ///< of particles
  const double *position[3];
  const int32_t *cells;     ///< x, y, z and the place in the table before masking, `[count, 4]`
  const int32_t *places;    ///< the row and column in the cloth, `[count, 2]`
  const int32_t *heads;     ///< the last particle of each slot, -1 for none
  const int32_t *previous;  ///< the particle before in the same slot, `[count]`
  int32_t mask;             ///< the number of slots, a power of two, less one
  int32_t strides[3];       ///< of a cell's coordinates in its place in the table
  double spacing[2];        ///< of rows and of columns at rest [m]
  double distance;          ///< at which particles touch [m]
};

/// Writes the pairs of particles that are nearer than the root of `limit`, and at rest neither neighbours nor
/// nearer than they touch, to `pairs`: for each particle those with a later one in its own cell, then all in
/// half of the cells around.
///
/// It ends with the particle whose pairs reach `most`: `pairs` must have room for `most` and `count` more.
///
/// Returns their number.
size_t diorama_cloth_find_pairs(const struct diorama_cloth_grid *grid, double limit, size_t most,
                                int32_t *pairs);
