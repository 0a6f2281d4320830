// SPDX-License-Identifier: Apache-2.0
#pragma once

// OpenGL 3.3 core, and the two ways to have a context without a window: OSMesa and EGL.
//
// Both are loaded when they are first wanted, so that a machine that lacks one still works (Mesa 25.1
// dropped OSMesa) and so that OpenGL's functions come from the library that made the context. The
// functions keep their standard names; each is an inline call through a table.

#include <stddef.h>

#define EGL_EGL_PROTOTYPES 0
#define EGL_NO_X11
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <GL/glcorearb.h>

// OSMesa's header left Mesa with the library, so what is used of it stands here.
#define OSMESA_FORMAT 0x22
#define OSMESA_DEPTH_BITS 0x30
#define OSMESA_STENCIL_BITS 0x31
#define OSMESA_ACCUM_BITS 0x32
#define OSMESA_PROFILE 0x33
#define OSMESA_CORE_PROFILE 0x34
#define OSMESA_CONTEXT_MAJOR_VERSION 0x36
#define OSMESA_CONTEXT_MINOR_VERSION 0x37
typedef struct osmesa_context *OSMesaContext;
typedef void (*OSMESAproc)(void);
typedef OSMesaContext (*PFNOSMESACREATECONTEXTATTRIBSPROC)(const int *, OSMesaContext);
typedef GLboolean (*PFNOSMESAMAKECURRENTPROC)(OSMesaContext, void *, GLenum, GLsizei, GLsizei);
typedef OSMESAproc (*PFNOSMESAGETPROCADDRESSPROC)(const char *);

// Each function: result, name, type, parameters, arguments.

#define OSMESA_FUNCTIONS(CALL) \
  CALL(OSMesaContext, OSMesaCreateContextAttribs, PFNOSMESACREATECONTEXTATTRIBSPROC, \
    (const int *attributes, OSMesaContext shared), (attributes, shared)) \
  CALL(GLboolean, OSMesaMakeCurrent, PFNOSMESAMAKECURRENTPROC, \
    (OSMesaContext context, void *buffer, GLenum type, GLsizei width, GLsizei height), \
    (context, buffer, type, width, height)) \
  CALL(OSMESAproc, OSMesaGetProcAddress, PFNOSMESAGETPROCADDRESSPROC, (const char *name), (name))

#define EGL_FUNCTIONS(CALL) \
  CALL(EGLBoolean, eglBindAPI, PFNEGLBINDAPIPROC, (EGLenum api), (api)) \
  CALL(EGLBoolean, eglChooseConfig, PFNEGLCHOOSECONFIGPROC, \
    (EGLDisplay display, const EGLint *attributes, EGLConfig *configs, EGLint size, EGLint *count), \
    (display, attributes, configs, size, count)) \
  CALL(EGLContext, eglCreateContext, PFNEGLCREATECONTEXTPROC, \
    (EGLDisplay display, EGLConfig config, EGLContext shared, const EGLint *attributes), \
    (display, config, shared, attributes)) \
  CALL(EGLint, eglGetError, PFNEGLGETERRORPROC, (void), ()) \
  CALL(EGLDisplay, eglGetPlatformDisplay, PFNEGLGETPLATFORMDISPLAYPROC, \
    (EGLenum platform, void *native, const EGLAttrib *attributes), (platform, native, attributes)) \
  CALL(__eglMustCastToProperFunctionPointerType, eglGetProcAddress, PFNEGLGETPROCADDRESSPROC, \
    (const char *name), (name)) \
  CALL(EGLBoolean, eglInitialize, PFNEGLINITIALIZEPROC, \
    (EGLDisplay display, EGLint *major, EGLint *minor), (display, major, minor)) \
  CALL(EGLBoolean, eglMakeCurrent, PFNEGLMAKECURRENTPROC, \
    (EGLDisplay display, EGLSurface draw, EGLSurface read, EGLContext context), \
    (display, draw, read, context))

#define GL_FUNCTIONS(CALL) \
  CALL(void, glActiveTexture, PFNGLACTIVETEXTUREPROC, (GLenum texture), (texture)) \
  CALL(void, glAttachShader, PFNGLATTACHSHADERPROC, (GLuint program, GLuint shader), (program, \
    shader)) \
  CALL(void, glBindBuffer, PFNGLBINDBUFFERPROC, (GLenum target, GLuint buffer), (target, \
    buffer)) \
  CALL(void, glBindBufferBase, PFNGLBINDBUFFERBASEPROC, (GLenum target, GLuint index, GLuint \
    buffer), (target, index, buffer)) \
  CALL(void, glBindFramebuffer, PFNGLBINDFRAMEBUFFERPROC, (GLenum target, GLuint framebuffer), \
    (target, framebuffer)) \
  CALL(void, glBindTexture, PFNGLBINDTEXTUREPROC, (GLenum target, GLuint texture), (target, \
    texture)) \
  CALL(void, glBindVertexArray, PFNGLBINDVERTEXARRAYPROC, (GLuint array), (array)) \
  CALL(void, glBlendFuncSeparate, PFNGLBLENDFUNCSEPARATEPROC, (GLenum sfactorRGB, GLenum \
    dfactorRGB, GLenum sfactorAlpha, GLenum dfactorAlpha), (sfactorRGB, dfactorRGB, \
    sfactorAlpha, dfactorAlpha)) \
  CALL(void, glBlitFramebuffer, PFNGLBLITFRAMEBUFFERPROC, (GLint srcX0, GLint srcY0, GLint \
    srcX1, GLint srcY1, GLint dstX0, GLint dstY0, GLint dstX1, GLint dstY1, GLbitfield mask, \
    GLenum filter), (srcX0, srcY0, srcX1, srcY1, dstX0, dstY0, dstX1, dstY1, mask, filter)) \
  CALL(void, glBufferData, PFNGLBUFFERDATAPROC, (GLenum target, GLsizeiptr size, const void \
    *data, GLenum usage), (target, size, data, usage)) \
  CALL(GLenum, glCheckFramebufferStatus, PFNGLCHECKFRAMEBUFFERSTATUSPROC, (GLenum target), \
    (target)) \
  CALL(void, glClear, PFNGLCLEARPROC, (GLbitfield mask), (mask)) \
  CALL(void, glClearBufferfv, PFNGLCLEARBUFFERFVPROC, (GLenum buffer, GLint drawbuffer, const \
    GLfloat *value), (buffer, drawbuffer, value)) \
  CALL(void, glClearBufferiv, PFNGLCLEARBUFFERIVPROC, (GLenum buffer, GLint drawbuffer, const \
    GLint *value), (buffer, drawbuffer, value)) \
  CALL(void, glClearColor, PFNGLCLEARCOLORPROC, (GLfloat red, GLfloat green, GLfloat blue, \
    GLfloat alpha), (red, green, blue, alpha)) \
  CALL(void, glCompileShader, PFNGLCOMPILESHADERPROC, (GLuint shader), (shader)) \
  CALL(GLuint, glCreateProgram, PFNGLCREATEPROGRAMPROC, (void), ()) \
  CALL(GLuint, glCreateShader, PFNGLCREATESHADERPROC, (GLenum type), (type)) \
  CALL(void, glDeleteBuffers, PFNGLDELETEBUFFERSPROC, (GLsizei n, const GLuint *buffers), (n, \
    buffers)) \
  CALL(void, glDeleteFramebuffers, PFNGLDELETEFRAMEBUFFERSPROC, (GLsizei n, const GLuint \
    *framebuffers), (n, framebuffers)) \
  CALL(void, glDeleteProgram, PFNGLDELETEPROGRAMPROC, (GLuint program), (program)) \
  CALL(void, glDeleteShader, PFNGLDELETESHADERPROC, (GLuint shader), (shader)) \
  CALL(void, glDeleteTextures, PFNGLDELETETEXTURESPROC, (GLsizei n, const GLuint *textures), \
    (n, textures)) \
  CALL(void, glDeleteVertexArrays, PFNGLDELETEVERTEXARRAYSPROC, (GLsizei n, const GLuint \
    *arrays), (n, arrays)) \
  CALL(void, glDepthFunc, PFNGLDEPTHFUNCPROC, (GLenum func), (func)) \
  CALL(void, glDepthMask, PFNGLDEPTHMASKPROC, (GLboolean flag), (flag)) \
  CALL(void, glDisable, PFNGLDISABLEPROC, (GLenum cap), (cap)) \
  CALL(void, glDrawArrays, PFNGLDRAWARRAYSPROC, (GLenum mode, GLint first, GLsizei count), \
    (mode, first, count)) \
  CALL(void, glDrawBuffer, PFNGLDRAWBUFFERPROC, (GLenum buf), (buf)) \
  CALL(void, glDrawBuffers, PFNGLDRAWBUFFERSPROC, (GLsizei n, const GLenum *bufs), (n, bufs)) \
  CALL(void, glDrawRangeElements, PFNGLDRAWRANGEELEMENTSPROC, (GLenum mode, GLuint start, \
    GLuint end, GLsizei count, GLenum type, const void *indices), (mode, start, end, count, \
    type, indices)) \
  CALL(void, glEnable, PFNGLENABLEPROC, (GLenum cap), (cap)) \
  CALL(void, glEnableVertexAttribArray, PFNGLENABLEVERTEXATTRIBARRAYPROC, (GLuint index), \
    (index)) \
  CALL(void, glFramebufferTexture2D, PFNGLFRAMEBUFFERTEXTURE2DPROC, (GLenum target, GLenum \
    attachment, GLenum textarget, GLuint texture, GLint level), (target, attachment, textarget, \
    texture, level)) \
  CALL(void, glGenBuffers, PFNGLGENBUFFERSPROC, (GLsizei n, GLuint *buffers), (n, buffers)) \
  CALL(void, glGenFramebuffers, PFNGLGENFRAMEBUFFERSPROC, (GLsizei n, GLuint *framebuffers), \
    (n, framebuffers)) \
  CALL(void, glGenTextures, PFNGLGENTEXTURESPROC, (GLsizei n, GLuint *textures), (n, \
    textures)) \
  CALL(void, glGenVertexArrays, PFNGLGENVERTEXARRAYSPROC, (GLsizei n, GLuint *arrays), (n, \
    arrays)) \
  CALL(GLenum, glGetError, PFNGLGETERRORPROC, (void), ()) \
  CALL(void, glGetProgramiv, PFNGLGETPROGRAMIVPROC, (GLuint program, GLenum pname, GLint \
    *params), (program, pname, params)) \
  CALL(void, glGetShaderInfoLog, PFNGLGETSHADERINFOLOGPROC, (GLuint shader, GLsizei bufSize, \
    GLsizei *length, GLchar *infoLog), (shader, bufSize, length, infoLog)) \
  CALL(void, glGetShaderiv, PFNGLGETSHADERIVPROC, (GLuint shader, GLenum pname, GLint \
    *params), (shader, pname, params)) \
  CALL(const GLubyte *, glGetString, PFNGLGETSTRINGPROC, (GLenum name), (name)) \
  CALL(GLuint, glGetUniformBlockIndex, PFNGLGETUNIFORMBLOCKINDEXPROC, (GLuint program, const \
    GLchar *uniformBlockName), (program, uniformBlockName)) \
  CALL(GLint, glGetUniformLocation, PFNGLGETUNIFORMLOCATIONPROC, (GLuint program, const GLchar \
    *name), (program, name)) \
  CALL(void, glLinkProgram, PFNGLLINKPROGRAMPROC, (GLuint program), (program)) \
  CALL(void, glPolygonOffset, PFNGLPOLYGONOFFSETPROC, (GLfloat factor, GLfloat units), \
    (factor, units)) \
  CALL(void, glReadBuffer, PFNGLREADBUFFERPROC, (GLenum src), (src)) \
  CALL(void, glReadPixels, PFNGLREADPIXELSPROC, (GLint x, GLint y, GLsizei width, GLsizei \
    height, GLenum format, GLenum type, void *pixels), (x, y, width, height, format, type, \
    pixels)) \
  CALL(void, glShaderSource, PFNGLSHADERSOURCEPROC, (GLuint shader, GLsizei count, const \
    GLchar *const*string, const GLint *length), (shader, count, string, length)) \
  CALL(void, glTexImage2D, PFNGLTEXIMAGE2DPROC, (GLenum target, GLint level, GLint \
    internalformat, GLsizei width, GLsizei height, GLint border, GLenum format, GLenum type, \
    const void *pixels), (target, level, internalformat, width, height, border, format, type, \
    pixels)) \
  CALL(void, glTexParameterfv, PFNGLTEXPARAMETERFVPROC, (GLenum target, GLenum pname, const \
    GLfloat *params), (target, pname, params)) \
  CALL(void, glTexParameteri, PFNGLTEXPARAMETERIPROC, (GLenum target, GLenum pname, GLint \
    param), (target, pname, param)) \
  CALL(void, glUniform1i, PFNGLUNIFORM1IPROC, (GLint location, GLint v0), (location, v0)) \
  CALL(void, glUniformBlockBinding, PFNGLUNIFORMBLOCKBINDINGPROC, (GLuint program, GLuint \
    uniformBlockIndex, GLuint uniformBlockBinding), (program, uniformBlockIndex, \
    uniformBlockBinding)) \
  CALL(void, glUseProgram, PFNGLUSEPROGRAMPROC, (GLuint program), (program)) \
  CALL(void, glVertexAttribPointer, PFNGLVERTEXATTRIBPOINTERPROC, (GLuint index, GLint size, \
    GLenum type, GLboolean normalized, GLsizei stride, const void *pointer), (index, size, type, \
    normalized, stride, pointer)) \
  CALL(void, glViewport, PFNGLVIEWPORTPROC, (GLint x, GLint y, GLsizei width, GLsizei height), \
    (x, y, width, height))

#define SLOT(result, name, type, parameters, arguments) type name;
struct gl_function_table {
  OSMESA_FUNCTIONS(SLOT)
  EGL_FUNCTIONS(SLOT)
  GL_FUNCTIONS(SLOT)
};
#undef SLOT

// hidden: Mesa's own libraries must not find these names in a program that uses us
extern struct gl_function_table gl_functions __attribute__((visibility("hidden")));

#define CALL(result, name, type, parameters, arguments) \
  static inline result name parameters { return gl_functions.name arguments; }
OSMESA_FUNCTIONS(CALL)
EGL_FUNCTIONS(CALL)
GL_FUNCTIONS(CALL)
#undef CALL

/// Loads OSMesa from the file or library called `library`, and OpenGL through it.
///
/// Writes why it cannot into `reason`, `size` bytes at most, and returns 0; else returns 1.
int gl_load_osmesa(const char *library, char *reason, size_t size)
  __attribute__((visibility("hidden")));

/// Loads EGL, and OpenGL through it, as `gl_load_osmesa`.
int gl_load_egl(const char *library, char *reason, size_t size)
  __attribute__((visibility("hidden")));
