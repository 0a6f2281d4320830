// SPDX-License-Identifier: Apache-2.0

public import DioramaMath
import Glibc

/// A video writer: frames are appended one at a time, so that a long video needs little memory.
///
/// The path decides the format: `.mp4` and `.gif` are made by the program `ffmpeg`, anything else becomes a
/// folder of numbered PNG files. A video file appears when it is finished, or not at all.
public final class Film {
  private let path: String
  private let framesPerSecond: Double
  private let temporary: String
  private var encoder: ChildProcess?
  private var size: [Int] = []
  private var count = 0
  private var isFinished = false

  /// Begins a video.
  ///
  /// - Parameters:
  ///   - path: A file ending in `.mp4` or `.gif`, or a folder, which is made if need be.
  ///   - framesPerSecond: The frame rate of playing [1/s].
  /// - Throws: ``RenderError`` if the folder cannot be made.
  public init(to path: String, framesPerSecond: Double = 10) throws(RenderError) {
    self.path = path
    self.framesPerSecond = framesPerSecond
    temporary = ImageFile.temporaryName(for: ImageFile.target(path))
    if !Self.isFile(path) { try ImageFile.makeFolder(path) }
  }

  deinit {
    if let encoder {
      encoder.stop()
      _ = unsafe unlink(temporary)
    }
  }

  /// Adds a frame; all must have the size of the first.
  public func append(_ frame: Image) throws(RenderError) {
    precondition(!isFinished, "the film is finished; begin another")
    let frameSize = [frame.width, frame.height]
    if count == 0 { size = frameSize }
    guard frameSize == size else { throw .sizesDiffer(first: size, second: frameSize) }
    count += 1
    guard Self.isFile(path) else {
      try PNG.write(frame, to: "\(path)/\((count - 1).digits(atLeast: 6)).png")
      return
    }
    if encoder == nil {
      try ImageFile.checkWritable(path)
      encoder = try ChildProcess(
        "ffmpeg", arguments, remedy: "install it (apt install ffmpeg), or give a folder")
    }
    // a broken pipe means that ffmpeg has ended; it says why when it is waited for
    if let encoder, !encoder.send(frame.samples) { try finish() }
  }

  /// Ends the video and gives the file its name.
  ///
  /// - Throws: ``RenderError`` if there is no frame, or the encoder failed.
  public func finish() throws(RenderError) {
    precondition(!isFinished, "the film is finished already")
    guard count > 0 else { throw .noFrames }
    isFinished = true
    guard let encoder else { return }
    self.encoder = nil
    let (status, log) = encoder.finish()
    // on a full disk ffmpeg prints an error, but ends with status 0
    guard status == 0, log.isEmpty else {
      _ = unsafe unlink(temporary)
      throw .programFailed(name: "ffmpeg", status: status, log: log)
    }
    try ImageFile.move(temporary, to: path)
  }

  /// Writes a video of `frames` at once.
  ///
  /// - Parameters:
  ///   - frames: Images of one size.
  ///   - path: A file ending in `.mp4` or `.gif`, or a folder.
  ///   - framesPerSecond: The frame rate of playing [1/s].
  /// - Throws: ``RenderError`` if there is no frame, the sizes differ, or the video cannot be written.
  public static func write(
    _ frames: [Image], to path: String, framesPerSecond: Double = 10
  ) throws(RenderError) {
    guard !frames.isEmpty else { throw .noFrames }
    let film = try Film(to: path, framesPerSecond: framesPerSecond)
    for frame in frames { try film.append(frame) }
    try film.finish()
  }

  private static func isFile(_ path: String) -> Bool {
    let name = path.lowercased()
    return name.hasSuffix(".mp4") || name.hasSuffix(".gif")
  }

  private var arguments: [String] {
    var arguments = ["-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24"]
    arguments += ["-s", "\(size[0])x\(size[1])", "-r", "\(framesPerSecond)", "-i", "pipe:0"]
    if path.lowercased().hasSuffix(".gif") {
      let palette = "split[a][b];[a]palettegen[p];[b][p]paletteuse=dither=bayer:bayer_scale=4"
      arguments += ["-filter_complex", palette, "-f", "gif"]
    } else {
      // the common video format wants even sides: odd ones get a row or column of black
      arguments += ["-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-pix_fmt", "yuv420p"]
      arguments += ["-movflags", "+faststart", "-f", "mp4"]
    }
    return arguments + [temporary]
  }
}
