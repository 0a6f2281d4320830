// SPDX-License-Identifier: Apache-2.0

/// The source code of the shaders, in pieces that programs are assembled from.
enum Shaders {
  static let header = """
    #version 330 core
    """

  /// The block of constants for a camera and the lights, which `FrameConstants` fills.
  static let frame = """
    struct Light {
      vec4 position;     // towards it and 0, or where it is and 1
      vec4 direction;    // of its rays; cosine of the cone's half angle
      vec4 diffuse;      // colour; exponent of the cone
      vec4 specular;     // colour
      vec4 attenuation;  // constant, linear, quadratic
    };
    layout(std140) uniform Frame {
      mat4 viewProjection;
      mat4 view;
      mat4 shadowProjection;  // to -1...1
      mat4 shadowLookup;      // to 0...1
      vec4 eye;               // the camera's position; the size of a shadow texel [m]
      vec4 sky, ground;       // light from above and below
      vec4 head;              // light from the camera
      vec4 zenith, nadir;     // the background's colours
      Light lights[LIGHTS];
    };

    """

  /// The transform of a vertex from its body's frame to the world's.
  static let pose = """
    layout(std140) uniform Bodies { vec4 rows[3 * BODIES]; };
    layout(location = 0) in vec3 position;
    layout(location = 3) in vec4 color;
    layout(location = 4) in vec4 material;  // specular, exponent, emission, frame
    vec3 worldPosition() {
      int first = 3 * int(material.w);
      vec4 p = vec4(position, 1.0);
      return vec3(dot(rows[first], p), dot(rows[first + 1], p), dot(rows[first + 2], p));
    }

    """

  static let normal = """
    layout(location = 1) in vec4 normal;  // w: the body that it shows
    vec3 worldNormal() {
      int first = 3 * int(material.w);
      return vec3(
        dot(rows[first].xyz, normal.xyz), dot(rows[first + 1].xyz, normal.xyz),
        dot(rows[first + 2].xyz, normal.xyz));
    }

    """

  /// The place where a point is looked up in the shadow map, a little off the surface, lest it shadow itself.
  static let shadowPoint = """
    vec3 shadowPoint(vec3 p, vec3 n) {
      vec3 l = normalize(lights[0].position.xyz - p * lights[0].position.w);
      float slant = 1.0 - max(dot(n, l), 0.0);
      vec4 q = shadowLookup * vec4(p + n * (eye.w * (0.6 + 1.6 * slant)), 1.0);
      return q.xyz / q.w;
    }

    """

  /// The fraction of the first light that reaches a point of the shadow map.
  static let shadowTest = """
    uniform sampler2DShadow shadowMap;
    float lit(vec3 p) {
      p.z = min(p.z, 1.0);
      #if TAPS == 1
      return texture(shadowMap, p);
      #else
      float step = 0.75 / SHADOW_SIZE;
      return 0.25 * (texture(shadowMap, p + vec3(-0.6, -1.1, 0.0) * step)
        + texture(shadowMap, p + vec3(1.1, -0.6, 0.0) * step)
        + texture(shadowMap, p + vec3(0.6, 1.1, 0.0) * step)
        + texture(shadowMap, p + vec3(-1.1, 0.6, 0.0) * step));
      #endif
    }

    """

  /// The encoding of linear light as sRGB, accurate to 1/255.
  ///
  /// > Source: Taylor, [*sRGB approximations for HLSL*](https://chilliant.com/rgb2hsv.html).
  static let encode = """
    vec3 encode(vec3 c) {
      c = clamp(c, 0.0, 1.0);
      vec3 s = sqrt(c), q = sqrt(s), e = sqrt(q);
      return clamp(0.662002687 * s + 0.684122060 * q - 0.323583601 * e - 0.0225411470 * c, 0.0, 1.0);
    }

    """

  /// The light at a point: the part that no shadow dims, and the part of the first light, which one does.
  static let illuminate = """
    void illuminate(vec3 albedo, vec3 gloss, vec3 p, vec3 m, out vec3 soft, out vec3 hard) {
      vec3 v = normalize(eye.xyz - p);
      soft = mix(ground.rgb, sky.rgb, 0.5 * m.z + 0.5) + head.rgb * max(dot(m, v), 0.0);
      soft = albedo * (soft + gloss.z);
      hard = vec3(0.0);
      for (int i = 0; i < LIGHTS; ++i) {
        vec3 d = lights[i].position.xyz - p * lights[i].position.w;
        float r = length(d);
        vec3 l = d / r;
        float strength = 1.0;
        #ifdef SPOTS
        if (lights[i].position.w > 0.0) {
          float axis = dot(-l, lights[i].direction.xyz);
          strength = axis < lights[i].direction.w ? 0.0 : pow(max(axis, 0.001), lights[i].diffuse.w);
          strength /= dot(lights[i].attenuation.xyz, vec3(1.0, r, r * r));
        }
        #endif
        float facing = max(dot(m, l), 0.0) * strength;
        float shine = pow(max(dot(m, normalize(l + v)), 0.001), gloss.y) * gloss.x;
        vec3 light = albedo * lights[i].diffuse.rgb * facing
          + lights[i].specular.rgb * (facing > 0.0 ? shine * strength : 0.0);
        if (i == 0) hard += light; else soft += light;
      }
    }

    """

  /// The vertex shader of shading.
  ///
  /// With `PER_VERTEX`, light is computed at the corners of triangles: in small images nobody sees the
  /// difference, and most of a small triangle's cost is its fragments.
  static let shadeVertex = """
    #ifdef TEXTURED
    layout(location = 2) in vec2 coordinates;
    out vec2 at;
    #endif
    #ifdef PER_VERTEX
    out vec4 softLight;
    out vec3 hardLight, shadowPlace;
    #else
    out vec3 p, n;
    flat out vec4 base;
    flat out vec3 gloss;
    #endif
    void main() {
      vec3 place = worldPosition();
      vec3 upright = worldNormal();
      #ifdef TEXTURED
      at = coordinates;
      #endif
      #ifdef PER_VERTEX
      vec3 soft;
      illuminate(color.rgb, material.xyz, place, upright, soft, hardLight);
      softLight = vec4(soft, color.a);
      #ifdef SHADOW
      shadowPlace = shadowPoint(place, upright);
      #endif
      #else
      p = place;
      n = upright;
      base = color;
      gloss = material.xyz;
      #endif
      gl_Position = viewProjection * vec4(place, 1.0);
    }

    """

  static let shadeFragment = """
    #ifdef TEXTURED
    in vec2 at;
    uniform sampler2D picture;
    #endif
    #ifdef PER_VERTEX
    in vec4 softLight;
    in vec3 hardLight, shadowPlace;
    #else
    in vec3 p, n;
    flat in vec4 base;
    flat in vec3 gloss;
    #endif
    layout(location = 0) out vec4 result;
    #ifdef STILL
    layout(location = 1) out vec4 lookup;
    #endif
    void main() {
      vec3 soft, hard, place;
      #ifdef PER_VERTEX
      soft = softLight.rgb;
      hard = hardLight;
      place = shadowPlace;
      float opacity = softLight.a;
      #ifdef TEXTURED
      vec3 picked = texture(picture, at).rgb;
      soft *= picked;
      hard *= picked;
      #endif
      #else
      vec3 albedo = base.rgb;
      float opacity = base.a;
      #ifdef TEXTURED
      albedo *= texture(picture, at).rgb;
      #endif
      vec3 m = normalize(n);
      illuminate(albedo, gloss, p, m, soft, hard);
      #if defined(SHADOW) || defined(STILL)
      place = shadowPoint(p, m);
      #endif
      #endif
      #ifdef STILL
      // the picture in full light, and by how much the shadow dims it
      vec3 weights = vec3(0.2126, 0.7152, 0.0722);
      vec3 full = encode(soft + hard);
      float dimmed = dot(encode(soft), weights) / max(dot(full, weights), 0.004);
      result = vec4(full, CASTS > 0 ? dimmed : 1.0);
      lookup = vec4(place, 1.0);
      #else
      #ifdef SHADOW
      hard *= lit(place);
      #endif
      result = vec4(encode(soft + hard), opacity);
      #endif
    }

    """

  static let casterVertex = """
    void main() { gl_Position = shadowProjection * vec4(worldPosition(), 1.0); }

    """

  static let casterFragment = """
    void main() {}

    """

  /// The vertex shader of measures: the distance along the viewing direction, and the body.
  static let measureVertex = """
    out float distance;
    flat out float body;
    void main() {
      vec3 p = worldPosition();
      distance = -(view * vec4(p, 1.0)).z;
      body = normal.w;
      gl_Position = viewProjection * vec4(p, 1.0);
    }

    """

  static let measureFragment = """
    in float distance;
    flat in float body;
    layout(location = 0) out float depth;
    layout(location = 1) out int name;
    void main() {
      depth = distance;
      name = int(body);
    }

    """

  /// The vertex shader of a triangle over the whole image, at the far end.
  static let screenVertex = """
    out vec2 place;
    void main() {
      vec2 corner = vec2(gl_VertexID == 1 ? 3.0 : -1.0, gl_VertexID == 2 ? 3.0 : -1.0);
      place = corner;
      gl_Position = vec4(corner, 1.0, 1.0);
    }

    """

  /// The fragment shader of the background: a gradient from the zenith to the nadir.
  static let skyFragment = """
    in vec2 place;
    out vec4 result;
    void main() {
      // the viewing direction's height, by the rows of the view's rotation
      vec3 ray = vec3(place * vec2(head.w, ground.w), -1.0);
      float height = dot(normalize(ray), view[2].xyz);
      float t = 1.0 / (1.0 + exp(-6.0 * height));
      result = vec4(encode(mix(nadir.rgb, zenith.rgb, t)), 1.0);
    }

    """
}
