// SPDX-License-Identifier: Apache-2.0
// Threads that draw environments of their own and each other's, and that come and go; and children
// of fork() that begin while they draw. What is freed is overwritten, so that a driver that reads
// another thread's memory dies of it.
#include <malloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "diorama.h"

enum { thread_count = 6, shared_count = 4 };
static diorama_env shared[shared_count];
static double end;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void expect(int32_t status, const char *what) {
  if (status == DIORAMA_OK || status == DIORAMA_BUSY) return;
  fprintf(stderr, "%s: %s (%s)\n", what, diorama_status_name(status), diorama_last_error());
  _exit(1);
}

static diorama_env made(unsigned number) {
  static const char *ids[] = {"Pushing-v1", "FrozenLake-v1", "Pendulum-v1", "KeyDoor-v1"};
  diorama_env env;
  expect(diorama_make(ids[number % 4], "{\"randomize\":\"all\"}", &env), "make");
  expect(diorama_reset(env, number, NULL), "reset");
  return env;
}

static void draw(diorama_env env, unsigned *seed) {
  static const int sides[] = {16, 20, 33, 48};
  int width = sides[rand_r(seed) % 4], height = sides[rand_r(seed) % 4];
  float depth[48 * 48];
  int32_t bodies[48 * 48];
  uint8_t pixels[48 * 48 * 3];
  char text[600];
  size_t length;
  switch (rand_r(seed) % 6) {
    case 0: expect(diorama_render_depth(env, NULL, width, height, depth, 48 * 48), "depth"); break;
    case 1:
      expect(diorama_render_segmentation(env, NULL, width, height, bodies, 48 * 48), "bodies");
      break;
    case 2: expect(diorama_renderer(env, text, sizeof text, &length), "renderer"); break;
    default:
      expect(diorama_render(env, NULL, width, height, NULL, pixels, sizeof pixels), "render");
  }
  if (rand_r(seed) % 8 == 0) expect(diorama_reset(env, (uint64_t)rand_r(seed), NULL), "reset");
}

static void *work(void *argument) {
  unsigned seed = 77 + (unsigned)(intptr_t)argument;
  for (double brief = now() + 1; now() < brief && now() < end;) {
    diorama_env own = made(rand_r(&seed) % 4);
    for (int frame = 0; frame < 10 && now() < end; frame++) {
      draw(own, &seed);
      draw(shared[rand_r(&seed) % shared_count], &seed);
    }
    expect(diorama_close(own), "close");
  }
  return NULL;
}

static void *workers(void *argument) {
  for (unsigned round = 0; now() < end; round++) {
    pthread_t thread;
    pthread_create(&thread, NULL, work, (void *)((intptr_t)argument + thread_count * round));
    pthread_join(thread, NULL);
  }
  return NULL;
}

int main(int count, char **arguments) {
  pthread_t threads[thread_count];
  int children = 0;
  mallopt(M_PERTURB, 255);
  alarm(100);  // rather than hang
  for (unsigned index = 0; index < shared_count; index++) shared[index] = made(index);
  end = now() + (count > 1 ? atof(arguments[1]) : 6);
  for (intptr_t index = 0; index < thread_count; index++)
    pthread_create(&threads[index], NULL, workers, (void *)index);
  while (now() < end) {
    pid_t child = fork();
    if (child == 0) {
      unsigned seed = 5;
      alarm(30);
      diorama_env own = made(0);
      for (int frame = 0; frame < 3; frame++) draw(own, &seed);
      expect(diorama_close(own), "close in the child");
      _exit(0);
    }
    int status = -1;
    waitpid(child, &status, 0);
    if (status != 0) {
      fprintf(stderr, "child %d of fork ended with %d\n", children, status);
      _exit(1);
    }
    children++;
  }
  for (int index = 0; index < thread_count; index++) pthread_join(threads[index], NULL);
  printf("%d children drew\n", children);
  return 0;
}
