// The package manager's own runner wants XCTest, which is not built for s390x; this is all of it that
// Swift Testing needs.
import Testing

await Testing.__swiftPMEntryPoint() as Never
