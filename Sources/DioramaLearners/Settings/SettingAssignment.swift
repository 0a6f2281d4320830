// SPDX-License-Identifier: Apache-2.0

package import DioramaFiles

/// An assignment of a value to a setting, as it is typed: `key=value`.
package struct SettingAssignment {
  package let key: String
  package let value: JSONValue

  /// Parses the text that was typed for `option`.
  ///
  /// - Throws: ``SettingsError``, which names `option`, if the text is not an assignment.
  package init(_ text: String, option: String) throws(SettingsError) {
    guard let sign = text.firstIndex(of: "=") else { throw .noAssignment(text, option: option) }
    key = String(text[..<sign])
    value = JSONValue(typed: String(text[text.index(after: sign)...]))
  }
}
