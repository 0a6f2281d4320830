// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import DioramaGridworlds
import Foundation

struct SolveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "solve", abstract: "Solve a gridworld exactly.",
    usage: "diorama solve [<id> | --map <map>] [<options>]",
    discussion: """
      Values and the best action of every state, by row and column, row 1 at the bottom as in AIMA; \
      letters say which keys are taken and which doors open. No value is farther than the residual \
      from the exact one. Discount 1 is allowed where the end can be reached from everywhere.
      """)

  @OptionGroup var environment: EnvironmentArgument

  @Option(help: "Value iteration, policy iteration, or soft value iteration.")
  var method = SolutionMethod.value

  @Option(help: "The discount, in 0...1.")
  var discount = 0.99

  @Option(help: "The weight of the entropy, for the method 'soft'.")
  var temperature = 0.01

  @Option(parsing: .unconditional, help: "The living reward; the map's own by default.")
  var livingReward: Double?

  @Option(help: "Whether the reward is for entering a state, or for being in it.")
  var convention = RewardConvention.transition

  @Flag(help: "Print JSON.") var json = false

  func validate() throws {
    if let livingReward, !livingReward.isFinite {
      throw ValidationError("--living-reward must be finite; it is \(livingReward)")
    }
  }

  func run() throws {
    var world = try environment.gridworld
    if let livingReward {
      var map = world.map
      map.livingReward = livingReward
      world = try Gridworld(map)
    }
    let model = try world.model(convention)
    let solution =
      switch method {
      case .value: try model.valueIteration(discount: discount)
      case .policy: try model.policyIteration(discount: discount)
      case .soft: try model.softValueIteration(discount: discount, temperature: temperature)
      }
    if json {
      try Console.printJSON(Document(self, world, model, solution))
    } else {
      print(world, model, solution)
    }
  }

  /// Prints a map of values and actions for each set of taken keys and open doors.
  private func print(_ world: Gridworld, _ model: MarkovModel, _ solution: MarkovSolution) {
    Swift.print(
      "\(name(of: world)), \(method.rawValue) iteration, discount \(discount), residual "
        + String(format: "%.1e", solution.residual))
    let map = world.map
    var layers: [(name: String, states: [Int: Int])] = []
    for (number, state) in world.states.enumerated() {
      let suffix = model.stateNames[number].split(separator: ",").dropFirst(2).joined()
      if layers.last?.name != suffix { layers.append((suffix, [:])) }
      layers[layers.count - 1].states[state.cell] = number
    }
    for layer in layers {
      Swift.print(layer.name.isEmpty ? "" : "\nwith \(layer.name)")
      let rows = (0..<map.rows).map { row in
        ["\(map.rows - row)"]
          + (0..<map.columns).map { column in
            guard let state = layer.states[row * map.columns + column] else { return "#" }
            let action = solution.action(in: state).map { " " + model.actionNames[$0] } ?? ""
            return String(format: "%.4f", solution.values[state]) + action
          }
      }
      Console.printTable([""] + (1...map.columns).map { "\($0)" }, rows, numbers: [0])
    }
  }

  private func name(of world: Gridworld) -> String { environment.id ?? world.map.name }

  private struct Document: Encodable {
    let environment: String
    let method: String
    let discount: Double
    let temperature: Double?
    let residual: Double
    let values: [String: Double]
    let policy: [String: String]
    /// The probabilities of actions, for the method `soft`; nil for others.
    let probabilities: [String: [String: Double]]?

    init(
      _ command: SolveCommand, _ world: Gridworld, _ model: MarkovModel, _ solution: MarkovSolution
    ) {
      environment = command.name(of: world)
      method = command.method.rawValue
      discount = command.discount
      temperature = command.method == .soft ? command.temperature : nil
      residual = solution.residual
      values = Dictionary(uniqueKeysWithValues: zip(model.stateNames, solution.values))
      var policy: [String: String] = [:]
      var probabilities: [String: [String: Double]] = [:]
      for (state, name) in model.stateNames.enumerated() {
        guard let action = solution.action(in: state) else { continue }
        policy[name] = model.actionNames[action]
        let row = solution.policy[state * model.actionCount..<(state + 1) * model.actionCount]
        probabilities[name] = Dictionary(uniqueKeysWithValues: zip(model.actionNames, row))
      }
      self.policy = policy
      self.probabilities = command.method == .soft ? probabilities : nil
    }
  }
}

/// The method by which a gridworld is solved.
enum SolutionMethod: String, CaseIterable, ExpressibleByArgument {
  case value, policy, soft
}
