// SPDX-License-Identifier: Apache-2.0

internal import CDiorama
internal import Glibc
internal import Synchronization

/// Something that C holds by a number.
protocol Held: AnyObject {
  /// What it is called in messages.
  static var name: String { get }
  /// The top byte of its numbers, so that one kind is never taken for another.
  static var mark: UInt64 { get }
}

/// The numbers that C holds, and what they stand for.
///
/// A number is a mark (8 bits), the generation of its place (24 bits) and the place (32 bits).
enum Handles {
  /// What is held, and who may use it.
  private final class Holding: @unchecked Sendable {
    // only the call that has raised `isBusy` touches `held`
    let held: any Held
    let process = getpid()
    let isBusy = Atomic(false)
    init(_ held: any Held) { self.held = held }
  }

  private struct Place {
    var generation: UInt64 = 0
    var holding: Holding?
  }

  /// Takes `held` in, and returns its number.
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

  /// Runs `body` on what `number` stands for; no other call can use it meanwhile.
  static func with<Kind: Held, Value>(
    _ number: UInt64, as kind: Kind.Type, _ body: (Kind) throws -> Value
  ) throws -> Value {
    let (holding, held) = try claim(number, as: kind)
    defer { holding.isBusy.store(false, ordering: .releasing) }
    return try body(held)
  }

  /// Forgets `number`, and runs `body` on what it stood for.
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
        "\(number) is no \(Kind.name); use the number that making one has given")
    }
    guard generation == found.generation, let holding = found.holding else {
      throw Failure(DIORAMA_CLOSED, "the \(Kind.name) was closed; make a new one")
    }
    guard holding.process == getpid() else {
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
      throw Failure(DIORAMA_INVALID_HANDLE, "\(number) is no \(Kind.name)")
    }
    return (holding, held)
  }

  private static let table = Table()

  /// The places behind a lock that a fork cannot leave locked.
  private final class Table: Sendable {
    private let isLocked = Atomic(false)
    nonisolated(unsafe) private var places: [Place] = []  // only under the lock

    init() {
      pthread_atfork(
        { Handles.table.lock() }, { Handles.table.unlock() }, { Handles.table.unlock() })
    }

    func withLock<Value>(_ body: (inout [Place]) -> Value) -> Value {
      lock()
      defer { unlock() }
      return unsafe body(&places)
    }

    // it is held for some nanoseconds, so that waiting asleep would cost more
    private func lock() {
      while isLocked.exchange(true, ordering: .acquiring) { sched_yield() }
    }

    private func unlock() { isLocked.store(false, ordering: .releasing) }
  }
}
