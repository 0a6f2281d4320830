// SPDX-License-Identifier: Apache-2.0

/// A setting and its value, as they are typed: `key=value`.
package struct SettingAssignment {
  package let key: String
  package let value: JSONValue

  /// Reads what was typed for `option`.
  ///
  /// - Throws: ``SettingsError``, which names `option` where it is no assignment.
  package init(_ text: String, option: String) throws(SettingsError) {
    guard let sign = text.firstIndex(of: "=") else { throw .noAssignment(text, option: option) }
    key = String(text[..<sign])
    value = JSONValue(typed: String(text[text.index(after: sign)...]))
  }
}
