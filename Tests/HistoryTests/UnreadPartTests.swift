import APModel
import Testing

@testable import History

/// A look at which one attribute could not be read is no change of it.
@Suite
struct `What a look could not read` {
  private static let web = Made.web

  private static func look(
    _ chronicle: inout Chronicle, _ sight: HostSight, at: Int64
  ) -> [HistoryEntry] {
    chronicle.look(
      .host(sight), began: Made.moment(at - 10), mark: 100, endMark: 100, at: Made.moment(at))
  }

  /// A part of what a look shows.
  enum Part: CaseIterable {
    case apmask, aqmask, config, chkstop, override, assignment, mdevs

    func hide(in sight: inout HostSight) {
      switch self {
      case .apmask: sight.adapterMask = nil
      case .aqmask: sight.domainMask = nil
      case .config: sight.cards[Made.first.adapter]?.isConfigured = nil
      case .chkstop: sight.cards[Made.first.adapter]?.isCheckstopped = nil
      case .override: (sight.overrides, sight.unreadOverrides) = ([:], [Made.first])
      case .assignment: sight.guests[Made.web]?.assigned = nil
      case .mdevs: (sight.guests, sight.hidesGuests) = ([:], true)
      }
    }

    func change(in sight: inout HostSight) {
      switch self {
      case .apmask: sight.adapterMask = []
      case .aqmask: sight.domainMask = []
      case .config: sight.cards[Made.first.adapter]?.isConfigured = false
      case .chkstop: sight.cards[Made.first.adapter]?.isCheckstopped = true
      case .override: sight.overrides = [Made.first: "cex4queue"]
      case .assignment: sight.guests[Made.web]?.assigned = Matrix()
      case .mdevs: sight.guests = [:]
      }
    }
  }

  @Test(arguments: Part.allCases)
  func `is told when it can be read again, as of the time since it was seen`(part: Part) {
    var chronicle = Made.begun(Made.whole())
    #expect(Self.look(&chronicle, Made.whole(part.hide), at: 2_000).isEmpty)
    #expect(Self.look(&chronicle, Made.whole(part.hide), at: 3_000).isEmpty)
    let entries = Self.look(&chronicle, Made.whole(part.change), at: 4_000)
    #expect(!entries.isEmpty)
    #expect(entries.allSatisfy { $0.since?.wall == 990 && $0.until?.wall == 4_000 })
    #expect(Self.look(&chronicle, Made.whole(part.change), at: 5_000).isEmpty)
  }

  @Test(arguments: Part.allCases)
  func `is no change where it is the same again`(part: Part) {
    var chronicle = Made.begun(Made.whole())
    _ = Self.look(&chronicle, Made.whole(part.hide), at: 2_000)
    #expect(Self.look(&chronicle, Made.whole(), at: 3_000).isEmpty)
  }

  @Test func `is nobody's doing where it was whose a queue is`() {
    let unknown = HostSight.Place(driver: "vfio_ap", claim: .unknown)
    var chronicle = Made.begun(Made.whole())
    let hidden = Made.whole { $0.places[Made.first] = unknown }
    #expect(
      Made.words(Self.look(&chronicle, hidden, at: 2_000)) == [
        "05.0004: guest:\(Self.web) -> vfio_ap, unknown, look"
      ])
    #expect(
      Made.words(Self.look(&chronicle, Made.whole(), at: 3_000)) == [
        "05.0004: vfio_ap -> guest:\(Self.web), unknown, look"
      ])
  }
}
