// SPDX-License-Identifier: Apache-2.0

import CLibPNG
public import DioramaMath

/// Reading and writing of PNG images, in memory and in files.
///
/// Files are written at once or not at all.
public enum PNG {
  /// Returns `image`, red, green and blue, as a PNG file's bytes.
  public static func encode(_ image: Image) throws(RenderError) -> [UInt8] {
    precondition(image.channels == 3, "an image has 3 channels; this has \(image.channels)")
    return try encode(image.samples, image.width, image.height, format: UInt32(PNG_FORMAT_RGB))
  }

  /// Returns `depth` as the bytes of a 16-bit grey PNG file, in units of `unit` [m].
  ///
  /// Pixels without a body, and distances beyond the format's range, become 0.
  public static func encode(_ depth: DepthImage, unit: Float = 0.001) throws(RenderError) -> [UInt8]
  {
    let grey = depth.samples.map { distance -> UInt16 in
      let count = (distance / unit).rounded()
      return count >= 0 && count <= 65535 ? UInt16(count) : 0
    }
    return try encode(
      grey, depth.width, depth.height, format: UInt32(PNG_FORMAT_LINEAR_Y))
  }

  /// Writes `image` to the file at `path`.
  public static func write(_ image: Image, to path: String) throws(RenderError) {
    try ImageFile.write(encode(image), to: path)
  }

  /// Writes `depth` to the file at `path` as 16-bit grey, in units of `unit` [m].
  public static func write(
    _ depth: DepthImage, unit: Float = 0.001, to path: String
  ) throws(RenderError) {
    try ImageFile.write(encode(depth, unit: unit), to: path)
  }

  /// Returns the image in the file at `path`: any PNG, as red, green and blue over black.
  public static func decode(contentsOf path: String) throws(RenderError) -> Image {
    try decode(ImageFile.read(path), name: path)
  }

  /// Returns the image in `bytes`: any PNG, as red, green and blue over black.
  ///
  /// - Parameters:
  ///   - bytes: A PNG file's contents.
  ///   - name: The name of the file in an error.
  /// - Returns: `[height, width, 3]`.
  /// - Throws: ``RenderError/notPNG(path:reason:)`` if it is something else, cut off or damaged.
  public static func decode(_ bytes: [UInt8], name: String) throws(RenderError) -> Image {
    var png = unsafe png_image()
    unsafe png.version = UInt32(PNG_IMAGE_VERSION)
    defer { unsafe png_image_free(&png) }
    let began = unsafe bytes.withUnsafeBytes {
      unsafe png_image_begin_read_from_memory(&png, $0.baseAddress, $0.count)
    }
    guard began != 0 else { throw .notPNG(path: name, reason: fault(of: bytes)) }
    // 16-bit images without a gamma are sRGB like 8-bit ones: libpng would read them as linear light
    unsafe png.flags |= UInt32(PNG_IMAGE_FLAG_16BIT_sRGB)
    unsafe png.format = UInt32(PNG_FORMAT_RGB)
    let (width, height) = unsafe (Int(png.width), Int(png.height))
    guard width <= sizeLimit, height <= sizeLimit else {
      throw .notPNG(
        path: name, reason: "\(width) × \(height) pixels; at most \(sizeLimit) on a side")
    }
    var samples = [UInt8](repeating: 0, count: 3 * width * height)
    var black = png_color(red: 0, green: 0, blue: 0)
    let read = unsafe samples.withUnsafeMutableBytes {
      unsafe png_image_finish_read(&png, &black, $0.baseAddress, 0, nil)
    }
    // a warning counts too: a file that is cut off still fills its first rows
    guard read != 0, unsafe png.warning_or_error == 0 else {
      throw .notPNG(path: name, reason: fault(of: bytes))
    }
    return Image(width: width, height: height, channels: 3, samples: samples)
  }

  /// The largest side of an image that is read [px], as for a texture.
  static let sizeLimit = 16384

  private static func encode<Sample>(
    _ samples: [Sample], _ width: Int, _ height: Int, format: UInt32
  ) throws(RenderError) -> [UInt8] {
    guard width > 0, height > 0 else {
      throw .pictureNotEncoded(reason: "it is \(width) × \(height) pixels")
    }
    var png = unsafe png_image()
    unsafe png.version = UInt32(PNG_IMAGE_VERSION)
    unsafe png.width = UInt32(width)
    unsafe png.height = UInt32(height)
    unsafe png.format = format
    unsafe png.flags = UInt32(PNG_IMAGE_FLAG_FAST)
    defer { unsafe png_image_free(&png) }
    // room for the worst case: stored uncompressed, with the overhead of the format
    let room = samples.count * MemoryLayout<Sample>.stride + height + samples.count / 100 + 4096
    var bytes = [UInt8](repeating: 0, count: room)
    var count = room
    let wrote = unsafe samples.withUnsafeBytes { source in
      unsafe bytes.withUnsafeMutableBytes {
        unsafe png_image_write_to_memory(
          &png, $0.baseAddress, &count, 0, source.baseAddress, 0, nil)
      }
    }
    guard wrote != 0 else {
      throw .pictureNotEncoded(
        reason: "\(width) × \(height) pixels are too many, or there is not enough memory")
    }
    bytes.removeLast(room - count)
    return bytes
  }

  /// Returns the reason why libpng could not read `bytes`; its own messages are for programmers.
  private static func fault(of bytes: [UInt8]) -> String {
    let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    if bytes.isEmpty { return "it is empty" }
    return bytes.starts(with: signature)
      ? "it is cut off or damaged" : "it is of another format; convert it"
  }
}
