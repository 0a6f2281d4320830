// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let package = Package(
  name: "own-task",
  dependencies: [
    // in a package of your own: .package(url: "…/diorama", from: "0.1.0")
    .package(name: "diorama", path: "../../..")
  ],
  targets: [
    .executableTarget(
      name: "own-task",
      dependencies: [
        .product(name: "DioramaCore", package: "diorama"),
        .product(name: "DioramaScene", package: "diorama"),
        .product(name: "DioramaPhysics", package: "diorama"),
        .product(name: "DioramaRender", package: "diorama"),
        .product(name: "DioramaTasks", package: "diorama"),
        .product(name: "DioramaLearners", package: "diorama"),
      ],
      resources: [.copy("gate.xml")])
  ]
)
