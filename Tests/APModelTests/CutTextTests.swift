import APModel
import Testing

/// A guest of more queues than the kernel's page has room for.
@Suite
struct `A guest whose text is cut off` {
  private static func adapters(_ numbers: ClosedRange<UInt8>) -> AdapterSet {
    AdapterSet(numbers.map { AdapterID($0) })
  }

  private static let domains = DomainSet((1...255).map { DomainID($0) })

  /// Adapters 00 to 03 with 255 domains, all bound to vfio_ap.
  private static func guest(_ change: (inout Mdev) -> Void) throws -> GuestAnalysis {
    var snapshot = HostSnapshot(origin: "test")
    snapshot.capabilities.apConfig = true
    let assigned = Matrix(adapters: adapters(0...3), domains: domains)
    snapshot.bus.hostConfiguration = assigned
    snapshot.queues = assigned.queues.map { Queue($0, driver: "vfio_ap") }
    var mdev = Mdev("62177883-f1bb-47f0-914d-32a22e3a8804")
    mdev.assigned = assigned
    change(&mdev)
    snapshot.mdevs = [mdev]
    return try #require(HostAnalysis(snapshot).guests.first)
  }

  private static func page(_ matrix: Matrix) -> MatrixText? {
    let text = MatrixText.text(adapters: matrix.adapters, domains: matrix.domains)
    return MatrixText(String(text.prefix(MatrixText.limit)))
  }

  @Test func `lacks the adapter that has no line before the last one`() throws {
    let shown = Matrix(adapters: Self.adapters(1...3), domains: Self.domains)
    let guest = try Self.guest { $0.guestMatrix = Self.page(shown) }
    #expect(guest.effective == shown)
    #expect(guest.source == .computed && guest.isToldByKernel)
    #expect(guest.missing.map(\.queue) == Self.domains.map { APQN(AdapterID(0), $0) })
    let reasons = Set(guest.missing.map(\.reason))
    #expect(reasons == [.notFilteredAgain(canRewrite: true)])
    // Two rows of 255 and two queues of the third are shown.
    #expect(guest.unconfirmed.count == 765 - 512)
    #expect(guest.unconfirmed.first == APQN(AdapterID(3), DomainID(3)))
    #expect(guest.witnesses == [APQN(AdapterID(1), DomainID(1))])
  }

  @Test func `lacks the domain that the first row has not`() throws {
    var shown = Matrix(adapters: Self.adapters(0...3), domains: Self.domains)
    shown.domains.remove(DomainID(7))
    let guest = try Self.guest { $0.guestMatrix = Self.page(shown) }
    #expect(guest.effective == shown)
    #expect(guest.missing.map(\.queue) == shown.adapters.map { APQN($0, DomainID(7)) })
  }

  @Test func `is taken to get what sorts behind the last line`() throws {
    let whole = Matrix(adapters: Self.adapters(0...3), domains: Self.domains)
    let guest = try Self.guest { $0.guestMatrix = Self.page(whole) }
    #expect(guest.effective == whole && guest.missing.isEmpty && !guest.isToldByKernel)
    #expect(guest.unconfirmed.count == 1020 - 512)
    let last = Matrix(adapters: Self.adapters(0...2), domains: Self.domains)
    #expect(try Self.guest { $0.guestMatrix = Self.page(last) }.effective == whole)
  }

  @Test func `or may not be read is asked through one queue of each adapter`() throws {
    let guest = try Self.guest { $0.unconfirmedReason = "not read" }
    #expect(guest.witnesses == (0...3).map { APQN(AdapterID($0), DomainID(1)) })
    #expect(guest.missing.isEmpty && !guest.isToldByKernel)
    let lacking = try Self.guest {
      $0.isInUse = true
      $0.unusedAdapters = [AdapterID(0)]
    }
    #expect(lacking.effective.adapters == Self.adapters(1...3))
    #expect(lacking.missing.count == 255 && lacking.isToldByKernel)
    #expect(lacking.missing.first?.reason == .notFilteredAgain(canRewrite: true))
  }

  @Test func `is not completed from lines that are no beginning of a product`() throws {
    let ruled = Matrix(adapters: Self.adapters(0...3), domains: Self.domains)
    #expect(MatrixText("05.0004\n05.00ab\n")?.completed(by: ruled) == nil)
    var text = try #require(Self.page(ruled))
    text.lines = 3
    #expect(text.completed(by: ruled) == nil)
  }
}
