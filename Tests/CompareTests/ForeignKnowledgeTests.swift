import APHost
import APModel
import Compare
import Report
import TestSupport
import Testing

/// What is no part of sysfs, so that a recording can't tell it: who binds what appears, what is declared.
@Suite
struct `What a recording can't know` {
  /// How a host was looked at.
  enum Side: CaseIterable {
    case recorded, live, printed
  }

  private static let declared = "8ab1f3b0-4d6b-4c0a-9d9b-6a1a5bd3d0a1"

  private static func snapshot(_ change: (inout HostSnapshot) -> Void) throws -> HostSnapshot {
    let recording = RecordedHost("7.2.13/autoprobe-hold-01-hold-adapter-back-unbound")
    var snapshot = try HostReader(try recording.tree(), depth: .full).snapshot()
    #expect(snapshot.bus.driversAutoprobe == false)
    change(&snapshot)
    return snapshot
  }

  private static func look(
    _ side: Side, _ change: (inout HostSnapshot) -> Void
  ) throws -> ComparedHost {
    let snapshot = try snapshot { if side != .recorded { change(&$0) } }
    guard side == .printed else { return ComparedHost(snapshot) }
    return try StatusReader.host(StatusDocument(StatusView(HostAnalysis(snapshot))).text)
  }

  private static func difference(
    _ sides: (Side, Side), _ change: (inout HostSnapshot) -> Void
  ) throws -> HostDifference {
    HostDifference(try look(sides.0, change), try look(sides.1, change))
  }

  @Test(arguments: Side.allCases, Side.allCases)
  func `is no difference between two looks at one host`(before: Side, after: Side) throws {
    for isKept in [true, false] {
      let kept = try Self.difference((before, after)) { $0.isKept = isKept }
      #expect(kept.isEmpty, "\(isKept): \(kept.hands)")
    }
    let declared = try Self.difference((before, after)) {
      $0.declared = [Self.declared: "web"]
    }
    #expect(declared.isEmpty, "\(declared.hands)")
  }

  @Test(arguments: [Side.live, .printed])
  func `is told where both looks know it`(side: Side) throws {
    let kept = try Self.look(side) { $0.isKept = true }
    let unkept = try Self.look(side) { $0.isKept = false }
    #expect(HostDifference(kept, unkept).hands.come.map(\.code) == [.autoprobeOff])
    #expect(HostDifference(unkept, kept).hands.gone.map(\.code) == [.autoprobeOff])
  }

  /// Both had the configuration, if there was one.
  @Test func `is told where both looks were printed, whichever declares the guest`() throws {
    let without = try Self.look(.printed) { _ in }
    let with = try Self.look(.printed) { $0.declared = [Self.declared: "web"] }
    #expect(HostDifference(without, with).hands.come.map(\.code) == [.guestAbsent])
    #expect(HostDifference(with, without).hands.gone.map(\.code) == [.guestAbsent])
  }

  /// That the kernel binds again is in sysfs.
  @Test(arguments: Side.allCases)
  func `does not hide that drivers_autoprobe was written`(side: Side) throws {
    let probing = ComparedHost(try Self.snapshot { $0.bus.driversAutoprobe = true })
    let off = try Self.look(side) { $0.isKept = false }
    #expect(HostDifference(probing, off).hands.come.contains { $0.code == .autoprobeOff })
    #expect(HostDifference(off, probing).hands.gone.contains { $0.code == .autoprobeOff })
  }
}
