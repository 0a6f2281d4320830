// SPDX-License-Identifier: Apache-2.0
// Whatever a worker's program is, it ends when the process that started it is killed.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>
#include "diorama.h"

static int worker_of(pid_t owner) {
  char path[100];
  int worker = 0;
  snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)owner, (int)owner);
  FILE *file = fopen(path, "r");
  if (!file) return 0;
  if (fscanf(file, "%d", &worker) != 1) worker = 0;
  fclose(file);
  return worker;
}

static int runs(int process) {
  char path[100], state = 'X';
  snprintf(path, sizeof path, "/proc/%d/stat", process);
  FILE *file = fopen(path, "r");
  if (!file) return 0;
  if (fscanf(file, "%*d %*s %c", &state) != 1) state = 'X';
  fclose(file);
  return state != 'Z' && state != 'X';
}

int main(void) {
  alarm(60);  // rather than hang
  pid_t owner = fork();
  if (owner == 0) {
    diorama_vector vector;
    return diorama_make_vector("FrozenLake-v1", 2, 1,
        "{\"workers\": \"processes\", \"worker_command\": [\"/bin/sleep\", \"90\"]}", &vector);
  }
  int worker = 0;
  while (!worker || !runs(worker)) worker = worker_of(owner), usleep(10000);
  usleep(300000);  // until the vector waits for it
  if (!runs(worker)) return fprintf(stderr, "the worker has ended by itself\n"), 2;
  kill(owner, SIGKILL);
  waitpid(owner, NULL, 0);
  for (int wait = 0; wait < 500 && runs(worker); wait++) usleep(10000);
  if (!runs(worker)) return 0;
  kill(worker, SIGKILL);
  return fprintf(stderr, "the worker was left behind\n"), 1;
}
