// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
import DioramaFiles
import DioramaLearners
public import DioramaMath
import DioramaRender
import DioramaTasks
import Foundation

/// Success images from a folder: those that `diorama goals` made, or the user's own.
///
/// All PNG files of the folder are used, whatever their size: each is cropped to the shape of an
/// observation, around its middle, and scaled to its size. A `manifest.json` of `diorama goals` tells
/// success from failure.
public struct SuccessImages: Sendable {
  /// The success images, in the order of their names.
  public private(set) var goals: [Image] = []
  /// The images of failure, to test a classifier on.
  public private(set) var negatives: [Image] = []
  /// Notes for the user about the images, a sentence each.
  public private(set) var notes: [String] = []

  /// Reads the images in the folder `path`.
  ///
  /// - Parameters:
  ///   - path: The folder.
  ///   - view: The view of the agent's observations, with its camera named.
  ///   - entry: The agent's environment.
  /// - Throws: ``SuccessImagesError``, ``RunError`` when the folder cannot be read, or ``RenderError`` when
  ///   an image is damaged.
  public init(folder path: String, for view: View, of entry: Catalog.Entry) throws {
    guard Disk.exists(path) else {
      throw RunError.unreadable(path: path, reason: "there is no such folder; check the path")
    }
    guard Disk.isFolder(path) else {
      throw RunError.unreadable(path: path, reason: "it is a file; name the folder that it is in")
    }
    let names: [String]
    do {
      names = try Disk.contents(path)
        // folders are exports of the images
        .filter { !$0.hasPrefix(".") && $0 != "manifest.json" && !Disk.isFolder(path + "/" + $0) }
    } catch {
      throw RunError.unreadable(path: path, reason: error.systemReason)
    }
    let manifest = try GoalManifest(folder: path)
    try manifest?.check(path, view, entry)
    let pictures = names.filter { $0.lowercased().hasSuffix(".png") }
    let kinds = ExampleKind.negatives.map { $0.rawValue + "_" }
    if manifest == nil,
      let failure = pictures.first(where: { name in kinds.contains { name.hasPrefix($0) } })
    {
      throw SuccessImagesError.unlisted(failure, folder: path)
    }
    guard !pictures.isEmpty else { throw SuccessImagesError.empty(path, others: names.count) }
    if let manifest { notes += manifest.notes(view) }
    note(names.count - pictures.count, "not PNG, so ignored; convert images in other formats")

    var (cropped, enlarged) = (0, 0)
    for name in manifest?.images.map(\.file) ?? pictures {
      guard pictures.contains(name) else {
        throw SuccessImagesError.missing(name, folder: path)
      }
      let file = path + "/" + name
      try manifest?.check(name, in: path)
      let picture = try PNG.decode(contentsOf: file)
      guard min(picture.width, picture.height) >= 16 else {
        throw SuccessImagesError.tooSmall(file, width: picture.width, height: picture.height)
      }
      if manifest == nil, picture.isGrey { throw SuccessImagesError.grey(file) }
      let part = picture.cropped(toShape: view.width, view.height)
      if (part.width, part.height) != (picture.width, picture.height) { cropped += 1 }
      if part.width < view.width || part.height < view.height { enlarged += 1 }
      let fitted = part.resized(width: view.width, height: view.height)
      if manifest?.isSuccess(name) == false {
        negatives.append(fitted)
      } else {
        goals.append(fitted)
      }
    }
    let unlisted = pictures.count - goals.count - negatives.count
    guard !goals.isEmpty else {
      throw SuccessImagesError.noSuccess(path, failures: negatives.count)
    }
    note(cropped, "not of the shape \(view.width):\(view.height); only the middle is taken")
    note(enlarged, "smaller than what the agent sees, \(view.width) × \(view.height) pixels")
    note(unlisted, "not in manifest.json and ignored")
  }

  private mutating func note(_ count: Int, _ what: String) {
    if count > 0 { notes.append("\(count) of the files \(count == 1 ? "is" : "are") \(what)") }
  }
}

/// The `manifest.json` of `diorama goals`, as far as it is needed here.
private struct GoalManifest: Decodable {
  struct Picture: Decodable {
    let file: String
    let success: Bool
    /// The checksum of the file's bytes.
    let checksum: String?
  }

  /// The version of the format: 2 since it has checksums; nil in manifests of version 0.1, without them.
  let format: Int?
  let checksum: String?

  let environment: String
  /// The checksum of the user's own task and scene; nil for shipped environments.
  let taskChecksum: String?
  let camera: String
  let quality: String
  let images: [Picture]

  /// Reads the manifest of `folder`; nil if there is none.
  init?(folder: String) throws {
    let path = folder + "/manifest.json"
    guard Disk.exists(path) else { return nil }
    do {
      let content = try Disk.read(path)
      let decoder = JSONDecoder()
      decoder.keyDecodingStrategy = .convertFromSnakeCase
      self = try decoder.decode(GoalManifest.self, from: content)
      guard isWhole(content) else { throw SuccessImagesError.changedManifest(path) }
    } catch is DecodingError {
      throw SuccessImagesError.badManifest(path)
    } catch let error as SuccessImagesError {
      throw error
    } catch {
      throw RunError.unreadable(path: path, reason: error.systemReason)
    }
  }

  /// Whether it agrees with its checksum; true for version 0.1, which had none.
  private func isWhole(_ content: Data) -> Bool {
    if checksum == nil, format == nil { return true }
    return TextWithChecksum.holds(content, behind: SuccessSet.checksumMark) == true
  }

  /// Checks that an image agrees with its checksum, if there is one.
  func check(_ name: String, in folder: String) throws {
    guard let checksum = images.first(where: { $0.file == name })?.checksum else { return }
    let file = folder + "/" + name
    do {
      guard try Checksum(Disk.read(file)).digits == checksum else {
        throw SuccessImagesError.changedPicture(file)
      }
    } catch let error as SystemError {
      throw RunError.unreadable(path: file, reason: "\(error)")
    }
  }

  func isSuccess(_ name: String) -> Bool { images.contains { $0.file == name && $0.success } }

  /// Checks that the images show the agent's environment through its camera.
  func check(
    _ folder: String, _ view: View, _ entry: Catalog.Entry
  ) throws(SuccessImagesError) {
    guard environment == entry.id.description else {
      throw .otherEnvironment(folder, shown: environment, wanted: entry.id.description)
    }
    if let taskChecksum, taskChecksum != entry.sourceChecksum {
      throw .editedTask(folder, environment: environment)
    }
    guard let wanted = view.camera, !camera.isEmpty, camera != wanted else { return }
    throw .otherCamera(folder, shown: camera, wanted: wanted)
  }

  func notes(_ view: View) -> [String] {
    quality == view.quality.rawValue
      ? []
      : [
        "the goals were drawn with quality '\(quality)', the agent sees '\(view.quality.rawValue)'; "
          + "a classifier may learn the difference"
      ]
  }
}

/// An error of a folder of success images.
public enum SuccessImagesError: Error, Hashable, Sendable {
  /// A folder without PNG files, and the number of its other files.
  case empty(String, others: Int)
  case tooSmall(String, width: Int, height: Int)
  /// A grey image, for an agent that sees colours.
  case grey(String)
  /// An image whose name says that it is a failure, without a manifest.
  case unlisted(String, folder: String)
  /// A manifest that cannot be read.
  case badManifest(String)
  /// A manifest or an image that was changed since `diorama goals` wrote it.
  case changedManifest(String)
  case changedPicture(String)
  /// An image that the manifest names and that does not exist.
  case missing(String, folder: String)
  case noSuccess(String, failures: Int)
  case otherEnvironment(String, shown: String, wanted: String)
  case otherCamera(String, shown: String, wanted: String)
  /// Images of a task file, or a scene, that was edited since.
  case editedTask(String, environment: String)
}

extension SuccessImagesError: CustomStringConvertible {
  /// One line: what is wrong, the value, the bound, what to do.
  public var description: String {
    switch self {
    case .empty(let folder, let others):
      "'\(folder)' holds no PNG images"
        + (others == 0 ? "" : " but \(others) other files; convert them, or")
        + (others == 0 ? "; " : " ")
        + "make some with 'diorama goals ID --count 80 --out DIR'"
    case .tooSmall(let file, let width, let height):
      "'\(file)' is \(width) × \(height) pixels; both sides must be at least 16"
    case .grey(let file):
      "'\(file)' is grey, and the agent sees colours: a classifier would learn the difference; "
        + "give images in colour"
    case .unlisted(let name, let folder):
      "'\(folder)/\(name)' is called a failure, and no manifest.json says which images show success; "
        + "put that of 'diorama goals' back, or take the failures out"
    case .badManifest(let path):
      "'\(path)' is not a manifest of 'diorama goals'; make the folder again, or take the file out "
        + "if every image shows success"
    case .changedManifest(let path):
      "'\(path)' is not as it was written, by its checksum; make the folder again, or take \"checksum\" and "
        + "\"format\" out of it if you changed it yourself"
    case .changedPicture(let path):
      "'\(path)' is not as it was written, by the checksum in manifest.json; make the folder again, or take "
        + "manifest.json out if every image shows success"
    case .missing(let name, let folder):
      "'\(folder)/manifest.json' names '\(name)', which is not there; put it back or make the folder again"
    case .noSuccess(let folder, let failures):
      "'\(folder)' has no image of success, only \(failures) of failure; "
        + "make some with 'diorama goals ID --count 80 --out DIR'"
    case .otherEnvironment(let folder, let shown, let wanted):
      "the images in '\(folder)' show \(shown), not \(wanted); "
        + "make some with 'diorama goals \(wanted) --count 80 --out DIR'"
    case .editedTask(let folder, let environment):
      "the images in '\(folder)' were made before the task or the scene of \(environment) was edited; "
        + "make them again with 'diorama goals --task FILE'"
    case .otherCamera(let folder, let shown, let wanted):
      "the images in '\(folder)' are from camera '\(shown)', but the agent sees through '\(wanted)'; "
        + "make them with 'diorama goals … --camera \(wanted)'"
    }
  }
}

extension Image {
  /// Whether red, green and blue are equal everywhere.
  fileprivate var isGrey: Bool {
    stride(from: 0, to: samples.count - 2, by: 3).allSatisfy { (index: Int) -> Bool in
      let red = samples[index]
      return red == samples[index + 1] && red == samples[index + 2]
    }
  }
}
