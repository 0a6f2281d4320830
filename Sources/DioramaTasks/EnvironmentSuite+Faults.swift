// SPDX-License-Identifier: Apache-2.0

internal import DioramaGridworlds
internal import DioramaPhysics
internal import DioramaScene
internal import DioramaSceneFiles

extension EnvironmentSuite {
  /// Returns whether `error` is about a file that an environment is made from, rather than about the program.
  public static func isFaultOfFiles(_ error: any Error) -> Bool {
    error is SceneError || error is ParameterError || error is PhysicsError || error is MarkovError
      || error is TaskFileError || error is TaskError || error is SceneWorldError
  }
}
