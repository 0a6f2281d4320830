// SPDX-License-Identifier: Apache-2.0

public import DioramaMath
public import DioramaPhysics
public import DioramaScene

/// The kinematics of an arm: where its tool is at given angles, and the angles at which it is somewhere.
///
/// The angles follow from damped least squares, `Δq = Jᵀ (J Jᵀ + λ² I)⁻¹ e`, with the rest of the freedom drawn
/// to the angles of the scene's initial state. An arm of six hinges or more keeps the tool's orientation there.
///
/// > Source: Wampler 1986, [*Manipulator inverse kinematic solutions based on vector formulations and damped
/// > least-squares methods*](https://doi.org/10.1109/TSMC.1986.289285); Siciliano 1990, [*Kinematic control of
/// > redundant robot manipulators*](https://doi.org/10.1007/BF00126069) (what is done with the rest).
public struct ArmKinematics: Sendable {
  /// A hinge of the arm, from the base on.
  public struct Link: Hashable, Sendable {
    public let joint: JointID
    public let actuator: ActuatorID
    /// The actuator's control for a turn of one radian.
    public let gear: Double
    /// The angles that the hinge and its actuator allow [rad].
    public let range: ClosedRange<Double>

    func clamped(_ angle: Double) -> Double {
      min(max(angle, range.lowerBound), range.upperBound)
    }
  }

  let scene: Scene
  /// The hinges, from the base on.
  public let links: [Link]
  /// The body that carries the tool.
  public let carrier: BodyID
  /// The tool's pose in that body's frame.
  public let place: Pose
  /// The places of the hinges' angles among the joint positions.
  private let indices: [Int]
  /// The angles of the scene's initial state [rad], and the tool's orientation there.
  private let rest: [Double]
  private let orientation: Quaternion

  /// The damping λ, in metres: steps grow no larger near a stretched arm.
  private static let damping = 0.02
  /// The weight of an orientation's error: metres for a radian.
  private static let turnWeight = 0.2
  /// The share of the way to the angles of rest that a step goes with the freedom that is left.
  private static let drawn = 0.1
  private static let iterations = 20

  /// Finds the hinges between the world and `carrier`, each of which needs a position actuator.
  ///
  /// - Parameters:
  ///   - scene: The scene.
  ///   - carrier: The body that carries the tool.
  ///   - place: The tool's pose in that body's frame.
  /// - Throws: ``TaskError`` where there is no hinge, or one without exactly one position actuator.
  public init(_ scene: Scene, carrier: BodyID, place: Pose = .identity) throws(TaskError) {
    self.scene = scene
    links = try Self.links(to: carrier, in: scene)
    self.carrier = carrier
    self.place = place
    indices = links.map { scene.firstPosition(of: $0.joint) }
    let initial = scene.initialPositions
    rest = indices.map { initial[$0] }
    orientation = (scene.poses(at: initial)[carrier.index] * place).orientation
  }

  private static func links(
    to carrier: BodyID, in scene: Scene
  ) throws(TaskError) -> [Link] {
    var links: [Link] = []
    var next: BodyID? = carrier
    while let body = next {
      for (index, joint) in scene.joints.enumerated().reversed()
      where joint.body == body && joint.kind == .hinge {
        let id = JointID(index)
        let drives = scene.actuators.indices.filter { scene.actuators[$0].joint == id }
        guard drives.count == 1, case .position = scene.actuators[drives[0]].kind,
          scene.actuators[drives[0]].gear != 0
        else {
          throw .undrivenHinge(joint.name)
        }
        let actuator = scene.actuators[drives[0]]
        let allowed = (actuator.controlRange ?? -100...100).scaled(by: 1 / actuator.gear)
        let range = (joint.range ?? allowed).clamped(to: allowed)
        let drive = ActuatorID(drives[0])
        links.insert(Link(joint: id, actuator: drive, gear: actuator.gear, range: range), at: 0)
      }
      next = scene[body].parent
    }
    guard !links.isEmpty else { throw .noHinge(body: scene[carrier].name) }
    return links
  }

  /// Returns the angles of the hinges [rad].
  public func angles(in world: RigidWorld) -> [Double] {
    links.map { world.position(of: $0.joint) }
  }

  /// Puts the hinges at `angles` [rad], within their ranges, and everything at rest.
  func place(at angles: [Double], in world: RigidWorld) {
    let possible = zip(links, angles).map { $0.clamped($1) }
    world.place(joints: replacing(possible, in: world.jointPositions))
  }

  /// Returns the velocity of the tool, `J q'` [m/s].
  func toolVelocity(in world: RigidWorld) -> Vector3 {
    let poses = scene.kinematics(at: world.jointPositions)
    let tool = poses.bodies[carrier.index].transform(place.position)
    return links.reduce(.zero) { velocity, link in
      let (axis, lever) = axis(link, in: poses.joints[link.joint.index], tool)
      return velocity + world.velocity(of: link.joint) * axis.cross(lever)
    }
  }

  /// Returns the tool's pose with the hinges at `angles` [rad], and all else at `positions`.
  public func pose(at angles: [Double], _ positions: [Double]) -> Pose {
    scene.poses(at: replacing(angles, in: positions))[carrier.index] * place
  }

  private func replacing(_ angles: [Double], in positions: [Double]) -> [Double] {
    var positions = positions
    for (index, angle) in zip(indices, angles) { positions[index] = angle }
    return positions
  }

  /// Returns angles at which the tool is at `goal` [m] or as near as it comes, near to `start`.
  public func angles(reaching goal: Vector3, from start: [Double], _ positions: [Double])
    -> [Double]
  {
    var angles = start
    for _ in 0..<Self.iterations {
      let now = replacing(angles, in: positions)
      let poses = scene.kinematics(at: now)
      let tool = poses.bodies[carrier.index] * place
      var error = (goal - tool.position).numbers
      let columns = links.map { column($0, in: poses.joints[$0.joint.index], tool.position) }
      if keepsOrientation {
        let turn = (orientation * tool.orientation.conjugate).rotationVector
        error += (Self.turnWeight * turn).numbers
      }
      let wanted = zip(rest, angles).map { Self.drawn * ($0 - $1) }
      // what is left of the error once the draw to rest has had its effect
      var missing = error
      for (column, draw) in zip(columns, wanted) {
        for row in missing.indices { missing[row] -= draw * column[row] }
      }
      let change = leastSquares(columns, missing)
      let largest = zip(change, wanted).map { abs($0 + $1) }.max() ?? 0
      let share = largest > 0.3 ? 0.3 / largest : 1
      for index in angles.indices {
        angles[index] = links[index].clamped(
          angles[index] + share * (change[index] + wanted[index]))
      }
      if error.allSatisfy({ abs($0) < 1e-5 }) { break }
    }
    return angles
  }

  private var keepsOrientation: Bool { links.count >= 6 }

  /// Returns how fast the tool moves, and turns if that counts, for a turn of one hinge.
  ///
  /// Its body is at `pose` as the hinge has turned it, before later joints of the same body do.
  private func column(_ link: Link, in pose: Pose, _ tool: Vector3) -> [Double] {
    let (axis, lever) = axis(link, in: pose, tool)
    let linear = axis.cross(lever).numbers
    return keepsOrientation ? linear + (Self.turnWeight * axis).numbers : linear
  }

  /// Returns the axis of a hinge in the world, and the way from it to the tool [m].
  private func axis(_ link: Link, in pose: Pose, _ tool: Vector3) -> (axis: Vector3, lever: Vector3)
  {
    let joint = scene[link.joint]
    return (pose.orientation.rotate(joint.axis), tool - pose.transform(joint.anchor))
  }

  /// Returns `Jᵀ (J Jᵀ + λ² I)⁻¹ e` for the columns of J.
  private func leastSquares(_ columns: [[Double]], _ error: [Double]) -> [Double] {
    let count = error.count
    var matrix = (0..<count).map { row in
      (0..<count).map { other in
        columns.reduce(row == other ? Self.damping * Self.damping : 0) {
          $0 + $1[row] * $1[other]
        }
      }
    }
    // the matrix is positive definite, so that elimination needs no other pivots
    var right = error
    for pivot in 0..<count {
      for row in pivot + 1..<count {
        let factor = matrix[row][pivot] / matrix[pivot][pivot]
        for column in pivot..<count { matrix[row][column] -= factor * matrix[pivot][column] }
        right[row] -= factor * right[pivot]
      }
    }
    for row in (0..<count).reversed() {
      for column in row + 1..<count { right[row] -= matrix[row][column] * right[column] }
      right[row] /= matrix[row][row]
    }
    return columns.map { column in zip(column, right).reduce(0) { $0 + $1.0 * $1.1 } }
  }
}

extension ClosedRange<Double> {
  /// Returns the range with its ends times `factor`, which may turn it round.
  fileprivate func scaled(by factor: Double) -> ClosedRange<Double> {
    let (first, second) = (lowerBound * factor, upperBound * factor)
    return Swift.min(first, second)...Swift.max(first, second)
  }
}
