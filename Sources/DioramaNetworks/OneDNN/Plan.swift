// SPDX-License-Identifier: Apache-2.0

internal import CLibDNNL

/// A planned operation of oneDNN, with the layouts that oneDNN chose for it.
///
/// The passes over a convolution, a pool and so on are made in `Plan+Operations.swift`.
@safe
final class Plan {
  let descriptor: dnnl_primitive_desc_t

  init(_ descriptor: dnnl_primitive_desc_t) { unsafe self.descriptor = unsafe descriptor }

  /// Plans the operation of a descriptor.
  ///
  /// - Parameters:
  ///   - operation: An operation descriptor, of any kind.
  ///   - fused: The activation carried out on the result on its way to memory.
  ///   - forward: The plan whose gradient it is.
  init(
    _ operation: UnsafeRawPointer, fused: Activation? = nil, forward: Plan? = nil
  ) {
    let attributes = unsafe Self.attributes()
    defer { unsafe dnnl_primitive_attr_destroy(attributes) }
    if let fused {
      var after: dnnl_post_ops_t?
      unsafe OneDNN.check(dnnl_post_ops_create(&after), "fuse an activation")
      defer { unsafe dnnl_post_ops_destroy(after) }
      unsafe OneDNN.check(
        dnnl_post_ops_append_eltwise(after, 1, fused.algorithm, fused.slope, 0),
        "fuse an activation")
      unsafe OneDNN.check(dnnl_primitive_attr_set_post_ops(attributes, after), "fuse an activation")
    }
    var descriptor: dnnl_primitive_desc_t?
    unsafe OneDNN.check(
      dnnl_primitive_desc_create(
        &descriptor, operation, attributes, OneDNN.engine, forward?.descriptor),
      "plan a layer")
    unsafe self.descriptor = unsafe OneDNN.made(descriptor)
  }

  deinit { unsafe dnnl_primitive_desc_destroy(descriptor) }

  /// Makes the attributes of an operation, which must be destroyed.
  ///
  /// Scratch memory is the operation's own: oneDNN's belongs to the thread that compiled it, and another thread
  /// that carried it out would write to memory that is not there.
  static func attributes() -> dnnl_primitive_attr_t {
    var attributes: dnnl_primitive_attr_t?
    unsafe OneDNN.check(dnnl_primitive_attr_create(&attributes), "make attributes")
    let made = unsafe OneDNN.made(attributes)
    unsafe OneDNN.check(
      dnnl_primitive_attr_set_scratchpad_mode(made, dnnl_scratchpad_mode_user),
      "have scratch memory of its own")
    return unsafe made
  }

  /// The layout that oneDNN chose for an argument.
  func layout(_ query: dnnl_query_t, _ index: Int32 = 0) -> BlockLayout {
    unsafe BlockLayout(dnnl_primitive_desc_query_md(descriptor, query, index).pointee)
  }
}
