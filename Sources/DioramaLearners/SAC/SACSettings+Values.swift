// SPDX-License-Identifier: Apache-2.0

import DioramaNetworks

extension SACSettings: NamedSettings {
  package static let choices = [
    "critic_loss": CriticLoss.allCases.map(\.rawValue),
    "encoder": PictureEncoder.allCases.map(\.rawValue),
    "initialization": Initialization.allCases.map(\.rawValue),
    "value_estimate": ValueEstimate.allCases.map(\.rawValue),
  ]
}

extension SACSettings: CustomStringConvertible {
  /// One line of JSON.
  public var description: String { JSONValue(self).description }
}
