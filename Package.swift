// swift-tools-version: 6.2
import PackageDescription

// Every target gets the same settings; each has its reason.
let settings: [SwiftSetting] = [
  // A warning is a defect that nobody has met yet.
  .treatAllWarnings(as: .error),
  // SE-0335: a boxed value costs an indirection; the word `any` shows where.
  .enableUpcomingFeature("ExistentialAny"),
  // SE-0444: a file names the modules whose members it uses, so the import check sees them all.
  .enableUpcomingFeature("MemberImportVisibility"),
  // SE-0409: a layer does not hand its own imports on to the layers above it.
  .enableUpcomingFeature("InternalImportsByDefault"),
  // SE-0461: should a function ever become async, it stays where its caller is.
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  // SE-0470: a conformance is isolated like its type, never by accident less.
  .enableUpcomingFeature("InferIsolatedConformances"),
  // SE-0481: a weak capture can't be assigned to behind a closure's back.
  .enableUpcomingFeature("ImmutableWeakCaptures"),
]

let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let arguments: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "apmatrix",
  products: [
    .executable(name: "apmatrix", targets: ["apmatrix"]),
    // For the benchmarks, which are a package of their own.
    .library(
      name: "ApmatrixLayers",
      targets: [
        "APModel", "PlainJSON", "Sysfs", "APHost", "Neighbours", "FakeKernel", "Uevents",
        "Reconcile", "Twin", "Compare", "History", "Doctor", "Report", "Agent",
      ]
    ),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.0"),
  ],
  targets: [
    // The layers, in the order of the import rule: a target depends only on targets above it.
    .target(name: "APModel", swiftSettings: settings),
    .target(name: "PlainJSON", swiftSettings: settings),
    .target(name: "CLinux"),
    .target(name: "Sysfs", dependencies: ["CLinux", system], swiftSettings: settings),
    .target(
      name: "APHost", dependencies: ["APModel", "PlainJSON", "Sysfs", system],
      swiftSettings: settings),
    .target(
      name: "Neighbours", dependencies: ["APModel", "PlainJSON", "CLinux", "Sysfs", system],
      swiftSettings: settings),
    .target(
      name: "FakeKernel", dependencies: ["APModel", "PlainJSON", "CLinux", "Sysfs", system],
      swiftSettings: settings),
    .systemLibrary(
      name: "CUdev", pkgConfig: "libudev",
      providers: [.apt(["libudev-dev"]), .yum(["systemd-devel"])]),
    .target(
      name: "Uevents", dependencies: ["APModel", "CUdev", "CLinux"], swiftSettings: settings),
    .systemLibrary(
      name: "CYAML", pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"]), .yum(["libyaml-devel"])]),
    .target(
      name: "Reconcile",
      dependencies: ["APModel", "PlainJSON", "CLinux", "Sysfs", "APHost", "CYAML", system],
      swiftSettings: settings),
    .target(
      name: "Twin",
      dependencies: ["APModel", "Sysfs", "APHost", "FakeKernel", "Reconcile", system],
      swiftSettings: settings),
    .target(
      name: "Compare", dependencies: ["APModel", "PlainJSON", "Reconcile"],
      swiftSettings: settings),
    .target(
      name: "History",
      dependencies: ["APModel", "PlainJSON", "CLinux", "Sysfs", "Uevents", "Reconcile", system],
      swiftSettings: settings),
    .target(
      name: "Doctor", dependencies: ["APModel", "Sysfs", "Neighbours", "Reconcile", system],
      swiftSettings: settings),
    .target(
      name: "Report",
      dependencies: ["APModel", "PlainJSON", "Reconcile", "Twin", "Compare", "History", "Doctor"],
      swiftSettings: settings),
    .target(
      name: "Agent",
      dependencies: [
        "APModel", "PlainJSON", "CLinux", "Sysfs", "APHost", "Uevents", "Reconcile", "Twin",
        "History", "Report", system,
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "apmatrix",
      dependencies: [
        "APModel", "PlainJSON", "CLinux", "Sysfs", "APHost", "Neighbours", "FakeKernel", "Uevents",
        "Reconcile", "Twin", "Compare", "History", "Doctor", "Report", "Agent", arguments, system,
      ],
      swiftSettings: settings),
    // What tests share; it depends on the lowest layers only.
    .target(
      name: "TestSupport", dependencies: ["Sysfs", system], path: "Tests/TestSupport",
      swiftSettings: settings),
    .testTarget(
      name: "APModelTests", dependencies: ["APModel", "TestSupport"], swiftSettings: settings),
    .testTarget(
      name: "SysfsTests", dependencies: ["Sysfs", "TestSupport", system], swiftSettings: settings),
    .testTarget(
      name: "APHostTests", dependencies: ["APHost", "APModel", "Sysfs", "TestSupport", system],
      swiftSettings: settings),
    .testTarget(
      name: "NeighboursTests", dependencies: ["APModel", "Neighbours", "Sysfs", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "FakeKernelTests",
      dependencies: [
        "APHost", "APModel", "FakeKernel", "PlainJSON", "Sysfs", "TestSupport", system,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "UeventsTests", dependencies: ["APModel", "Uevents", "TestSupport", system],
      swiftSettings: settings),
    .testTarget(
      name: "ReconcileTests",
      dependencies: [
        "APHost", "APModel", "FakeKernel", "PlainJSON", "Reconcile", "Sysfs", "Twin", "TestSupport",
        system,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "TwinTests",
      dependencies: [
        "APHost", "APModel", "Agent", "Compare", "FakeKernel", "Reconcile", "Report", "Sysfs",
        "Twin", "TestSupport", system,
      ],
      exclude: ["Golden"], swiftSettings: settings),
    .testTarget(
      name: "HistoryTests",
      dependencies: [
        "APModel", "CLinux", "History", "PlainJSON", "Reconcile", "Sysfs", "Uevents", "TestSupport",
        system,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "DoctorTests",
      dependencies: [
        "APHost", "APModel", "Agent", "Doctor", "FakeKernel", "Neighbours", "Reconcile", "Report",
        "Sysfs", "Twin", "TestSupport", system,
      ],
      exclude: ["Golden"], swiftSettings: settings),
    .testTarget(
      name: "ReportTests",
      dependencies: [
        "APHost", "APModel", "FakeKernel", "Reconcile", "Report", "Sysfs", "TestSupport", system,
      ],
      exclude: ["Golden"], swiftSettings: settings),
    .testTarget(
      name: "CompareTests",
      dependencies: [
        "APHost", "APModel", "Compare", "FakeKernel", "PlainJSON", "Report", "Sysfs", "TestSupport",
        system,
      ],
      exclude: ["Golden"], swiftSettings: settings),
    .testTarget(
      name: "AgentTests",
      dependencies: [
        "APHost", "APModel", "Agent", "FakeKernel", "History", "PlainJSON", "Reconcile", "Sysfs",
        "Uevents", "TestSupport", system,
      ],
      exclude: ["Golden"], swiftSettings: settings),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "APModel", "apmatrix", "History", "PlainJSON", "FakeKernel", "Reconcile", "TestSupport",
        system,
      ],
      exclude: ["Golden"], swiftSettings: settings),
    .testTarget(
      name: "PeerTests",
      dependencies: [
        "APHost", "APModel", "Doctor", "FakeKernel", "Reconcile", "Sysfs", "TestSupport", "Twin",
        "apmatrix",
        system,
      ],
      swiftSettings: settings),
  ],
  swiftLanguageModes: [.v6]
)
