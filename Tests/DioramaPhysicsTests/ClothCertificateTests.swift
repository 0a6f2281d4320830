// SPDX-License-Identifier: Apache-2.0

import DioramaPhysics
import DioramaScene
import TestSupport
import Testing

/// Every row of the cloth's certificate fails where the cloth is wrong.
@Suite(.slow) struct ClothCertificateTests {
  private func fails(_ rows: [Certificate.Row]) -> Bool { rows.allSatisfy { !$0.holds } }

  @Test func `a chain two percent too stiff hangs too short`() throws {
    #expect(fails(try Certificate.hangingChain { $0.stiffness = 1.02 * $0.stiffness }))
  }

  @Test func `a cord that stretches is no catenary`() throws {
    #expect(fails(try Certificate.catenary { $0.stiffness = 0.05 * $0.stiffness }))
  }

  @Test func `a spring three percent too stiff swings too fast`() throws {
    #expect(fails(try Certificate.springPeriod { $0.stiffness = 1.03 * $0.stiffness }))
  }

  @Test func `a cloth held at one particle does not fall freely`() throws {
    #expect(fails(try Certificate.clothFreeFall { $0.pins = [0] }))
  }

  @Test func `a cloth held at one particle keeps no momentum`() throws {
    #expect(fails(try Certificate.clothMomentum { $0.pins = [210] }))
  }

  @Test func `a dashpot that drives gives energy to the cloth`() throws {
    #expect(fails(try Certificate.clothEnergy { $0.damping = -1e-5 * $0.stiffness }))
  }

  @Test func `a cloth five times as soft stretches too far`() throws {
    #expect(fails(try Certificate.clothStrain { $0.stiffness = 0.2 * $0.stiffness }))
  }

  #if !DEBUG
  // without optimisation it takes a minute

  @Test func `a cloth that does not come to rest depends on the time step`() throws {
    #expect(
      fails(
        try Certificate.clothRest {
          $0.damping = ClothSheet.Springs(structural: .zero)
          $0.pins = [0]
          $0.mass *= 4
          $0.touchesItself = true
        }))
  }
  #endif
}
