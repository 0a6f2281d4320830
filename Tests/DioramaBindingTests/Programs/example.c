// SPDX-License-Identifier: Apache-2.0
// The shortest use of Diorama from C: an episode of the expert's.
#include <stdio.h>
#include "diorama.h"

int main(void) {
  diorama_env env;
  float state[16], action[2];
  double reward;
  uint8_t terminated = 0, truncated = 0;
  diorama_buffers out = {.size = sizeof out, .state = state, .state_count = 16, .reward = &reward,
      .reward_count = 1, .terminated = &terminated, .terminated_count = 1,
      .truncated = &truncated, .truncated_count = 1};
  if (diorama_make("Pushing-v1", NULL, &env) || diorama_reset(env, 7, &out)) goto failed;
  while (!terminated && !truncated)
    if (diorama_expert(env, action, 2) || diorama_step(env, action, 2, &out)) goto failed;
  printf("the last reward is %.3f\n", reward);
  return diorama_close(env);
failed:
  fprintf(stderr, "%s\n", diorama_last_error());
  return 1;
}
