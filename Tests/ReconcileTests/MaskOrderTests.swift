import APModel
import TestSupport
import Testing

@testable import Reconcile

@Suite
struct `The order of mask changes` {
  /// Every pair of masks over three adapters and three domains.
  private static let small: [Masks] = (0..<64).map { bits in
    var masks = Masks(adapters: [], domains: [])
    for number in UInt8(0)..<3 {
      if bits >> Int(number) & 1 == 1 { masks.adapters.insert(AdapterID(number)) }
      if bits >> Int(number + 3) & 1 == 1 { masks.domains.insert(DomainID(number)) }
    }
    return masks
  }

  /// All masks that a plan goes through, and whether each queue keeps what it has at both ends.
  private static func disturbance(from old: Masks, to new: Masks, queues: [APQN]) -> APQN? {
    let cleared = old.intersection(new)
    var masks = old
    let changes =
      MaskChange.writes(from: old, to: cleared) + MaskChange.writes(from: cleared, to: new)
    for change in changes {
      masks = change.applied(to: masks)
      for queue in queues {
        let before = old.matrix.contains(queue)
        guard before == new.matrix.contains(queue) else { continue }
        if masks.matrix.contains(queue) != before { return queue }
      }
    }
    return masks == new ? nil : queues.first
  }

  @Test func `never moves a queue that stays, for every change on a small host`() {
    let queues = Array(
      Matrix(
        adapters: AdapterSet((0..<3).map { AdapterID($0) }),
        domains: DomainSet((0..<3).map { DomainID($0) })
      ).queues)
    for old in Self.small {
      for new in Self.small {
        let queue = Self.disturbance(from: old, to: new, queues: queues)
        #expect(queue == nil, "\(old) to \(new)")
        if queue != nil { return }
      }
    }
  }

  @Test func `never moves a queue that stays, for random changes of full size`() {
    var random = SeededGenerator(seed: 19)
    func masks() -> Masks {
      Masks(
        adapters: AdapterSet(
          (0...255).filter { _ in Bool.random(using: &random) }.map(AdapterID.init)),
        domains: DomainSet((0...255).filter { _ in Bool.random(using: &random) }.map(DomainID.init))
      )
    }
    for _ in 0..<40 {
      let queues = (0..<200).map { _ in
        APQN(
          AdapterID(.random(in: 0...255, using: &random)),
          DomainID(.random(in: 0...255, using: &random)))
      }
      #expect(Self.disturbance(from: masks(), to: masks(), queues: queues) == nil)
    }
  }

  @Test func `is written as relative changes`() {
    let old = Masks.full
    var new = old
    new.adapters.subtract([AdapterID(5), AdapterID(6)])
    new.domains.remove(DomainID(0x47))
    let writes = MaskChange.writes(from: old, to: new)
    #expect(writes.map(\.path) == ["bus/ap/apmask", "bus/ap/aqmask"])
    #expect(writes.map(\.text) == ["-0x05-0x06", "-0x47"])
  }
}
