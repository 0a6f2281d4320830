// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE  // a folder for the new program
#include "system.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/types.h>
#include <unistd.h>

int diorama_start(const struct diorama_spawn *how, int *process) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  int status = posix_spawn_file_actions_init(&actions);
  if (status != 0) return status;
  status = posix_spawnattr_init(&attributes);
  if (status != 0) {
    posix_spawn_file_actions_destroy(&actions);
    return status;
  }
  const int streams[3] = {how->input, how->output, how->errors};
  for (int stream = 0; stream < 3 && status == 0; stream++) {
    status = streams[stream] < 0
                 ? posix_spawn_file_actions_addopen(&actions, stream, "/dev/null", O_RDWR, 0)
                 : posix_spawn_file_actions_adddup2(&actions, streams[stream], stream);
  }
  if (status == 0 && how->folder != NULL) {
    status = posix_spawn_file_actions_addchdir_np(&actions, how->folder);
  }
  sigset_t usual, none;
  sigemptyset(&none);
  sigemptyset(&usual);
  sigaddset(&usual, SIGINT);
  sigaddset(&usual, SIGTERM);
  sigaddset(&usual, SIGPIPE);
  sigaddset(&usual, SIGXFSZ);
  if (status == 0) status = posix_spawnattr_setsigdefault(&attributes, &usual);
  if (status == 0) status = posix_spawnattr_setsigmask(&attributes, &none);
  if (status == 0) status = posix_spawnattr_setpgroup(&attributes, 0);
  if (status == 0) {
    status = posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  }
  if (status == 0) {
    pid_t number;
    char *const *environment = how->environment != NULL ? how->environment : environ;
    status = posix_spawnp(&number, how->program, &actions, &attributes, how->arguments, environment);
    if (status == 0) *process = number;
  }
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return status;
}
