// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The machine's processor: software rendering rounds differently from vendor to vendor.
enum Processor {
  /// The processor's vendor and model, as the system calls them.
  static let name: String = {
    let text = (try? ImageFile.read("/proc/cpuinfo")).map { String(decoding: $0, as: UTF8.self) }
    let lines = text?.split(separator: "\n") ?? []
    func value(_ key: String) -> String? {
      lines.first { $0.hasPrefix(key) }?.split(separator: ":").last.map {
        String($0.drop { $0 == " " })
      }
    }
    return [value("vendor_id"), value("model name")].compactMap { $0 }.joined(separator: " ")
  }()
}
