// SPDX-License-Identifier: Apache-2.0

internal import DioramaPainting
internal import DioramaPhysics
internal import DioramaScene
internal import DioramaSceneFiles

extension DrawableScene {
  /// Returns the result of `make`; adds to its errors the file and the line that they are about.
  func making<Made>(_ make: () throws -> Made) throws -> Made {
    func located(_ error: any Error, _ subject: (SceneSources.Kind, String)?) -> TaskError {
      let place = sources.place(of: subject).location
      return .inScene(file: place.file, line: place.line, fault: "\(error)")
    }
    do { return try make() } catch let error as TaskError {
      throw located(error, error.subject)
    } catch let error as PhysicsError {
      throw located(error, error.subject)
    } catch let error as ParameterError {
      throw located(error, (.parameter, error.name))
    }
  }
}
