// SPDX-License-Identifier: Apache-2.0

internal import CLibDNNL

/// An operation of oneDNN, compiled for its shapes and bound to its memory.
@safe
final class Primitive {
  /// An argument of an operation: oneDNN's number for it, its layout and its numbers.
  struct Argument {
    var name: Int32
    var layout: BlockLayout
    var tensor: Tensor
    var offset: Int

    init(_ name: Int32, _ layout: BlockLayout, _ tensor: Tensor, at offset: Int = 0) {
      precondition(offset + layout.count <= tensor.capacity, "an argument ends outside its tensor")
      self.name = name
      self.layout = layout
      self.tensor = tensor
      self.offset = offset
    }
  }

  private let primitive: dnnl_primitive_t
  private let stream: dnnl_stream_t
  private let arguments: [dnnl_exec_arg_t]
  private let tensors: [Tensor]

  /// Compiles `plan` and binds it to `arguments`.
  init(_ plan: Plan, _ arguments: [Argument]) {
    var primitive: dnnl_primitive_t?
    unsafe OneDNN.check(dnnl_primitive_create(&primitive, plan.descriptor), "compile a layer")
    unsafe self.primitive = unsafe OneDNN.made(primitive)
    var stream: dnnl_stream_t?
    unsafe OneDNN.check(
      dnnl_stream_create(&stream, OneDNN.engine, UInt32(dnnl_stream_default_flags.rawValue)),
      "make a stream")
    unsafe self.stream = unsafe OneDNN.made(stream)
    var arguments = arguments
    let scratch = plan.layout(dnnl_query_scratchpad_md)
    if scratch.count > 0 {
      arguments.append(Argument(DNNL_ARG_SCRATCHPAD, scratch, Tensor(scratch.count)))
    }
    unsafe self.arguments = unsafe arguments.map { argument in
      var layout = argument.layout.descriptor
      var memory: dnnl_memory_t?
      unsafe OneDNN.check(
        dnnl_memory_create(&memory, &layout, OneDNN.engine, argument.tensor.base + argument.offset),
        "bind memory")
      return unsafe dnnl_exec_arg_t(arg: argument.name, memory: memory)
    }
    tensors = arguments.map(\.tensor)
  }

  /// Compiles a move of the numbers of `source` to another layout.
  convenience init(
    reordering source: Tensor, _ sourceLayout: BlockLayout, to result: Tensor,
    _ resultLayout: BlockLayout
  ) {
    self.init(
      Plan(reordering: sourceLayout, to: resultLayout),
      [
        Argument(DNNL_ARG_FROM, sourceLayout, source), Argument(DNNL_ARG_TO, resultLayout, result),
      ])
  }

  deinit {
    for index in unsafe arguments.indices { unsafe dnnl_memory_destroy(arguments[index].memory) }
    unsafe dnnl_stream_destroy(stream)
    unsafe dnnl_primitive_destroy(primitive)
  }

  /// Carries the operation out.
  func callAsFunction() {
    let status = unsafe arguments.withUnsafeBufferPointer {
      unsafe dnnl_primitive_execute(primitive, stream, Int32($0.count), $0.baseAddress)
    }
    OneDNN.check(status, "carry a layer out")
  }
}
