// SPDX-License-Identifier: Apache-2.0

extension String {
  /// Returns `"; did you mean 'X'?"` for the known name nearest to this one, or an empty text if
  /// none is near.
  public func didYouMean(_ known: some Sequence<String>) -> String {
    // no name is as long as that, and the work grows with the square of the length
    guard utf8.count <= 400 else { return "" }
    let limit = Swift.max(2, count / 2)
    let nearest =
      known.sorted()  // so that ties always break the same way
      .filter { abs($0.count - count) <= limit }  // a lower bound of the distance
      .map { (name: $0, distance: lowercased().editDistance(to: $0.lowercased())) }
      .min { $0.distance < $1.distance }
    guard let nearest, nearest.distance <= limit else { return "" }
    return "; did you mean '\(nearest.name)'?"
  }

  /// Returns ``didYouMean(_:)``, or a list of all known names where no name is near.
  public func hint(among known: [String]) -> String {
    let near = didYouMean(known)
    return near.isEmpty ? "; there is \(known.joined(separator: ", "))" : near
  }

  /// Returns how many characters must be inserted, deleted or replaced to get `other`.
  ///
  /// > Source: Wagner and Fischer 1974, *The string-to-string correction problem*.
  package func editDistance(to other: String) -> Int {
    let target = Array(other)
    var row = Array(0...target.count)
    for (i, character) in enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, candidate) in target.enumerated() {
        let replaced = diagonal + (character == candidate ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = Swift.min(replaced, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[target.count]
  }
}
