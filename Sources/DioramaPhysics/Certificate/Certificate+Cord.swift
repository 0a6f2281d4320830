// SPDX-License-Identifier: Apache-2.0

internal import DioramaMath
package import DioramaScene
internal import Foundation

extension Certificate {
  /// A change to the sheet of an experiment with which its row must fail: proof that it can.
  package typealias ClothFlaw = (inout ClothSheet) -> Void

  static let clothExperiments: [(name: String, run: @Sendable () throws -> [Row])] = [
    ("hanging chain", { try hangingChain() }), ("catenary", { try catenary() }),
    ("spring", { try springPeriod() }), ("cloth in free fall", { try clothFreeFall() }),
    ("cloth's momentum", { try clothMomentum() }), ("cloth's energy", { try clothEnergy() }),
    ("cloth's strain", { try clothStrain() }), ("cloth's rest", { try clothRest() }),
  ]

  /// A chain of N masses and springs under its own weight stretches by `m g N (N + 1) / (2 k)`.
  package static func hangingChain(_ flaw: ClothFlaw = { _ in }) throws -> [Row] {
    let springs = 10
    let particleMass = 0.01
    let stiffness = 100.0
    var sheet = cord(
      springs + 1, spacing: 0.1, mass: Double(springs + 1) * particleMass, stiffness: stiffness)
    sheet.pins = [0]
    flaw(&sheet)
    let cloth = try Cloth(
      sheet, worldStep: 0.001, substeps: 1, gravity: Vector3(0, 0, -gravity), airDamping: 5)
    cloth.place((0...springs).map { Vector3(-0.5, 0, -0.1 * Double($0)) })
    for _ in 0..<10_000 { try cloth.step() }
    let n = Double(springs)
    let length = (cloth.position(of: springs) - cloth.position(of: 0)).length
    return [
      Row(
        "stretch of a hanging chain [m]", measured: length - 0.1 * n,
        expected: particleMass * gravity * n * (n + 1) / (2 * stiffness), relativeTolerance: 0.01)
    ]
  }

  /// A cord of 1.2 m between two points 1 m apart sags as the catenary `2 a sinh(D / 2a) = S` does.
  package static func catenary(_ flaw: ClothFlaw = { _ in }) throws -> [Row] {
    let segments = 60
    var sheet = cord(
      segments + 1, spacing: 1.2 / Double(segments), mass: 0.061, stiffness: 20_000)
    sheet.pins = [0, segments]
    flaw(&sheet)
    let cloth = try Cloth(
      sheet, worldStep: 0.001, substeps: 8, gravity: Vector3(0, 0, -gravity), airDamping: 5,
      pinPositions: [Vector3(-0.5, 0, 0), Vector3(0.5, 0, 0)])
    cloth.place(
      (0...segments).map { index in
        let x = Double(index) / Double(segments) - 0.5
        return Vector3(x, 0, 1.2 * (x * x - 0.25))  // near it, and as long
      })
    for _ in 0..<6000 { try cloth.step() }
    let sag = -cloth.position(of: segments / 2).z
    return [
      Row(
        "sag of a catenary [m]", measured: sag, expected: 0.292344, relativeTolerance: 0.01)
    ]
  }

  /// A mass on a spring swings with the period `2 π √(m / k)`.
  package static func springPeriod(_ flaw: ClothFlaw = { _ in }) throws -> [Row] {
    let (mass, stiffness, timeStep) = (0.1, 10.0, 0.001)
    var sheet = cord(2, spacing: 0.2, mass: 2 * mass, stiffness: stiffness)
    sheet.damping = ClothSheet.Springs(structural: .zero)
    sheet.pins = [0]
    flaw(&sheet)
    let cloth = try Cloth(sheet, worldStep: timeStep, substeps: 1, gravity: .zero)
    cloth.place([Vector3(-0.1, 0, 0), Vector3(0.13, 0, 0)])
    // a period lies between two passages of the rest length in the same direction
    var passages: [Double] = []
    var before = 0.03
    for step in 1...10_000 where passages.count < 3 {
      try cloth.step()
      let now = cloth.position(of: 1).x - 0.1
      if before * now <= 0, before != 0 {
        passages.append(timeStep * (Double(step) - now / (now - before)))
      }
      before = now
    }
    let measured = passages.count == 3 ? passages[2] - passages[0] : 0
    return [
      Row(
        "period of a mass on a spring [s]", measured: measured,
        expected: 2 * .pi * (mass / stiffness).squareRoot(), relativeTolerance: 0.01)
    ]
  }

  /// A cord along x with one spring between neighbours, damped a little.
  private static func cord(
    _ count: Int, spacing: Double, mass: Double, stiffness: Double
  ) -> ClothSheet {
    var sheet = ClothSheet(
      name: "cord", count: SIMD2(count, 1), spacing: SIMD2(spacing, spacing), mass: mass,
      stiffness: ClothSheet.Springs(structural: SIMD2(stiffness, stiffness)))
    sheet.damping = ClothSheet.Springs(structural: SIMD2(repeating: 0.01))
    return sheet
  }
}
