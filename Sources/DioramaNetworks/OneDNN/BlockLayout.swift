// SPDX-License-Identifier: Apache-2.0

internal import CLibDNNL

/// The layout of a tensor in memory, which oneDNN may choose.
struct BlockLayout: Equatable {
  var descriptor = dnnl_memory_desc_t()

  /// The layout with the format `tag`, for axes of the lengths `dimensions`.
  init(_ dimensions: [Int], _ tag: dnnl_format_tag_t) {
    let lengths = dimensions.map { dnnl_dim_t($0) }
    unsafe OneDNN.check(
      dnnl_memory_desc_init_by_tag(&descriptor, Int32(lengths.count), lengths, dnnl_f32, tag),
      "describe a tensor")
  }

  init(_ descriptor: dnnl_memory_desc_t) { self.descriptor = descriptor }

  /// Rows of numbers, one after the other.
  static func rows(_ dimensions: Int...) -> BlockLayout {
    switch dimensions.count {
    case 1: BlockLayout(dimensions, dnnl_a)
    case 2: BlockLayout(dimensions, dnnl_ab)
    default: BlockLayout(dimensions, dnnl_abcd)
    }
  }

  /// Images: `[rows, channels, height, width]`, channels last in memory.
  static func pictures(_ rows: Int, _ shape: ImageShape) -> BlockLayout {
    BlockLayout([rows, shape.channels, shape.height, shape.width], dnnl_acdb)
  }

  /// Images channel by channel.
  static func planes(_ rows: Int, _ shape: ImageShape) -> BlockLayout {
    BlockLayout([rows, shape.channels, shape.height, shape.width], dnnl_abcd)
  }

  /// The layouts of the images before and after a convolution that make it fastest.
  ///
  /// oneDNN's fast loops want channels in whole blocks, and blocks of one size on both sides; planes on
  /// both sides go through products of matrices. Anything else meets plain loops, a hundred times slower.
  static func convolution(
    _ rows: Int, _ picture: ImageShape, _ result: ImageShape
  ) -> (before: BlockLayout, after: BlockLayout) {
    let (channels, filters) = (picture.channels, result.channels)
    let isUneven =
      (9...15).contains(filters) || (9...15).contains(channels)
      || (4...8).contains(channels) && filters > 8
    // AVX2's loops for blocks take three channels, or nine and more with at least four filters
    let isNarrow = channels < 3 || (4...8).contains(channels) || channels > 3 && filters < 4
    let layout = isUneven || isNarrow && !OneDNN.hasWideVectors ? planes : blocks
    return (layout(rows, picture), layout(rows, result))
  }

  /// Images with their channels in blocks of a SIMD vector's width.
  ///
  /// oneDNN's own choice for 4 to 8 channels is planes, for which some of its gradients are plain loops.
  private static func blocks(_ rows: Int, _ shape: ImageShape) -> BlockLayout {
    let lengths = [rows, shape.channels, shape.height, shape.width]
    switch shape.channels {
    case ...3: return BlockLayout(lengths, dnnl_format_tag_any)
    case ...8: return BlockLayout(lengths, dnnl_aBcd8b)
    default: return BlockLayout(lengths, OneDNN.hasWideVectors ? dnnl_aBcd16b : dnnl_aBcd8b)
    }
  }

  /// The same axes in whatever layout suits oneDNN.
  var free: BlockLayout {
    let count = Int(descriptor.ndims)
    let lengths = unsafe withUnsafeBytes(of: descriptor.dims) { bytes in
      (0..<count).map { unsafe Int(bytes.load(fromByteOffset: $0 * 8, as: Int64.self)) }
    }
    return BlockLayout(lengths, dnnl_format_tag_any)
  }

  /// The memory that it spans, padding included, in words of 4 bytes whatever the type of its numbers.
  var count: Int {
    let bytes = unsafe withUnsafePointer(to: descriptor) { unsafe dnnl_memory_desc_get_size($0) }
    return (bytes + MemoryLayout<Float>.stride - 1) / MemoryLayout<Float>.stride
  }

  static func == (one: BlockLayout, other: BlockLayout) -> Bool {
    unsafe withUnsafePointer(to: one.descriptor) { one in
      unsafe withUnsafePointer(to: other.descriptor) { unsafe dnnl_memory_desc_equal(one, $0) != 0 }
    }
  }
}
