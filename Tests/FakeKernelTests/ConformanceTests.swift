import FakeKernel
import Foundation
import Testing

@Suite
struct `The conformance corpus` {
  static let files: [String] = {
    let root = "/tmp/fk/conf"
    return ["6.1.176", "6.12.107", "7.1.8"].flatMap { kernel in
      ((try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(kernel)")) ?? []).sorted()
        .map { "\(root)/\(kernel)/\($0)" }
    }
  }()

  @Test(arguments: files)
  func `replays without a difference`(file: String) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: file))
    let transcript = try Transcript(Array(data))
    let differences = try #require(Replay.differences(transcript))
    #expect(
      differences.isEmpty, "\(differences.count): \(differences.prefix(3).map(\.description))")
  }
}
