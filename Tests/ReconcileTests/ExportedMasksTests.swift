import APModel
import Reconcile
import Testing

/// Masks that are written for the next boot, against those that a plan ends with.
@Suite
struct `Derived masks for the next boot` {
  private static let configuration = """
    version: 1
    guests:
      web01: {uuid: \(SmallHost.web), adapters: [5], domains: [4]}

    """

  private static func masks(_ host: SmallHost) throws -> Masks {
    let configuration = try #require(
      ConfigurationChecker.read(Array(Self.configuration.utf8), file: "f").configuration)
    let snapshot = try host.snapshot
    let plan = Planner.plan(from: snapshot, to: Target(configuration)).plan
    #expect(plan?.isEmpty == true, "nothing but the boot's files is to change")
    return ExportedMasks.masks(configuration, on: snapshot)
  }

  @Test func `spare what an mdev of nobody holds, which the plan leaves alone`() throws {
    var host = SmallHost("6.12")
    host.guest(SmallHost.web, [5], [4])
    host.guest(SmallHost.database, [6], [4, 0x47])
    let left = AdapterSet.all.subtracting([AdapterID(5), AdapterID(6)])
    #expect(try Self.masks(host) == Masks(adapters: left, domains: .all))
  }

  /// Linux 6.19 and later refuses to set a bit of any adapter or domain that an mdev holds, though no queue
  /// would change hands.
  @Test(arguments: [("6.12", true), ("7.2", false)])
  func `have no bit that the kernel refuses to set now`(kernel: String, sets: Bool) throws {
    var host = SmallHost(kernel)
    host.guest(SmallHost.web, [5], [4], runs: true)
    host.write("bus/ap/aqmask", "-4")
    let snapshot = try host.snapshot
    let reached = try #require(
      ConfigurationChecker.read(Array(Self.configuration.utf8), file: "f").configuration)
    let masks = ExportedMasks.masks(reached, on: snapshot)
    let running = Masks(
      adapters: AdapterSet.all.subtracting([AdapterID(5)]),
      domains: DomainSet.all.subtracting([DomainID(4)]))
    #expect((masks == running) != sets)
    #expect(!masks.reserveAny(of: SmallHost.matrix([5], [4])))
    if !sets { #expect(try Self.masks(host) == running) }
  }
}
