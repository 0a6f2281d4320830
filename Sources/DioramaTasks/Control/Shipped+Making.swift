// SPDX-License-Identifier: Apache-2.0

internal import DioramaPainting
internal import DioramaPhysics
internal import DioramaScene
internal import DioramaSceneFiles

extension SceneLibrary.Shipped {
  /// Returns what `make` makes of the scene, adding to an error the line that it is about.
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
