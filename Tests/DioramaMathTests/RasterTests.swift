// SPDX-License-Identifier: Apache-2.0

import DioramaMath
import Testing

struct RasterTests {
  @Test func `samples lie row by row, the channels of a pixel together`() {
    var raster = Raster(width: 3, height: 2, channels: 2, samples: Array(0..<12))
    #expect(raster[column: 0, row: 0] == 0)
    #expect(raster[column: 0, row: 0, 1] == 1)
    #expect(raster[column: 2, row: 0] == 4)
    #expect(raster[column: 0, row: 1] == 6)
    #expect(raster[column: 2, row: 1, 1] == 11)
    raster[column: 1, row: 1, 1] = 99
    #expect(raster.samples == [0, 1, 2, 3, 4, 5, 6, 7, 8, 99, 10, 11])
  }

  @Test func `a raster can be filled`() {
    let raster = DepthImage(width: 2, height: 3, channels: 1, filledWith: .infinity)
    #expect(raster.samples == Array(repeating: .infinity, count: 6))
  }

  @Test func `a picture has red, green and blue`() {
    let image = Image(width: 2, height: 1, red: 1, green: 2, blue: 3)
    #expect(image.channels == 3)
    #expect(image.samples == [1, 2, 3, 1, 2, 3])
    #expect(Image(width: 1, height: 1).samples == [0, 0, 0])
  }

  @Test func `a wrong number of samples is a mistake of the program`() async {
    await #expect(processExitsWith: .failure) {
      _ = Image(width: 2, height: 2, channels: 3, samples: [1, 2, 3])
    }
  }

  @Test func `a view is small and standard until it is said otherwise`() {
    let view = View()
    #expect(view.width == 48 && view.height == 48)
    #expect(view.camera == nil && view.quality == .standard)
    #expect(View.sizes == 16...2048)
    #expect(RenderQuality.allCases.map(\.rawValue) == ["default", "fast"])
  }
}
