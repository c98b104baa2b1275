import APModel
import Testing

/// The worked examples of the kernel model, section 5.4: host 05, 06 with 0004, 0047, 00ab, 00ff.
@Suite
struct `The filter` {
  private static let domains = set(0x04, 0x47, 0xab, 0xff)
  private static let host = Matrix(
    adapters: adapters(5, 6), domains: domains, controlDomains: set(4, 0x47))

  private static func set(_ numbers: UInt8...) -> DomainSet {
    DomainSet(numbers.map { DomainID($0) })
  }

  private static func adapters(_ numbers: UInt8...) -> AdapterSet {
    AdapterSet(numbers.map { AdapterID($0) })
  }

  private func filter(without missing: String..., host: Matrix = host) -> GuestFilter {
    let gone = missing.compactMap { APQN(name: $0) }
    var passable: [AdapterID: DomainSet] = [:]
    for queue in host.queues where !gone.contains(queue) {
      passable[queue.adapter, default: []].insert(queue.domain)
    }
    return GuestFilter(host: host, passable: passable)
  }

  private func names(_ matrix: Matrix) -> [String] { matrix.queues.map(\.description) }

  @Test func `passes everything that is bound`() {
    let assigned = Matrix(adapters: Self.adapters(5, 6), domains: Self.set(4, 0xab))
    #expect(names(filter().effective(assigned)) == ["05.0004", "05.00ab", "06.0004", "06.00ab"])
  }

  @Test func `drops the whole adapter of one queue that is not bound`() {
    let assigned = Matrix(adapters: Self.adapters(5, 6), domains: Self.set(4, 0xab))
    #expect(names(filter(without: "06.00ab").effective(assigned)) == ["05.0004", "05.00ab"])
  }

  @Test func `leaves out what the host lacks, without dropping an adapter for it`() {
    let assigned = Matrix(adapters: Self.adapters(5, 7), domains: Self.set(4, 0x50))
    #expect(names(filter().effective(assigned)) == ["05.0004"])
  }

  @Test func `takes a working queue away when a new domain's queue is not bound`() {
    var grown = Self.host
    grown.domains.insert(DomainID(0x50))
    let assigned = Matrix(adapters: Self.adapters(5, 7), domains: Self.set(4, 0x50))
    let effective = filter(without: "05.0050", host: grown).effective(assigned)
    #expect(effective.adapters.isEmpty)
    #expect(effective.domains == Self.set(4, 0x50))
  }

  @Test func `keeps one side when the other is empty`() {
    let rows = Matrix(adapters: Self.adapters(5, 6))
    let columns = Matrix(domains: Self.set(4, 0x47))
    #expect(filter().effective(rows) == rows)
    #expect(filter().effective(columns) == columns)
  }

  @Test func `gives the control domains that the host has`() {
    let assigned = Matrix(controlDomains: Self.set(4, 0x47, 0x99))
    #expect(filter().effective(assigned).controlDomains == Self.set(4, 0x47))
  }

  @Test func `drops both adapters of the landed rule's own example`() {
    let host = Matrix(adapters: Self.adapters(4, 5), domains: Self.set(4, 5, 0x47, 0x54))
    let effective = filter(without: "04.0005", "05.0004", host: host).effective(host)
    #expect(effective.adapters.isEmpty)
    #expect(effective.domains == Self.set(4, 5, 0x47, 0x54))
  }
}
