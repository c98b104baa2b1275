import TestSupport
import Testing

/// What can't happen on a host has no story of what would follow.
@Suite
struct `What if something happens to what is not there` {
  @Test(arguments: [
    ("--checkstop", "9", "adapter 09 is not in the host's configuration"),
    ("--checkstop", "05.0099", "there is no queue 05.0099"),
    ("--adapter-back", "5", "adapter 05 is in the host's configuration already"),
    ("--adapter-back", "0x50", "this machine has no adapter above 3f"),
    ("--domain-gone", "0x60", "domain 0060 is not in the host's configuration"),
  ])
  func `is answered with the reason why nothing does`(
    option: String, value: String, reason: String
  ) throws {
    let host = try DocumentedHost.make("7.1")
    let result = try host.plain("what-if", option, value)
    #expect(result.output.contains("  nothing happens: \(reason)\n"), "\(result.output)")
    #expect(!result.output.contains("refuses"))
  }

  @Test func `is said of a module, too`() throws {
    let host = try DocumentedHost.make("6.12")
    try host.fake("module", "unload", with: "vfio_ap")
    let result = try host.plain("what-if", "--module-unload", "vfio_ap")
    #expect(result.output.contains("  nothing happens: vfio_ap is not loaded\n"))
    #expect(!result.output.contains("refuses"))
  }
}
