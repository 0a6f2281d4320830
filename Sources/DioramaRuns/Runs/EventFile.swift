// SPDX-License-Identifier: Apache-2.0

import DioramaFiles
package import Foundation

/// The event file format of TensorBoard, numbers over steps: `events.out.tfevents.…`.
///
/// The file is a sequence of records (length, its checksum, an `Event` message, its checksum); the
/// messages are protocol buffers, of which four fields are needed.
///
/// > Source: TensorFlow's [record format](https://www.tensorflow.org/tutorials/load_data/tfrecord);
/// > TensorBoard's `event.proto`,
/// > <https://github.com/tensorflow/tensorboard/blob/master/tensorboard/compat/proto/event.proto>.
package enum EventFile {
  /// Returns the record that every file begins with.
  package static func heading(time: Double) -> Data {
    var event = Message()
    event.add(1, time)
    event.add(3, Data("brain.Event:2".utf8))
    return record(event.bytes)
  }

  /// Returns the record of the measurements in `row`.
  package static func record(_ row: ProgressRow, _ columns: ProgressColumns) -> Data {
    var summary = Message()
    for column in columns.all where !["step", "time"].contains(column.name) {
      guard let number = row[column.name], number.isFinite else { continue }
      var value = Message()
      value.add(1, Data(tag(column.name).utf8))
      value.add(2, Float(number))
      summary.add(1, value.bytes)
    }
    var event = Message()
    event.add(1, row["time"] ?? 0)
    event.add(2, UInt64(row.step))
    event.add(5, summary.bytes)
    return record(event.bytes)
  }

  /// Returns the tag of a column: `evaluation/return_mean` or the like for `evaluation_return_mean`, else
  /// `training/…`.
  package static func tag(_ column: String) -> String {
    let prefix = "evaluation_"
    return column.hasPrefix(prefix)
      ? "evaluation/" + column.dropFirst(prefix.count) : "training/" + column
  }

  /// Returns a message framed by its length and the checksums of both.
  private static func record(_ message: Data) -> Data {
    let length = littleEndian(UInt64(message.count))
    return length + littleEndian(maskedChecksum(length)) + message
      + littleEndian(maskedChecksum(message))
  }

  static func littleEndian(_ number: some FixedWidthInteger) -> Data {
    Data((0..<number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) })
  }

  /// Returns the checksum rotated and offset, so that data that contains checksums can be checked, too.
  static func maskedChecksum(_ data: Data) -> UInt32 {
    let checksum = Checksum(data).value
    return (checksum >> 15 | checksum << 17) &+ 0xA282_EAD8
  }

  /// A protocol buffer message under construction.
  private struct Message {
    var bytes = Data()

    mutating func add(_ field: Int, _ number: UInt64) {
      key(field, 0)
      append(number)
    }

    mutating func add(_ field: Int, _ number: Double) {
      key(field, 1)
      bytes += littleEndian(number.bitPattern)
    }

    mutating func add(_ field: Int, _ content: Data) {
      key(field, 2)
      append(UInt64(content.count))
      bytes += content
    }

    mutating func add(_ field: Int, _ number: Float) {
      key(field, 5)
      bytes += littleEndian(number.bitPattern)
    }

    private mutating func key(_ field: Int, _ kind: Int) { append(UInt64(field << 3 | kind)) }

    /// Appends `number` as a varint: seven bits a byte, the lowest first.
    private mutating func append(_ number: UInt64) {
      var rest = number
      while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      bytes.append(UInt8(rest))
    }
  }
}
