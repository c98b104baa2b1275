import FakeKernel
import SystemPackage
import TestSupport
import Testing

/// One transcript below Testdata.
struct TranscriptFile: Hashable, Sendable, CustomTestStringConvertible {
  let path: FilePath

  /// The conformance corpus.
  static let corpus = files("conformance")
  /// The recorded scenarios.
  static let scenarios = files("scenarios")

  private static func files(_ name: String) -> [TranscriptFile] {
    let root = Repository.root.appending("Testdata").appending(name)
    return TextFile.names(root).flatMap { kernel in
      TextFile.names(root.appending(kernel)).filter { $0.hasSuffix(".txt") }
        .map { TranscriptFile(path: root.appending(kernel).appending($0)) }
    }
  }

  /// The transcript, parsed.
  func transcript() throws -> Transcript { try Transcript(TextFile.bytes(path)) }

  /// The kernel that answers; a kernel that was recorded without vfio_ap is taken for its neighbour.
  var capabilities: KernelCapabilities? {
    let kernel = path.removingLastComponent().lastComponent?.string ?? ""
    return KernelCapabilities(kernel: kernel) ?? .linux7_1
  }

  var testDescription: String {
    path.string.split(separator: "Testdata/").last.map(String.init) ?? ""
  }
}
