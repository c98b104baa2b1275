import SystemPackage
import TestSupport
import Testing

@testable import FakeKernel

/// The states that a recorded kernel went through, by the model that agrees with it in all of them.
struct TranscriptEnd: Sendable, CustomTestStringConvertible {
  private let path: FilePath
  private let capabilities: KernelCapabilities

  /// The conformance corpus and the scenarios.
  static let all = ["conformance", "scenarios"].flatMap { name in
    let root = Repository.root.appending("Testdata").appending(name)
    return TextFile.names(root).flatMap { kernel in
      TextFile.names(root.appending(kernel)).filter { $0.hasSuffix(".txt") }.map { file in
        TranscriptEnd(
          path: root.appending(kernel).appending(file),
          capabilities: KernelCapabilities(kernel: kernel) ?? .linux7_1)
      }
    }
  }

  /// Those of the corpus.
  static let corpus = all.filter { $0.path.string.contains("/conformance/") }

  /// The operations, in order.
  func operations() throws -> [HostOperation] {
    try Transcript(TextFile.bytes(path)).steps.map(\.operation)
  }

  /// The model after so many operations each, and at the end.
  func states(at cuts: Set<Int>) throws -> (cut: [Int: FakeKernel], last: FakeKernel) {
    let transcript = try Transcript(TextFile.bytes(path))
    var kernel = Replay.start(of: transcript, capabilities)
    var found: [Int: FakeKernel] = [:]
    for (place, step) in transcript.steps.enumerated() {
      if cuts.contains(place) { found[place] = kernel }
      _ = kernel.apply(step.operation)
    }
    return (found, kernel)
  }

  var testDescription: String {
    path.string.split(separator: "Testdata/").last.map(String.init) ?? ""
  }
}
