// SPDX-License-Identifier: Apache-2.0
#include "CLibGL.h"

#include <dlfcn.h>
#include <stdio.h>

struct gl_function_table gl_functions;

// A library stays open: contexts of it are never destroyed.
static void *open_library(const char *library, char *reason, size_t size) {
  void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  if (!handle) snprintf(reason, size, "%s", dlerror());
  return handle;
}

// `FIND` looks a function of the library up, `MESA` or `EGL` one of OpenGL.
#define REQUIRE(name, type, address) \
  gl_functions.name = (type)(address); \
  if (!gl_functions.name) { \
    snprintf(reason, size, "%s lacks " #name, library); \
    return 0; \
  }
#define FIND(result, name, type, parameters, arguments) REQUIRE(name, type, dlsym(handle, #name))
#define MESA(result, name, type, parameters, arguments) \
  REQUIRE(name, type, OSMesaGetProcAddress(#name))
#define EGL(result, name, type, parameters, arguments) REQUIRE(name, type, eglGetProcAddress(#name))

int gl_load_osmesa(const char *library, char *reason, size_t size) {
  void *handle = open_library(library, reason, size);
  if (!handle) return 0;
  OSMESA_FUNCTIONS(FIND)
  GL_FUNCTIONS(MESA)
  return 1;
}

int gl_load_egl(const char *library, char *reason, size_t size) {
  void *handle = open_library(library, reason, size);
  if (!handle) return 0;
  EGL_FUNCTIONS(FIND)
  GL_FUNCTIONS(EGL)
  return 1;
}
