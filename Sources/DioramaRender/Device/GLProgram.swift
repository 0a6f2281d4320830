// SPDX-License-Identifier: Apache-2.0

import CLibGL

/// A linked pair of shaders whose blocks and samplers are bound once and for all.
final class GLProgram {
  /// The features that a program is compiled for.
  struct Key: Hashable {
    var kind: Kind
    var lights = 0
    /// Whether a light has a position, rather than a direction only.
    var hasSpots = false
    var bodies = 0
    var isTextured = false
    /// The shadow map's size; 0 for none.
    var shadowSize = 0
    var taps = 0
    /// Whether light is computed at the corners of triangles only.
    var isPerVertex = false
  }

  enum Kind: String, Hashable { case shade, still, caster, measure, sky }

  /// The samplers by texture unit, the same in all programs.
  static let samplers = ["picture", "shadowMap"]
  /// The uniform blocks by binding, the same in all programs.
  static let blocks = ["Frame", "Bodies"]

  private let object: GLObject
  var name: UInt32 { object.name }

  init(_ key: Key, in graveyard: Graveyard) throws(RenderError) {
    object = GLObject(.program, in: graveyard)
    let (vertex, fragment) = Self.sources(key)
    for (stage, source) in [
      (GLenum(GL_VERTEX_SHADER), vertex), (GLenum(GL_FRAGMENT_SHADER), fragment),
    ] {
      let shader = try Self.compile(stage, source, for: key)
      glAttachShader(object.name, shader)
      glDeleteShader(shader)
    }
    glLinkProgram(object.name)
    var isLinked: GLint = 0
    unsafe glGetProgramiv(object.name, GLenum(GL_LINK_STATUS), &isLinked)
    guard isLinked != 0 else {
      throw .shaderRefused(program: key.kind.rawValue, log: "it does not link")
    }
    glUseProgram(object.name)
    for (unit, sampler) in Self.samplers.enumerated() {
      let place = unsafe glGetUniformLocation(object.name, sampler)
      if place >= 0 { glUniform1i(place, GLint(unit)) }
    }
    for (binding, block) in Self.blocks.enumerated() {
      let index = unsafe glGetUniformBlockIndex(object.name, block)
      if index != GLuint.max { glUniformBlockBinding(object.name, index, GLuint(binding)) }
    }
  }

  private static func sources(_ key: Key) -> (vertex: String, fragment: String) {
    var top = Shaders.header + "\n"
    top += "#define LIGHTS \(max(1, key.lights))\n#define BODIES \(max(1, key.bodies))\n"
    top += "#define TAPS \(key.taps)\n#define SHADOW_SIZE \(key.shadowSize).0\n"
    if key.shadowSize > 0 { top += "#define SHADOW\n" }
    if key.hasSpots { top += "#define SPOTS\n" }
    if key.isTextured { top += "#define TEXTURED\n" }
    if key.kind == .still { top += "#define STILL\n#define CASTS \(key.lights)\n" }
    if key.isPerVertex { top += "#define PER_VERTEX\n" }
    let frame = top + Shaders.frame
    let place = frame + Shaders.pose
    let shadow = key.shadowSize > 0 ? Shaders.shadowTest : ""
    switch key.kind {
    case .shade, .still:
      // everything still is textured, with white if need be: one program less to compile
      let light = Shaders.shadowPoint + Shaders.illuminate
      return (
        place + Shaders.normal + light + Shaders.shadeVertex,
        frame + light + shadow + Shaders.encode + Shaders.shadeFragment
      )
    case .caster:
      return (place + Shaders.casterVertex, top + Shaders.casterFragment)
    case .measure:
      return (place + Shaders.normal + Shaders.measureVertex, top + Shaders.measureFragment)
    case .sky:
      return (top + Shaders.screenVertex, frame + Shaders.encode + Shaders.skyFragment)
    }
  }

  private static func compile(
    _ stage: GLenum, _ source: String, for key: Key
  ) throws(RenderError) -> GLuint {
    let shader = glCreateShader(stage)
    unsafe source.withCString { text in
      var text: UnsafePointer<CChar>? = unsafe text
      unsafe glShaderSource(shader, 1, &text, nil)
    }
    glCompileShader(shader)
    var isCompiled: GLint = 0
    unsafe glGetShaderiv(shader, GLenum(GL_COMPILE_STATUS), &isCompiled)
    guard isCompiled == 0 else { return shader }
    let log = unsafe String(unsafeUninitializedCapacity: 1024) { buffer in
      var count: GLsizei = 0
      unsafe buffer.withMemoryRebound(to: CChar.self) {
        unsafe glGetShaderInfoLog(shader, 1024, &count, $0.baseAddress)
      }
      return Int(count)
    }
    throw .shaderRefused(program: key.kind.rawValue, log: log)
  }
}
