// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import DioramaNetworks

extension Replay {
  /// Saves all that its ``ReplayLog`` does not hold: the number of observations in it, rewards, columns, and
  /// the observation that waits for its action.
  func save(to file: inout SafeTensors) {
    file.add("replay.counts", [UInt64(added), UInt64(count)])
    file.add("replay.tail", [tailHash])
    if kept > 0 { file.add("replay.kept", [UInt64(kept)]) }
    file.add("replay.rewards", rewards)
    for (name, numbers) in columns { file.add("replay.column.\(name)", numbers) }
    guard let open else { return }
    file.add("replay.open.state", Array(state(open)))
    file.add("replay.open.goal", Array(achievedGoal(open)))
    file.add("replay.open.frame", frameBytes(open))
  }

  /// Restores the replay from the file that ``save(to:)`` added to, and the observations in `log`.
  mutating func load(from file: SafeTensors, _ log: ReplayLog) throws {
    let counts = try file.counts("replay.counts", count: 2)
    let names = columns.keys
    let keepsSome = file.entries["replay.kept"] != nil
    let kept = keepsSome ? try file.counts("replay.kept", count: 1)[0] : 0
    self = try log.read(counts[0], count: counts[1], capacity: capacity + kept, kept: kept)
    guard try file.words("replay.tail", count: 1) == [tailHash] else {
      throw SafeTensorsError.badEntry("replay.tail", reason: "is not that of the replay beside it")
    }
    for name in names { addColumn(name) }
    if file.entries["replay.open.state"] != nil {
      append(
        state: try file.floats("replay.open.state", count: layout.stateCount),
        goal: try file.floats("replay.open.goal", count: layout.goalCount),
        frame: try file.bytes("replay.open.frame", shape: [frameCount]))
    }
    rewards = try file.floats("replay.rewards", count: slotCount)
    for name in names {
      columns[name] = try file.floats("replay.column.\(name)", count: slotCount)
    }
  }
}
