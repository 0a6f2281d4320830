// SPDX-License-Identifier: Apache-2.0
// What a child of fork() may do: nothing with its parent's environments, anything with its own.
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "diorama.h"

static void expect(int32_t expected, int32_t status, const char *what) {
  if (status == expected) return;
  fprintf(stderr, "%s: %s (%s)\n", what, diorama_status_name(status), diorama_last_error());
  _exit(1);
}

int main(void) {
  diorama_env env, own;
  diorama_vector vector;
  uint64_t seeds[3] = {1, 2, 3};
  float actions[6] = {0};
  static uint8_t pixels[48 * 48 * 3];
  diorama_buffers out = {.size = sizeof out};
  alarm(60);  // rather than hang
  expect(DIORAMA_OK, diorama_make("Pushing-v1", NULL, &env), "make");
  expect(DIORAMA_OK, diorama_reset(env, 7, &out), "reset");
  expect(DIORAMA_OK, diorama_render(env, NULL, 48, 48, NULL, pixels, sizeof pixels), "render");
  expect(DIORAMA_OK, diorama_make_vector("Pushing-v1", 3, 2, NULL, &vector), "make vector");
  expect(DIORAMA_OK, diorama_vector_reset(vector, seeds, 3, NULL, 0, &out), "vector reset");
  pid_t child = fork();
  if (child == 0) {
    expect(DIORAMA_FORKED, diorama_step(env, actions, 2, &out), "step in the child");
    expect(DIORAMA_FORKED, diorama_vector_step(vector, actions, 6, &out), "vector step");
    expect(DIORAMA_FORKED, diorama_vector_close(vector), "vector close");
    expect(DIORAMA_FORKED, diorama_close(env), "close");
    expect(DIORAMA_OK, diorama_make("Pushing-v1", NULL, &own), "make in the child");
    expect(DIORAMA_OK, diorama_reset(own, 7, &out), "reset in the child");
    expect(DIORAMA_OK, diorama_step(own, actions, 2, &out), "own step");
    expect(DIORAMA_OK, diorama_render(own, NULL, 48, 48, NULL, pixels, sizeof pixels), "draw");
    expect(DIORAMA_OK, diorama_close(own), "own close");
    expect(DIORAMA_OK, diorama_make_vector("Pushing-v1", 3, 2, NULL, &vector), "own vector");
    expect(DIORAMA_OK, diorama_vector_reset(vector, seeds, 3, NULL, 0, &out), "own reset");
    expect(DIORAMA_OK, diorama_vector_step(vector, actions, 6, &out), "own vector step");
    expect(DIORAMA_OK, diorama_vector_close(vector), "own vector close");
    _exit(0);
  }
  int status = -1;
  waitpid(child, &status, 0);
  // the parent's are as they were
  expect(DIORAMA_OK, diorama_step(env, actions, 2, &out), "step in the parent");
  expect(DIORAMA_OK, diorama_vector_step(vector, actions, 6, &out), "vector step in the parent");
  expect(DIORAMA_OK, diorama_vector_close(vector), "vector close");
  expect(DIORAMA_OK, diorama_close(env), "close");
  return WIFEXITED(status) ? WEXITSTATUS(status) : 2;
}
