import SystemPackage
import TestSupport
import Testing

@Suite
struct `The filters of status` {
  private static let healthy = RecordedHost("7.1.8/b-03-configured")
  private static let degraded = RecordedHost("7.1.8/c-01-overprovisioned")

  @Test(arguments: [
    (["--card", "0x05"], ["05"]), (["--domain", "71"], ["03", "05", "06"]),
    (["--queue", "06.0047"], ["06"]), (["--guest", "cef03c3c"], ["05"]),
    (["--owner", "host"], ["03"]),
    (["--owner", "guest", "--card", "6"], ["06"]),
  ])
  func `leave only what they name`(filter: [String], cards: [String]) throws {
    let result = try Program.apmatrix.run(
      ["status", "--verbose", "--sysfs", Self.healthy.path.string] + filter)
    #expect(result.status == 0)
    let rows = result.output.split(separator: "\n").dropFirst(2)
    let names = rows.compactMap { $0.split(separator: " ").first.map(String.init) }
    let shown = names.filter { $0.count == 2 }
    #expect(shown == cards)
  }

  @Test(arguments: [
    ["--guest", "web0l"], ["--card", "0x63"], ["--card", "5,0x63"], ["--queue", "63.0004"],
    ["--domain", "0x99"], ["--guest", "62177883", "--queue", "03.0000"],
    ["--owner", "guest", "--guest", "web0l"],
  ])
  func `do not call healthy what no part of the host is`(filter: [String]) throws {
    for form in [["--check"], [], ["--format", "json"]] {
      let result = try Program.apmatrix.run(
        ["status", "--sysfs", Self.degraded.path.string] + form + filter)
      #expect(result.status == 1)
      #expect(result.output.isEmpty)
      #expect(
        result.errors.contains(": no such ") || result.errors.contains(": no part of this host"),
        "\(result.errors)")
    }
  }

  @Test(arguments: [
    (["--owner", "nobody"], 0), (["--card", "4-7"], 2), (["--card", "0x10"], 2),
    (["--domain", "0x20"], 2),
  ])
  func `take an owner of nothing, a range, and what is only assigned`(
    filter: [String], status: Int
  ) throws {
    let result = try Program.apmatrix.run(
      ["status", "--check", "--sysfs", Self.degraded.path.string] + filter)
    #expect(result.status == status, "\(result.errors)")
    #expect(result.errors.isEmpty)
  }
}
