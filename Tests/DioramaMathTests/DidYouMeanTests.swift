// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import Testing

struct DidYouMeanTests {
  @Test(arguments: [
    ("", "", 0), ("", "abc", 3), ("abc", "", 3), ("kitten", "sitting", 3),
    ("saturday", "sunday", 3), ("flaw", "lawn", 2), ("same", "same", 0), ("é", "e", 1),
  ])
  func `the distance counts insertions, deletions and replacements`(
    a: String, b: String, distance: Int
  ) {
    #expect(a.editDistance(to: b) == distance)
    #expect(b.editDistance(to: a) == distance)
  }

  @Test func `the nearest known name is asked for`() {
    let known = ["Pushing-v1", "PushingGoal-v1", "Draping-v1"]
    #expect("Pushin-v1".didYouMean(known) == "; did you mean 'Pushing-v1'?")
    #expect("pushinggoal-v1".didYouMean(known) == "; did you mean 'PushingGoal-v1'?")
    #expect("DRAPING-V1".didYouMean(known) == "; did you mean 'Draping-v1'?")
  }

  @Test func `what is far from all is left alone`() {
    #expect("xyzzy".didYouMean(["Pushing-v1", "Draping-v1"]).isEmpty)
    #expect("anything".didYouMean([]).isEmpty)
  }

  @Test func `a tie goes to the first in the alphabet`() {
    #expect("cat".didYouMean(["hat", "bat"]) == "; did you mean 'bat'?")
    #expect("cat".didYouMean(["bat", "hat"]) == "; did you mean 'bat'?")
  }

  @Test func `short words may miss two letters, long ones half of them`() {
    #expect("ab".didYouMean(["cd"]) == "; did you mean 'cd'?")
    #expect("abc".didYouMean(["def"]).isEmpty)
    #expect("abcdefgh".didYouMean(["abcdzzzz"]) == "; did you mean 'abcdzzzz'?")
    #expect("abcdefgh".didYouMean(["abczzzzz"]).isEmpty)
  }

  @Test func `a name of a million characters costs nothing`() {
    let name = String(repeating: "x", count: 1_000_000)
    let start = ContinuousClock.now
    #expect(name.didYouMean(["Pushing-v1", name + "y"]).isEmpty)
    #expect(String(name.prefix(400)).didYouMean(["Pushing-v1"]).isEmpty)
    #expect(ContinuousClock.now - start < .seconds(10))  // quadratic, it is minutes
  }

  @Test func `a line shows what controls a terminal, and the ends of what is too long`() {
    let plain = "there is no 'Pushin-v1'; did you mean 'Pushing-v1'? é → 北"
    #expect(plain.printableLine == plain)
    #expect("a\u{1b}[2Jb\u{7}c\u{202e}d\0".printableLine == #"a\u{1b}[2Jb\u{7}c\u{202e}d\u{0}"#)
    let name = String(repeating: "x", count: 1_000_000)
    let line = "no class is called '\(name)' in line 3".printableLine
    #expect(line.hasPrefix("no class is called 'xxx") && line.hasSuffix("xxx' in line 3"))
    #expect(line.count < 300)
    #expect(String(repeating: "xyz ", count: 300_000).printableLine.count <= 320)
  }
}
