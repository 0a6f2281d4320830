// SPDX-License-Identifier: Apache-2.0

import Foundation

/// libFuzzer's entry for programs with a `main` of their own.
@_silgen_name("LLVMFuzzerRunDriver")
func runFuzzer(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ try: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

guard FuzzTarget.chosen != nil else {
  print("set DIORAMA_FUZZ_TARGET to one of \(FuzzTarget.allCases.map(\.rawValue))")
  exit(2)
}
var count = CommandLine.argc
var arguments = CommandLine.unsafeArgv
let status = runFuzzer(&count, &arguments) { bytes, count in
  FuzzTarget.chosen?.take([UInt8](UnsafeBufferPointer(start: bytes, count: count)))
  return 0
}
exit(status)
