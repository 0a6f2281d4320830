// SPDX-License-Identifier: Apache-2.0
// A vector whose worker processes are this program again, and one of them dies.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "diorama.h"

int main(int count, char **arguments) {
  enum { N = 4, P = 32 * 24 * 3 };
  static uint8_t pixels[N * P], again[N * P];
  if (count == 3 && !strcmp(arguments[1], "worker"))
    return diorama_worker_main(atoi(arguments[2]));
  char options[1000];
  diorama_vector vectors[2];
  uint64_t seeds[N] = {1, 2, 3, 4};
  float actions[2 * N] = {0};
  diorama_buffers out = {.size = sizeof out, .pixels = pixels, .pixels_count = sizeof pixels};
  diorama_buffers twin = {.size = sizeof twin, .pixels = again, .pixels_count = sizeof again};
  snprintf(options, sizeof options,
      "{\"observation\": \"pixels\", \"width\": 32, \"height\": 24%s%s%s}",
      ", \"worker_command\": [\"", arguments[0], "\", \"worker\"]");
  if (diorama_make_vector("Pushing-v1", N, 2, options, &vectors[0])) goto failed;
  if (diorama_make_vector("Pushing-v1", N, 1,
          "{\"observation\": \"pixels\", \"width\": 32, \"height\": 24}", &vectors[1])) goto failed;
  if (diorama_vector_reset(vectors[0], seeds, N, NULL, 0, &out)) goto failed;
  if (diorama_vector_reset(vectors[1], seeds, N, NULL, 0, &twin)) goto failed;
  for (int step = 0; step < 3; step++) {
    if (memcmp(pixels, again, sizeof pixels)) return 2;
    if (diorama_vector_step(vectors[0], actions, 2 * N, &out)) goto failed;
    if (diorama_vector_step(vectors[1], actions, 2 * N, &twin)) goto failed;
  }
  return diorama_vector_close(vectors[0]) + diorama_vector_close(vectors[1]);
failed:
  fprintf(stderr, "%s\n", diorama_last_error());
  return 1;
}
