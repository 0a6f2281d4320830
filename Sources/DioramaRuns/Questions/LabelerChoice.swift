// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaMath
import Foundation

/// The labeler of a run, as it is named on the command line.
public enum LabelerChoice: Hashable, Sendable {
  case oracle, terminal, web
  /// A folder of images to be sorted.
  case folder(String)

  /// Reads `oracle`, `terminal`, `web`, or the path of a folder: one that exists, or with a slash in it.
  ///
  /// - Throws: ``LabelError/unknownLabeler(_:)``, so that a typing error makes no folder.
  public init(_ text: String) throws(LabelError) {
    switch text {
    case "oracle": self = .oracle
    case "terminal": self = .terminal
    case "web": self = .web
    case "": throw .unknownLabeler(text)
    case _ where text.contains("/"): self = .folder(text)
    case _ where Disk.isFolder(text): self = .folder(text)
    default: throw .unknownLabeler(text)
    }
  }
}

extension LabelerChoice: CustomStringConvertible {
  /// The labeler as it is named on the command line.
  public var description: String {
    switch self {
    case .oracle: "oracle"
    case .terminal: "terminal"
    case .web: "web"
    case .folder(let path): path
    }
  }
}
