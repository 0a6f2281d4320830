// SPDX-License-Identifier: Apache-2.0

import DioramaGridworlds
import Foundation
import TestSupport
import Testing

@Suite struct GridMapErrorTests {
  static let mistakes: [(text: String, message: String)] = [
    ("map:\nS..\n..\n..G\n", "m:3: this row has 2 cells, the first one 3; make all equally long"),
    ("map:\nS..\n\n..G\n", "m:3: this row has 0 cells, the first one 3; make all equally long"),
    ("map:\n...\n..G\n", "m:1: the map has no start; mark one with S, or say 'start: anywhere'"),
    ("map:\nS..\n", "m:1: the map has no goal; mark one with G"),
    (
      "\nmap:\nS.?\n..G\n", "m:3: '?' in column 3 is not a cell; there are # . S G H ! ~ a-d A-D"
    ),
    ("slop: 0.2\nmap:\nSG\n", "m:1: there is no key 'slop'; did you mean 'slip'?"),
    ("horizon: 5\nhorizon: 6\nmap:\nSG\n", "m:2: 'horizon' is given twice; keep one"),
    (
      "horizon: 0\nmap:\nSG\n",
      "m:1: 'horizon' is '0'; it must be a whole number of steps in 1...1000000"
    ),
    (
      "slip: 1.2\nmap:\nSG\n",
      "m:1: 'slip' is '1.2'; it must be a probability in 0...1, such as 0.2 or 2/3"
    ),
    (
      "slip: 1/0\nmap:\nSG\n",
      "m:1: 'slip' is '1/0'; it must be a probability in 0...1, such as 0.2 or 2/3"
    ),
    (
      "goal reward: nan\nmap:\nSG\n", "m:1: 'goal reward' is 'nan'; it must be a finite number"
    ),
    (
      "wind: 1 2\nmap:\nS.G\n", "m:1: 'wind' is '1 2'; it must be 3 whole numbers, one a column"
    ),
    (
      "actions: N N\nmap:\nSG\n",
      "m:1: 'actions' is 'N N'; it must be two or more, none twice, of "
        + "N NE E SE S SW W NW stay take open"
    ),
    (
      "slip 0.2\nmap:\nSG\n",
      "m:1: 'slip 0.2' is not 'key: value'; write 'map:' on a line of its own before the map"
    ),
    ("slip: 0.2\n", "m: there is no line 'map:'; write one, and the rows of the map below it"),
    ("", "m: there is no line 'map:'; write one, and the rows of the map below it"),
    ("map:\n\n", "m:1: there are no rows below 'map:'"),
  ]

  @Test(arguments: mistakes.indices)
  func `a mistake in a map is told in one line, with its place`(index: Int) {
    let (text, message) = Self.mistakes[index]
    do {
      _ = try GridMap(text: text, file: "m")
      Issue.record("'\(text)' was read")
    } catch {
      #expect("\(error)" == message)
    }
  }

  @Test func `a map may be as large as is said, and no larger`() throws {
    let row = "S" + String(repeating: ".", count: 254) + "G\n"
    let rows = String(repeating: row, count: 256)
    #expect(try GridMap(text: "map:\n" + rows, file: "m").rows == 256)
    #expect(throws: GridMapError.self) { try GridMap(text: "map:\n" + rows + row, file: "m") }
    #expect(throws: GridMapError.self) {
      try Gridworld(GridMap(text: "map:\nSaaaaaaaaaaaaaaaaaG\n", file: "m"))
    }
  }

  @Test func `line ends of any system and blanks at the ends are all the same`() throws {
    let plain = try GridMap(text: "slip: 0.2\n\nmap:\nS.\n.G\n", file: "m")
    #expect(try GridMap(text: "slip: 0.2\r\n\r\nmap:\r\nS.\r\n.G\r\n", file: "m") == plain)
    #expect(try GridMap(text: "\u{FEFF}slip: 0.2\nmap:\nS.\n.G", file: "m").cells == plain.cells)
    #expect(try GridMap(text: "  slip:0.2  \n\nmap: \n S.\t\n.G  \n\n\n", file: "m") == plain)
  }

  @Test(arguments: [
    ("/dev/zero", "it is not a text file of at most 1000000 bytes"),
    ("/tmp", "it is a folder; name a file in it"),
    ("/nowhere/map.txt", "there is no such file; check the path"),
  ])
  func `what is no text file is not read`(path: String, reason: String) {
    #expect(throws: GridMapError(file: path, fault: .unreadable(reason: reason))) {
      try GridMap(contentsOf: path)
    }
  }

  @Test func `the example of the manual can be read, and is worth walking`() throws {
    let manual = try String(
      contentsOf: repository.appendingPathComponent("scenes/README.md"), encoding: .utf8)
    let blocks = manual.components(separatedBy: "```\n")
    let example = try #require(blocks.first { $0.contains("\nmap:\n") })
    let world = try Gridworld(GridMap(text: example, file: "example"))
    #expect(world.warnings.isEmpty && world.states.count == 14)
    #expect(try world.model.valueIteration(discount: 1).values[world.startStates[0]] > 0.5)
  }
}
