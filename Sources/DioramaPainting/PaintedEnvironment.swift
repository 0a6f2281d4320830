// SPDX-License-Identifier: Apache-2.0

public import DioramaCore
public import DioramaMath

/// An environment whose images a ``ScenePainter`` draws: it only says what they show.
public protocol PaintedEnvironment: SuiteEnvironment, ~Copyable {
  /// The painter that draws the images.
  var painter: ScenePainter { get set }

  /// The present moment, as an image shows it.
  var moment: ScenePainter.Moment { get }
}

extension PaintedEnvironment where Self: ~Copyable {
  public var cameras: [String] { painter.cameras }

  public mutating func rendererName() throws(SimulationError) -> String {
    try painter.rendererName(moment)
  }

  public mutating func image(_ view: View) throws(SimulationError) -> Image {
    try painter.image(moment, view)
  }

  public mutating func depth(_ view: View) throws(SimulationError) -> DepthImage {
    try painter.depth(moment, view)
  }

  public mutating func segmentation(_ view: View) throws(SimulationError) -> SegmentationImage {
    try painter.segmentation(moment, view)
  }

  public var segmentationLabels: [SegmentationLabel] { painter.segmentationLabels }

  public mutating func camera(_ view: View) -> PinholeCamera? { painter.camera(moment, view) }
}
