// swift-tools-version: 6.2
import PackageDescription

// Tests/Fuzz/run builds it, since every module has to be built for coverage.
let package = Package(
  name: "fuzz",
  dependencies: [.package(name: "apmatrix", path: "../..")],
  targets: [
    .target(name: "CFuzz"),
    .executableTarget(
      name: "fuzz",
      dependencies: ["CFuzz", .product(name: "ApmatrixLayers", package: "apmatrix")],
      swiftSettings: [
        .treatAllWarnings(as: .error),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
      ],
      // gold ends in an internal error at the debug information of both sanitizers together.
      linkerSettings: [.unsafeFlags(["-use-ld=lld", "-sanitize=fuzzer"])]),
  ],
  swiftLanguageModes: [.v6]
)
