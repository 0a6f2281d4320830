// SPDX-License-Identifier: Apache-2.0

/// An OpenGL 3.3 core context without a window, made current on one thread at a time.
///
/// Nothing is ever drawn into its default framebuffer, whose bytes differ between the ways to make a context;
/// those of a framebuffer object do not.
protocol OffscreenContext: AnyObject {
  /// The library that made it.
  var name: String { get }

  /// Whether it draws with the processor, by code that is not safe from several threads even where
  /// each has a context of its own.
  var drawsInSoftware: Bool { get }

  /// Makes this context the calling thread's.
  func bind()

  /// Leaves the calling thread without a context, so that another library can use its own.
  func unbind()
}
