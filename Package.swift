// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0

import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),  // SE-0335
  .enableUpcomingFeature("InternalImportsByDefault"),  // SE-0409: C types cannot leak
  .enableUpcomingFeature("MemberImportVisibility"),  // SE-0444
  .treatAllWarnings(as: .error),  // SE-0480
]

let package = Package(
  name: "diorama",
  products: [
    .executable(name: "diorama", targets: ["diorama"]),
    // each library by its own name; some bring along what their callers always need
    .library(name: "DioramaMath", targets: ["DioramaMath"]),
    .library(name: "DioramaFiles", targets: ["DioramaFiles"]),
    .library(name: "DioramaCore", targets: ["DioramaCore", "DioramaMath"]),
    .library(name: "DioramaScene", targets: ["DioramaScene", "DioramaSceneFiles"]),
    .library(name: "DioramaPhysics", targets: ["DioramaPhysics"]),
    .library(name: "DioramaRender", targets: ["DioramaRender", "DioramaPainting"]),
    .library(name: "DioramaGridworlds", targets: ["DioramaGridworlds"]),
    .library(name: "DioramaTasks", targets: ["DioramaTasks"]),
    .library(name: "DioramaNetworks", targets: ["DioramaNetworks"]),
    .library(name: "DioramaLearners", targets: ["DioramaLearners", "DioramaNetworks"]),
    .library(name: "DioramaRuns", targets: ["DioramaRuns"]),
    .library(name: "DioramaLabels", targets: ["DioramaLabels"]),
    .library(name: "DioramaStudies", targets: ["DioramaStudies"]),
    .library(name: "DioramaAudits", targets: ["DioramaAudits"]),
    .library(name: "DioramaBinding", type: .dynamic, targets: ["DioramaBinding"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // the C libraries, each imported by one Swift target only
    .target(name: "CLibODE"),  // ODE, with its assertions returned instead of ending the process
    .systemLibrary(name: "CLibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .target(name: "CLibGL"),  // OpenGL by OSMesa or EGL, found at run time
    .systemLibrary(name: "CLibDNNL", providers: [.apt(["libdnnl-dev"])]),

    // the libraries, from the ground up: arrows never point up or sideways
    .target(name: "CDioramaSystem"),
    .target(name: "DioramaMath"),
    .target(name: "DioramaFiles", dependencies: ["CDioramaSystem"]),
    .target(name: "DioramaCore", dependencies: ["DioramaMath", "DioramaFiles"]),
    .target(name: "DioramaScene", dependencies: ["DioramaMath"]),
    .target(
      name: "DioramaSceneFiles", dependencies: ["DioramaMath", "DioramaFiles", "DioramaScene"]),
    .target(
      name: "DioramaPhysics",
      dependencies: [
        "DioramaMath", "DioramaScene", "DioramaSceneFiles", "CDioramaKernels", "CLibODE",
      ]),
    .target(
      name: "DioramaRender",
      dependencies: ["DioramaMath", "DioramaFiles", "DioramaScene", "CLibGL", "CLibPNG"]),
    .target(
      name: "DioramaPainting",
      dependencies: [
        "DioramaMath", "DioramaCore", "DioramaScene", "DioramaSceneFiles", "DioramaRender",
      ]),
    .target(
      name: "DioramaGridworlds",
      dependencies: ["DioramaMath", "DioramaCore", "DioramaScene", "DioramaPainting"]),
    .target(
      name: "DioramaTasks",
      dependencies: [
        "DioramaMath", "DioramaFiles", "DioramaCore", "DioramaScene", "DioramaSceneFiles",
        "DioramaPhysics", "DioramaRender", "DioramaPainting", "DioramaGridworlds",
      ]),

    // other languages
    .systemLibrary(name: "CDiorama"),  // the C ABI: a header of our own, the contract
    .target(
      name: "DioramaBinding",
      dependencies: [
        "DioramaMath", "DioramaFiles", "DioramaCore", "DioramaPainting", "DioramaGridworlds",
        "DioramaTasks", "CDiorama",
      ]),

    // learning
    .target(name: "CDioramaKernels"),
    .target(
      name: "DioramaNetworks",
      dependencies: ["DioramaMath", "DioramaFiles", "CDioramaKernels", "CLibDNNL"]),
    .target(
      name: "DioramaLearners",
      dependencies: ["DioramaMath", "DioramaFiles", "DioramaCore", "DioramaNetworks"]),

    // runs, who answers their questions, and what compares them
    .target(
      name: "DioramaRuns",
      dependencies: [
        "DioramaMath", "DioramaFiles", "DioramaCore", "DioramaRender", "DioramaPainting",
        "DioramaTasks", "DioramaLearners",
      ],
      resources: [.embedInCode("Reports/page.css")]),
    .target(name: "DioramaPages", resources: [.embedInCode("Site/base.css")]),
    .target(
      name: "DioramaLabels",
      dependencies: [
        "DioramaMath", "DioramaFiles", "DioramaRender", "DioramaPages", "DioramaLearners",
        "DioramaRuns",
      ],
      resources: [
        .embedInCode("Page/Site/page.html"), .embedInCode("Page/Site/style.css"),
        .embedInCode("Page/Site/script.js"), .embedInCode("Page/Site/icon.svg"),
      ]),
    .target(
      name: "DioramaDriving",
      dependencies: [
        "DioramaMath", "DioramaCore", "DioramaRender", "DioramaGridworlds",
        "DioramaTasks", "DioramaPages", "DioramaLearners", "DioramaRuns",
      ],
      resources: [
        .embedInCode("Site/page.html"), .embedInCode("Site/style.css"),
        .embedInCode("Site/script.js"), .embedInCode("Site/icon.svg"),
      ]),
    .target(
      name: "DioramaStudies",
      dependencies: [
        "DioramaMath", "DioramaFiles", "DioramaCore", "DioramaTasks", "DioramaLearners",
        "DioramaRuns",
      ]),
    .target(
      name: "DioramaAudits",
      dependencies: [
        "DioramaMath", "DioramaFiles", "DioramaCore", "DioramaRender", "DioramaTasks",
        "DioramaNetworks", "DioramaLearners", "DioramaRuns",
      ],
      resources: [.embedInCode("Report/audit.css")]),
    .target(
      name: "DioramaBenchmarks",
      dependencies: [
        "DioramaMath", "DioramaCore", "DioramaScene", "DioramaPhysics", "DioramaGridworlds",
        "DioramaTasks", "DioramaLearners", "DioramaRuns",
      ]),

    // the command line
    .executableTarget(
      name: "diorama",
      dependencies: [
        "DioramaMath", "DioramaFiles", "DioramaCore", "DioramaScene", "DioramaSceneFiles",
        "DioramaPhysics", "DioramaRender", "DioramaGridworlds", "DioramaTasks", "DioramaLearners",
        "DioramaRuns", "DioramaLabels", "DioramaDriving", "DioramaStudies", "DioramaAudits",
        "DioramaBenchmarks",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // the tests
    .target(name: "CAllocations", path: "Tests/CAllocations"),
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(name: "DioramaMathTests", dependencies: ["DioramaMath"]),
    .testTarget(name: "DioramaFilesTests", dependencies: ["DioramaFiles", "TestSupport"]),
    .testTarget(name: "DioramaCoreTests", dependencies: ["DioramaCore", "DioramaMath"]),
    .testTarget(
      name: "DioramaSceneTests",
      dependencies: ["DioramaScene", "DioramaSceneFiles", "DioramaMath", "TestSupport"]),
    .testTarget(
      name: "DioramaPhysicsTests",
      dependencies: [
        "DioramaPhysics", "DioramaScene", "DioramaSceneFiles", "DioramaMath", "TestSupport",
      ]),
    .testTarget(
      name: "DioramaRenderTests",
      dependencies: [
        "DioramaRender", "DioramaScene", "DioramaSceneFiles", "DioramaMath", "TestSupport",
      ],
      exclude: ["golden"]),
    .testTarget(
      name: "DioramaLearnersTests",
      dependencies: [
        "DioramaLearners", "DioramaNetworks", "DioramaCore", "DioramaFiles", "DioramaMath",
        "TestSupport",
      ]),
    .testTarget(
      name: "DioramaRunsTests",
      dependencies: [
        "DioramaRuns", "DioramaLearners", "DioramaNetworks", "DioramaTasks", "DioramaGridworlds",
        "DioramaPainting", "DioramaRender", "DioramaCore", "DioramaFiles", "DioramaMath",
        "TestSupport",
      ]),
    .testTarget(
      name: "DioramaLabelsTests",
      dependencies: [
        "DioramaLabels", "DioramaRuns", "DioramaLearners", "DioramaRender", "DioramaMath",
        "TestSupport",
      ]),
    .testTarget(
      name: "DioramaDrivingTests",
      dependencies: [
        "DioramaDriving", "DioramaRuns", "DioramaLearners", "DioramaTasks", "DioramaCore",
        "DioramaFiles", "DioramaMath", "TestSupport",
      ]),
    .testTarget(
      name: "DioramaStudiesTests",
      dependencies: [
        "DioramaStudies", "DioramaCore", "TestSupport",
      ]),
    .testTarget(
      name: "DioramaAuditsTests",
      dependencies: [
        "DioramaAudits", "DioramaRuns", "DioramaTasks", "DioramaLearners", "DioramaNetworks",
        "DioramaRender", "DioramaCore", "DioramaFiles", "DioramaMath", "TestSupport",
      ]),
    .testTarget(
      name: "DioramaNetworksTests",
      dependencies: ["DioramaNetworks", "DioramaFiles", "DioramaMath"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "DioramaGridworldsTests",
      dependencies: ["DioramaGridworlds", "TestSupport"]),
    .testTarget(
      name: "DioramaTasksTests",
      dependencies: [
        "DioramaTasks", "DioramaGridworlds", "DioramaPainting", "DioramaRender", "DioramaPhysics",
        "DioramaScene", "DioramaSceneFiles", "DioramaCore", "DioramaMath", "TestSupport",
        "CAllocations",
      ], exclude: ["Fixtures"]),
    .testTarget(
      name: "DioramaBindingTests",
      dependencies: [
        "DioramaBinding", "CDiorama", "DioramaTasks", "DioramaGridworlds", "DioramaCore",
        "DioramaMath", "TestSupport",
      ],
      exclude: ["Programs"]),
    .testTarget(
      name: "DioramaCommandTests",
      dependencies: [
        "diorama", "DioramaTasks", "DioramaRender", "DioramaCore", "DioramaMath", "TestSupport",
      ],
      exclude: ["Snapshots"]),
  ],
  swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system && target.type != .plugin {
  target.swiftSettings = (target.swiftSettings ?? []) + settings
  // SE-0458: unsafe code is spelt `unsafe`; but every line of these tests is a call of C
  if target.name != "DioramaBindingTests" { target.swiftSettings?.append(.strictMemorySafety()) }
}

// what tools/fuzz/run builds: it needs clang's libFuzzer, which not every toolchain has
if Context.environment["DIORAMA_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "DioramaFuzz",
      dependencies: [
        "DioramaFiles", "DioramaCore", "DioramaScene", "DioramaSceneFiles", "DioramaPhysics",
        "DioramaRender", "DioramaPainting", "DioramaGridworlds", "DioramaTasks", "DioramaLearners",
        "DioramaRuns",
        "DioramaPages", "DioramaStudies",
      ],
      path: "tools/fuzz/Sources", swiftSettings: settings))
  for target in package.targets where target.name.hasPrefix("Diorama") && target.type != .test {
    // the linker's part, without a `main` of its own, is up to the script
    target.swiftSettings?.append(.unsafeFlags(["-sanitize=fuzzer", "-enable-testing"]))
  }
}
