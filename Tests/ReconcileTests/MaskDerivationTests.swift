import APModel
import TestSupport
import Testing

@testable import Reconcile

@Suite
struct `Derived masks` {
  private static let none = Masks(adapters: [], domains: [])

  private static func matrix(_ adapters: [UInt8], _ domains: [UInt8]) -> Matrix {
    Matrix(
      adapters: AdapterSet(adapters.map { AdapterID($0) }),
      domains: DomainSet(domains.map { DomainID($0) }))
  }

  @Test func `of the documented three guests clear the two adapters`() {
    let needs = [
      Self.matrix([5, 6], [4, 0xab]), Self.matrix([5], [0x47, 0xff]),
      Self.matrix([6], [0x47, 0xff]),
    ]
    let existing = QueueSet(Self.matrix([5, 6], [4, 0x47, 0xab, 0xff]))
    let masks = MaskDerivation(current: .full, needs: needs, existing: existing, frozen: Self.none)
      .derived
    #expect(masks.adapters == AdapterSet.all.subtracting([AdapterID(5), AdapterID(6)]))
    #expect(masks.domains == .all)
  }

  @Test func `give back what nobody needs`() {
    let current = Masks(
      adapters: AdapterSet.all.subtracting([AdapterID(5)]),
      domains: DomainSet.all.subtracting([DomainID(4), DomainID(7)]))
    let derivation = MaskDerivation(
      current: current, needs: [Self.matrix([5], [4])],
      existing: QueueSet(Self.matrix([5, 6], [4, 7])), frozen: Self.none)
    #expect(derivation.asNeeded == current)
    #expect(derivation.derived.domains.contains(DomainID(7)))
    #expect(!derivation.derived.reserveAny(of: Self.matrix([5], [4])))
  }

  /// Both ways take two queues; what the host uses, and what answers, decides.
  @Test(
    arguments: [
      (used: [5, 0x47], silent: [], clears: "domain"),
      (used: [6, 4], silent: [], clears: "adapter"),
      (used: [], silent: [6, 4], clears: "domain"),
      (used: [], silent: [5, 0x47], clears: "adapter"),
    ] as [(used: [UInt8], silent: [UInt8], clears: String)])
  func `leave the host what it uses, and what answers`(
    used: [UInt8], silent: [UInt8], clears: String
  ) {
    func set(_ numbers: [UInt8]) -> QueueSet {
      numbers.isEmpty ? QueueSet() : QueueSet(Self.matrix([numbers[0]], [numbers[1]]))
    }
    let masks = MaskDerivation(
      current: .full, needs: [Self.matrix([5], [4])],
      existing: QueueSet(Self.matrix([5, 6], [4, 0x47])), frozen: Self.none, used: set(used),
      silent: set(silent)
    ).derived
    #expect(masks.adapters.contains(AdapterID(5)) == (clears == "domain"))
    #expect(masks.domains.contains(DomainID(4)) == (clears == "adapter"))
  }

  @Test func `leave bits that the kernel would refuse to set`() {
    let current = Masks(
      adapters: AdapterSet.all.subtracting([AdapterID(5)]),
      domains: DomainSet.all.subtracting([DomainID(4)]))
    let frozen = Masks(adapters: [AdapterID(5)], domains: [DomainID(4)])
    let derivation = MaskDerivation(
      current: current, needs: [Self.matrix([5], [4])],
      existing: QueueSet(Self.matrix([5, 6], [4, 7])), frozen: frozen)
    #expect(derivation.derived == current)
  }

  /// Against all masks over four adapters and four domains.
  @Test func `take as few queues from the host as any masks could, and stay as they are`() {
    var random = SeededGenerator(seed: 7)
    func subset() -> [UInt8] { (0..<4).filter { _ in Bool.random(using: &random) } }
    for round in 0..<150 {
      let needs = (0..<3).map { _ in Self.matrix(subset(), subset()) }
      let existing = QueueSet(
        Self.matrix([0, 1, 2, 3], [0, 1, 2, 3]).queues.filter { _ in
          Int.random(in: 0..<4, using: &random) > 0
        })
      let derivation = MaskDerivation(
        current: .full, needs: needs, existing: existing, frozen: Self.none)
      let derived = derivation.derived
      for need in needs { #expect(!derived.reserveAny(of: need)) }
      let best = Self.bestKept(needs, existing)
      #expect(existing.intersection(derived.matrix).count == best, "round \(round)")
      let again = MaskDerivation(
        current: derived, needs: needs, existing: existing, frozen: Self.none
      ).derived
      #expect(again == derived, "round \(round)")
    }
  }

  private static func bestKept(_ needs: [Matrix], _ existing: QueueSet) -> Int {
    var best = 0
    for bits in 0..<256 {
      let masks = Masks(
        adapters: AdapterSet.all.subtracting(
          AdapterSet((0..<4).filter { bits >> $0 & 1 == 0 }.map { AdapterID($0) })),
        domains: DomainSet.all.subtracting(
          DomainSet((0..<4).filter { bits >> ($0 + 4) & 1 == 0 }.map { DomainID($0) })))
      guard !needs.contains(where: { $0.queueCount > 0 && masks.reserveAny(of: $0) }) else {
        continue
      }
      best = max(best, existing.intersection(masks.matrix).count)
    }
    return best
  }

  @Test func `are searched for well where there are too many choices to try all`() {
    let needs = (0..<40).map { Self.matrix([UInt8($0)], [UInt8($0), 84]) }
    let existing = QueueSet(Self.matrix(Array(0..<60), Array(0..<85)))
    let derived = MaskDerivation(
      current: .full, needs: needs, existing: existing, frozen: Self.none
    ).derived
    for need in needs { #expect(!derived.reserveAny(of: need)) }
    // Clearing the 40 adapters leaves 20 x 85; clearing the 41 domains leaves 60 x 44.
    #expect(existing.intersection(derived.matrix).count >= 60 * 44)
  }
}
