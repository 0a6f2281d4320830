// SPDX-License-Identifier: Apache-2.0

import Foundation

extension Error {
  /// The operating system's reason, without Foundation's frame around it.
  package var systemReason: String {
    let cause = (self as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    let reason = (cause ?? self as NSError).localizedDescription
    return reason.replacingOccurrences(of: "The operation could not be completed. ", with: "")
  }
}
