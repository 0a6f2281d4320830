// SPDX-License-Identifier: Apache-2.0
#pragma once

// The prototypes beyond OpenGL 1.3 are declared only when asked for.
#define GL_GLEXT_PROTOTYPES
#include <GL/osmesa.h>
#include <GL/glcorearb.h>
