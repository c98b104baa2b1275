import APModel
import SystemPackage
import Testing

@testable import FakeKernel

@Suite
struct `The attributes of the buses` {
  @Test(arguments: [
    ("mdev", ThreeGuests.uuids[0], "OK"), ("mdev", "matrix", "ENODEV"),
    ("mdev", "11111111-1111-4111-8111-111111111111", "ENODEV"),
    ("matrix", "matrix", "OK"), ("matrix", ThreeGuests.uuids[0], "ENODEV"),
  ])
  func `probe a device that is there, and bind nothing`(
    bus: String, name: String, result: String
  ) throws {
    var host = try FakeKernel.documented("6.12")
    let answer = try host.write("bus/\(bus)/drivers_probe", line: name)
    #expect(answer.result == result)
    #expect(answer.events.isEmpty)
  }

  /// Where queues interrupt no thread is started, whatever is written.
  @Test(arguments: [
    ("6.1", "1", "OK"), ("6.1", "0", "OK"), ("6.1", "y", "EINVAL"), ("6.1", "enabled", "EINVAL"),
    ("6.12", "1", "OK"), ("6.12", "on", "OK"), ("6.12", "enabled", "EINVAL"),
    ("6.12", "disabled", "EINVAL"), ("7.1", "1", "OK"), ("7.1", "enabled", "OK"),
    ("7.1", "Disabled", "OK"), ("7.1", "x", "EINVAL"),
  ])
  func `start no poll thread beside the interrupts`(
    kernel: String, text: String, result: String
  ) throws {
    var host = try FakeKernel.documented(kernel)
    #expect(try host.write("bus/ap/poll_thread", line: text).result == result)
    #expect(host.shown("bus/ap/ap_interrupts") == "1\n")
    #expect(host.shown("bus/ap/poll_thread") == "0\n")
  }

  @Test(arguments: ["6.1", "6.12", "7.1"])
  func `show the default domain as the module's parameter too`(kernel: String) throws {
    let capabilities = try #require(KernelCapabilities(kernel: kernel))
    var host = FakeKernel(capabilities, hardware: RandomOperations.hardware)
    func parameter() -> String? {
      guard case .file(_, let text)? = TreeCheck(host).image["module/ap/parameters/domain"] else {
        return nil
      }
      return text
    }
    #expect(parameter() == "-1\n")
    try host.step(.scan)
    #expect(parameter() == "0\n")
    try host.write("bus/ap/ap_domain", line: "4")
    #expect(parameter() == "4\n")
  }

  /// The machine's configuration may name domains above its own maximum; the bus never asks for them.
  @Test(
    arguments: [
      ([3, 20], ["05.0003", "card05"], "3\n"), ([20], [], "-1\n"),
      ([15, 16], ["05.000f", "card05"], "15\n"),
    ] as [([UInt8], [String], String)])
  func `go no further than the highest domain`(
    domains: [UInt8], devices: [String], selected: String
  ) throws {
    let hardware = Hardware(
      maxDomain: DomainID(15), adapters: [AdapterID(5): HardwareAdapter(type: 14, mode: .cca)],
      domains: DomainSet(domains.map { DomainID($0) }))
    let host = FakeKernel.booted(.linux6_12, hardware: hardware)
    #expect(host.names(in: "bus/ap/devices") == devices)
    #expect(host.shown("bus/ap/ap_domain") == selected)
    #expect(host.shown("bus/ap/ap_usage_domain_mask") == hardware.domains.hexadecimal + "\n")
  }
}
