import APModel
import Testing

@testable import History

@Suite
struct `A card that is set up anew` {
  private static func sight(
    _ type: String?, _ mode: CardMode?, driver: String? = "cex4card"
  ) -> HostSight {
    var sight = Made.sight([Made.first: Made.host])
    sight.cards[AdapterID(5)] = HostSight.CardState(
      driver: driver, isConfigured: true, type: type, mode: mode)
    return sight
  }

  private static func words(_ chronicle: inout Chronicle, _ sight: HostSight, at: Int64) -> [String]
  {
    let entries = chronicle.look(
      .host(sight), began: Made.moment(at - 10), mark: 10, endMark: 10, at: Made.moment(at))
    return entries.filter { $0.kind == .card }.map {
      "\($0.part ?? "-"): \($0.before ?? "") -> \($0.after ?? ""), \($0.cause?.rawValue ?? "")"
    }
  }

  /// ap_scan_adapter() removes the card and makes it again within one scan: no look finds it gone.
  @Test func `leaves entries of its mode and its type`() {
    var chronicle = Made.begun(Self.sight("CEX8C", .cca))
    #expect(
      Self.words(&chronicle, Self.sight("CEX8P", .ep11), at: 2_000) == [
        "mode: CCA-Coproc -> EP11-Coproc, hardware", "type: CEX8C -> CEX8P, hardware",
      ])
  }

  /// The type is zcrypt's: whoever takes the driver away and gives it back has set up nothing.
  @Test func `is told also where no driver showed the type in between`() {
    var chronicle = Made.begun(Self.sight("CEX8C", .cca))
    #expect(
      Self.words(&chronicle, Self.sight(nil, .cca, driver: nil), at: 2_000) == [
        "-: cex4card, configured on -> no driver, configured on, other"
      ])
    let back = "-: no driver, configured on -> cex4card, configured on, other"
    #expect(
      Self.words(&chronicle, Self.sight("CEX8A", .cca), at: 3_000) == [
        back, "type: CEX8C -> CEX8A, hardware",
      ])
  }

  @Test func `is known to the next agent, and no change to one that finds an older agent's file`() {
    let sight = Self.sight("CEX8C", .cca)
    #expect(HostSight(sight.json) == sight)
    var chronicle = Made.begun(Self.sight(nil, nil))
    #expect(Self.words(&chronicle, sight, at: 2_000) == [])
  }
}
