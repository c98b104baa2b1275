import FakeKernel
import TestSupport
import Testing

@Suite
struct `Real kernels and the model` {
  @Test func `the corpus is complete`() {
    #expect(TranscriptFile.corpus.count == 50)
    #expect(TranscriptFile.scenarios.count == 33)
  }

  @Test(arguments: TranscriptFile.corpus.sampled)
  func `agree after every operation of`(file: TranscriptFile) throws {
    let differences = try #require(Replay.differences(try file.transcript(), nil))
    #expect(
      differences.isEmpty, "\(differences.count): \(differences.prefix(3).map(\.description))")
  }

  @Test(arguments: TranscriptFile.scenarios.sampled)
  func `agree in the scenario`(file: TranscriptFile) throws {
    let differences = Replay.differences(try file.transcript(), file.capabilities) ?? []
    #expect(
      differences.isEmpty, "\(differences.count): \(differences.prefix(3).map(\.description))")
  }

  /// The capabilities that something in the corpus tells apart.
  static let visible: [KernelCapabilities] = [
    .deviceNodes, .resetsDropped, .passesUnusable, .rearmsBindings, .checkstopIsOffline,
    .strictNumbers, .apConfig, .driverOverride, .wideVeto,
  ]

  /// A comparison that finds nothing proves nothing unless it can find something.
  @Test(arguments: visible)
  func `differ as soon as one capability is wrong`(capability: KernelCapabilities) throws {
    for kernel in [KernelCapabilities.linux6_1, .linux6_12, .linux7_1] {
      let wrong = kernel.symmetricDifference(capability)
      // No sequence on 7.1 happens to drop an adapter whose queues then fail a reset.
      var isFound = capability == .resetsDropped && kernel == .linux7_1
      for file in TranscriptFile.corpus where file.capabilities == kernel && !isFound {
        isFound = Replay.differences(try file.transcript(), wrong, limit: 1)?.isEmpty == false
      }
      #expect(isFound, "\(capability) of \(kernel)")
    }
  }
}
