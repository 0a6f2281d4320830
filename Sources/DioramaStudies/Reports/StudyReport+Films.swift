// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
import DioramaRuns
import Foundation

extension StudyReport {
  /// The most bytes of videos in the page; further ones are only named.
  private static let mostBytes = 7_000_000

  /// The section of videos: the first episode of the evaluation, of each learner's first seed in each task.
  var films: String {
    var bytes = 0
    var left: [String] = []
    let figures = results.records.compactMap { record -> String? in
      guard let path = record.film,
        let data = try? Disk.read(path)
      else { return nil }
      guard bytes + data.count <= Self.mostBytes else {
        left.append(record.cell.film)
        return nil
      }
      bytes += data.count
      let name = "\(record.cell.row.name), \(record.cell.task)"
      return """
        <figure class="film"><video controls="" loop="" muted="" playsinline="" preload="auto" \
        width="320" height="240" aria-label="Film: \(Page.escaped(name))" \
        src="data:video/mp4;base64,\(data.base64EncodedString())"></video>
        <figcaption>\(label(record.cell.row.name))<span class="soft">\
        \(Page.escaped(record.cell.task)), seed \(record.cell.seed)</span></figcaption></figure>
        """
    }
    guard !figures.isEmpty || !results.unfilmed.isEmpty else { return "" }
    var notes = results.unfilmed.map {
      "<p class=\"soft\">No film of \(Page.escaped($0.title)): \(Page.escaped($0.reason))</p>"
    }
    if !left.isEmpty {
      let names = left.map { Page.escaped($0) }.joined(separator: ", ")
      notes.append("<p class=\"soft\">Too large for this page: \(names)</p>")
    }
    return Page.section(
      "films", "Films",
      "The first episode of the evaluation. In one task, all that was trained begins from the same start, "
        + "and so does seed 1 of what does not learn.",
      "<div class=\"films\">\(figures.joined(separator: "\n"))</div>" + notes.joined())
  }
}
