// SPDX-License-Identifier: Apache-2.0

internal import CDiorama
internal import Glibc
internal import Synchronization

/// An object that C holds by a handle.
protocol Held: AnyObject {
  /// The name of the kind of object in messages.
  static var name: String { get }
  /// The top byte of its handles, so that one kind is never mistaken for another.
  static var mark: UInt64 { get }
}

/// The table of handles that C holds, and of the objects that they stand for.
///
/// A handle is a number: a mark (8 bits), the generation of its place (24 bits) and the place (32 bits).
enum Handles {
  /// An entry of the table: the object, the process that it belongs to, and whether a call is using it.
  private final class Holding: @unchecked Sendable {
    // only the call that has raised `isBusy` touches `held`
    let held: any Held
    let process = getpid()
    let forks = Handles.forks.load(ordering: .relaxed)
    let isBusy = Atomic(false)
    init(_ held: any Held) { self.held = held }
  }

  private struct Place {
    var generation: UInt64 = 0
    var holding: Holding?
  }

  /// Adds `held`, and returns its handle.
  static func insert<Kind: Held>(_ held: Kind) -> UInt64 {
    let holding = Holding(held)
    return table.withLock { places in
      let place = places.firstIndex { $0.holding == nil } ?? places.count
      if place == places.count { places.append(Place()) }
      places[place].generation = (places[place].generation + 1) & 0xFF_FFFF
      places[place].holding = holding
      return Kind.mark << 56 | places[place].generation << 32 | UInt64(place)
    }
  }

  /// Runs `body` on the object of handle `number`; no other call can use it meanwhile.
  static func with<Kind: Held, Value>(
    _ number: UInt64, as kind: Kind.Type, _ body: (Kind) throws -> Value
  ) throws -> Value {
    let (holding, held) = try claim(number, as: kind)
    defer { holding.isBusy.store(false, ordering: .releasing) }
    return try body(held)
  }

  /// Removes handle `number`, and runs `body` on its object.
  static func remove<Kind: Held>(
    _ number: UInt64, as kind: Kind.Type, _ body: (Kind) -> Void
  ) throws {
    let (_, held) = try claim(number, as: kind)
    table.withLock { $0[Int(number & 0xFFFF_FFFF)].holding = nil }
    body(held)
  }

  private static func claim<Kind: Held>(
    _ number: UInt64, as kind: Kind.Type
  ) throws -> (Holding, Kind) {
    let place = Int(number & 0xFFFF_FFFF)
    let generation = number >> 32 & 0xFF_FFFF
    let found = table.withLock { places -> Place? in
      number >> 56 == Kind.mark && place < places.count && generation > 0 ? places[place] : nil
    }
    guard let found, generation <= found.generation else {
      throw Failure(
        DIORAMA_INVALID_HANDLE,
        "\(number) is not an open \(Kind.name); use the number that making one has given")
    }
    guard generation == found.generation, let holding = found.holding else {
      throw Failure(DIORAMA_CLOSED, "the \(Kind.name) was closed; make a new one")
    }
    guard holding.forks == forks.load(ordering: .relaxed) else {
      throw Failure(
        DIORAMA_FORKED,
        "the \(Kind.name) belongs to process \(holding.process), which forked this one; make a new one here"
      )
    }
    guard !holding.isBusy.exchange(true, ordering: .acquiring) else {
      throw Failure(
        DIORAMA_BUSY,
        "another thread is using the \(Kind.name); give each thread its own, or take turns")
    }
    guard let held = holding.held as? Kind else {
      holding.isBusy.store(false, ordering: .releasing)
      throw Failure(DIORAMA_INVALID_HANDLE, "\(number) is not an open \(Kind.name)")
    }
    return (holding, held)
  }

  private static let table = Table()
  /// The number of forks between the first process and this one, which costs less to read than its id.
  private static let forks = Atomic(0)

  /// The places of the table, behind a lock that a fork cannot leave locked.
  private final class Table: Sendable {
    private let isLocked = Atomic(false)
    nonisolated(unsafe) private var places: [Place] = []  // only under the lock

    init() {
      pthread_atfork(
        { Handles.table.lock() }, { Handles.table.unlock() },
        {
          Handles.forks.add(1, ordering: .relaxed)
          Handles.table.unlock()
        })
    }

    func withLock<Value>(_ body: (inout [Place]) -> Value) -> Value {
      lock()
      defer { unlock() }
      return unsafe body(&places)
    }

    // the lock is held for some nanoseconds, so that sleeping would cost more than spinning
    private func lock() {
      while isLocked.exchange(true, ordering: .acquiring) { sched_yield() }
    }

    private func unlock() { isLocked.store(false, ordering: .releasing) }
  }
}
