import APHost
import APModel
import SystemPackage
import TestSupport
import Testing

@Suite
struct `The VFIO group of an mdev` {
  private static let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"

  /// A group has one user at a time; where its device can't be reached, nobody knows.
  private static let answers: [(refusal: Errno?, isOpen: Bool?)] = [
    (nil, false), (.resourceBusy, true), (.noSuchFileOrDirectory, nil), (.permissionDenied, nil),
    (.notPermitted, nil),
  ]

  @Test(arguments: answers)
  func `tells by its name alone whether the mdev is open`(refusal: Errno?, isOpen: Bool?) throws {
    let tree = try RecordedHost("7.1.8/b-03-configured").tree()
    let mdevs = try HostReader(tree).snapshot().mdevs
    let group = try #require(mdevs.first { $0.uuid == Self.uuid }?.group)
    let probe = GroupProbe(tree) { device in
      device == FilePath("/dev/vfio/\(group)") ? refusal : .invalidArgument
    }
    #expect(probe.isOpen(Self.uuid) == isOpen)
    #expect(probe.isOpen("00000000-0000-4000-8000-000000000000") == nil)
  }

  @Test func `is unknown where there is no device`() {
    #expect(GroupProbe.refusal("/dev/vfio/no-such-group") == .noSuchFileOrDirectory)
    #expect(GroupProbe.refusal("/dev/null") == nil)
  }
}
