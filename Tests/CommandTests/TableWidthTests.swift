import TestSupport
import Testing

/// What a terminal of 80 columns has room for.
@Suite
struct `The table of guests` {
  @Test(arguments: [true, false])
  func `fits 80 columns whatever is assigned`(runs: Bool) throws {
    let host = try DocumentedHost.make("7.1")
    let uuid = "62177883-f1bb-47f0-914d-32a22e3a8804"
    try host.write(("bus/ap/apmask", "-5,-7,-9,-0x11,-0x21,-0x31"))
    let domains = ["0x04", "0x10", "0x20", "0x30", "0x40", "0x50"]
    try host.guest(uuid, adapters: ["5", "7", "9", "0x11", "0x21", "0x31"], domains: domains)
    for domain in domains {
      try host.write(("devices/vfio_ap/matrix/\(uuid)/assign_control_domain", domain))
    }
    if runs { try host.fake("guest", "start", with: uuid) }
    let lines = try host.plain("status").output.split(separator: "\n").map(String.init)
    let title = try #require(lines.firstIndex(of: "  \(uuid)"))
    #expect(lines[title + 1].contains("1/36"))
    #expect(lines[title + 1].contains("05 07 09 11 21  "))
    #expect(lines[title + 2].split(separator: " ").first == "31")
    for line in lines.dropFirst() { #expect(line.count <= 80, "\(line)") }
  }
}
