// SPDX-License-Identifier: Apache-2.0

import DioramaScene
import Foundation

extension SceneReader {
  /// Replaces each `include` by the content of its file, and numbers all elements.
  func expandIncludes(in root: inout MarkupElement) {
    var inclusion = Inclusion(path: [files.mainFile])
    number(&root, &inclusion)
    expand(&root, &inclusion, depth: 1)
  }

  /// The state of the expansion.
  private struct Inclusion {
    /// The files that are open, the scene file first.
    var path: [String]
    /// The location of each file's `include`.
    var seen: [String: SceneLocation] = [:]
    var elements = 0
  }

  private func number(_ element: inout MarkupElement, _ inclusion: inout Inclusion) {
    element.order = inclusion.elements
    inclusion.elements += 1
    for index in element.attributes.indices {
      element.attributes[index].order = element.order
    }
  }

  private func expand(_ element: inout MarkupElement, _ inclusion: inout Inclusion, depth: Int) {
    var children: [MarkupElement] = []
    for var child in element.children {
      number(&child, &inclusion)
      guard child.name == "include" else {
        if depth == MarkupParser.depthLimit {
          refuse(
            .markup(child.location, .tooDeep(limit: MarkupParser.depthLimit)), at: child.location)
          continue
        }
        expand(&child, &inclusion, depth: depth + 1)
        children.append(child)
        continue
      }
      children += included(by: child, &inclusion, depth: depth)
    }
    element.children = children
  }

  /// Returns the elements of the file that `element` includes.
  private func included(
    by element: MarkupElement, _ inclusion: inout Inclusion, depth: Int
  ) -> [MarkupElement] {
    check(includeElement: element)
    guard let attribute = element["file"] else {
      refuse(element, .missingAttribute("file"))
      return []
    }
    let path = files.path(attribute.value, from: attribute.location.file)
    let identity = Self.identity(of: path)
    if let start = inclusion.path.firstIndex(where: { Self.identity(of: $0) == identity }) {
      refuse(attribute, of: "include", .includeCycle(inclusion.path[start...] + [path]))
      return []
    }
    if let first = inclusion.seen[identity] {
      refuse(attribute, of: "include", .repeatedInclude(path: path, first: first))
      return []
    }
    inclusion.seen[identity] = element.location
    switch files.read(path, limit: SceneFiles.sceneLimit) {
    case .failure(let problem):
      refuse(attribute, of: "include", problem.attributeFault(path))
      return []
    case .success(let bytes):
      guard files.count(bytes.count) else {
        refuse(
          attribute, of: "include", .filesTooLarge(path: path, limit: SceneFiles.totalLimit))
        return []
      }
      inclusion.path.append(path)
      defer { inclusion.path.removeLast() }
      do throws(SceneError) {
        var root = try MarkupParser.parse(bytes, file: path)
        guard root.name == "mujocoinclude" || root.name == "mujoco" else {
          throw .element(root.location, name: root.name, .notIncludeRoot)
        }
        expand(&root, &inclusion, depth: depth)
        guard inclusion.elements <= MarkupParser.elementLimit else {
          throw .markup(element.location, .tooManyElements(limit: MarkupParser.elementLimit))
        }
        return root.children
      } catch {
        refuse(attribute, of: "include", error)
        return []
      }
    }
  }

  /// Returns the same text for all paths of one file.
  private static func identity(of path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }
}
