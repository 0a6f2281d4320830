// SPDX-License-Identifier: Apache-2.0

internal import CLibDNNL

/// The library oneDNN, which multiplies matrices and convolves images, as the layers use it.
///
/// Descriptors are made here, in `Plan+Operations.swift` and in `BlockLayout.swift` only: the move to
/// oneDNN 3, which dropped operation descriptors, changes these three files.
enum OneDNN {
  /// oneDNN's handle of the processor.
  nonisolated(unsafe) static let engine: dnnl_engine_t = {
    useOneThread()
    var engine: dnnl_engine_t?
    unsafe check(dnnl_engine_create(&engine, dnnl_cpu, 0), "find the processor")
    return unsafe made(engine)
  }()

  /// Whether oneDNN's loops take 16 numbers at a time (AVX-512), not 8.
  static let hasWideVectors =
    dnnl_get_effective_cpu_isa().rawValue & dnnl_cpu_isa_avx512_core.rawValue
    == dnnl_cpu_isa_avx512_core.rawValue

  /// Keeps oneDNN from starting threads for calls from this thread.
  ///
  /// The parallel part of a learner is above the layers, where the pieces are large: libgomp's
  /// threads would spin between the layers.
  static func useOneThread() { omp_set_num_threads(1) }

  /// Stops the program when oneDNN fails at an operation that the layers' checks have allowed.
  static func check(_ status: dnnl_status_t, _ purpose: StaticString) {
    precondition(status == dnnl_success, "oneDNN could not \(purpose): status \(status.rawValue)")
  }

  /// Returns the object that oneDNN made, after it reported success.
  static func made<Handle>(_ handle: Handle?) -> Handle {
    guard let handle = handle else { preconditionFailure("oneDNN made nothing") }
    return handle
  }

  /// `c = a b`, or `c += a b` when `accumulating`, for matrices that lie row after row.
  ///
  /// - Parameters:
  ///   - a: `[m, k]`, or `[k, m]` when `transposingA`.
  ///   - transposingA: Whether `a` is transposed.
  ///   - b: `[k, n]`, or `[n, k]` when `transposingB`.
  ///   - transposingB: Whether `b` is transposed.
  ///   - c: `[m, n]`.
  ///   - m: The rows of `c`.
  ///   - n: The columns of `c`.
  ///   - k: The length of each sum.
  ///   - accumulating: Whether `c` is added to.
  static func multiply(
    _ a: UnsafePointer<Float>, transposingA: Bool = false,
    _ b: UnsafePointer<Float>, transposingB: Bool = false,
    into c: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int, accumulating: Bool = false
  ) {
    unsafe check(
      dnnl_sgemm(
        transposingA ? 84 : 78, transposingB ? 84 : 78,  // "T", "N"
        dnnl_dim_t(m), dnnl_dim_t(n), dnnl_dim_t(k), 1, a, dnnl_dim_t(transposingA ? m : k),
        b, dnnl_dim_t(transposingB ? k : n), accumulating ? 1 : 0, c, dnnl_dim_t(n)),
      "multiply matrices")
  }
}
