// SPDX-License-Identifier: Apache-2.0

import DioramaScene
public import DioramaSceneFiles

extension PhysicsError {
  /// The part of the scene that is at fault; nil if it has no name of its own.
  public var subject: (kind: SceneSources.Kind, name: String)? {
    switch self {
    case .parameterOutOfRange(let name, _, _), .parameterNotWhole(let name, _): (.parameter, name)
    case .massless(let body), .impossibleInertia(let body),
      .nestedFreeJoint(let body):
      (.body, body)
    case .movingPlane(let shape): (.shape, shape)
    case .controlNotFinite(let actuator, _): (.actuator, actuator)
    case .impossibleCloth(let cloth, _, _, _), .clothUnstable(let cloth, _, _, _):
      (.cloth, cloth)
    case .cordTooStiff(let cord, _, _, _): (.cloth, cord)
    default: nil
    }
  }
}
