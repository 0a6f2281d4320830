// SPDX-License-Identifier: Apache-2.0

public import DioramaNetworks

extension Replay {
  /// Copies the state at `slot` into `row` of `tensor`, from `column` on.
  public func copyState(_ slot: Int, to tensor: Tensor, row: Int, column: Int = 0) {
    tensor.update(
      states.span.extracting(slot * layout.stateCount..<(slot + 1) * layout.stateCount), row: row,
      column: column)
  }

  /// Returns the index of the task that the observation at `slot` is of; nil where there is one task alone.
  func task(_ slot: Int) -> Int? {
    layout.task(of: states[slot * layout.stateCount..<(slot + 1) * layout.stateCount])
  }

  /// Copies the goal that was achieved at `slot` into `row` of `tensor`, from `column` on.
  func copyAchievedGoal(_ slot: Int, to tensor: Tensor, row: Int, column: Int) {
    tensor.update(
      goals.span.extracting(slot * layout.goalCount..<(slot + 1) * layout.goalCount), row: row,
      column: column)
  }

  /// Copies the action at `slot` into `row` of `tensor`, from `column` on.
  public func copyAction(_ slot: Int, to tensor: Tensor, row: Int, column: Int) {
    tensor.update(
      actions.span.extracting(slot * actionCount..<(slot + 1) * actionCount), row: row,
      column: column)
  }

  /// Copies the stacked frames that end at `slot` into image `row` of `tensor`, shifted by `shift`.
  ///
  /// If the episode has fewer frames so far, its first one is repeated.
  public func copyPicture(
    _ slot: Int, to tensor: Tensor, row: Int, shift: SampledTransition.Shift = .init()
  ) {
    let channels = layout.frame?.channels ?? 0
    var slot = slot
    for index in (0..<layout.stack).reversed() {
      copyFrame(slot, to: tensor, row: row, shift: shift, channel: index * channels)
      if index > 0 { slot = previous(slot) ?? slot }
    }
  }

  /// Copies the frame at `slot` alone into image `row` of `tensor`, from `channel` on, shifted by `shift`.
  func copyFrame(
    _ slot: Int, to tensor: Tensor, row: Int, shift: SampledTransition.Shift = .init(),
    channel: Int = 0
  ) {
    guard let frame = layout.frame else { return }
    tensor.updatePicture(
      row: row, frames.span.extracting(slot * frameCount..<(slot + 1) * frameCount), frame,
      down: shift.down, right: shift.right, channel: channel)
  }
}
