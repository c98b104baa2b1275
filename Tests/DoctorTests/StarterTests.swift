import APModel
import Neighbours
import Reconcile
import SystemPackage
import TestSupport
import Testing

@testable import Doctor

/// Which rules have mdevctl start its definitions, as the files below a root tell it.
@Suite
struct `What starts definitions at a boot` {
  private static let rules = "usr/lib/udev/rules.d/60-mdevctl.rules"
  private static let run = #"ACTION=="add", RUN+="/usr/bin/mdevctl start-parent-mdevs %k""#

  private static func hindrance(_ files: [String: String]) throws -> String? {
    let scratch = try ScratchDirectory()
    for (path, text) in files { try TextFile.write(text, to: scratch.path.appending(path)) }
    let facts = FactsReader.boot(
      HostSnapshot(origin: "bench"), root: HostRoot(directory: scratch.path))
    return DefinitionForecast(facts, masks: .full).hindrance.map { "\($0.path) \($0.value)" }
  }

  @Test func `is a rule of any name, and not a file without one`() throws {
    let program = ["usr/bin/mdevctl": ""]
    func with(_ files: [String: String]) throws -> String? {
      try Self.hindrance(program.merging(files) { $1 })
    }
    #expect(try with([Self.rules: Self.run]) == nil)
    #expect(try with(["etc/udev/rules.d/61-x.rules": Self.run]) == nil)
    let none = "runs no mdevctl start-parent-mdevs, so that nothing starts definitions"
    #expect(try with([Self.rules: "# \(Self.run)\n"]) == "/\(Self.rules) \(none)")
    let local = "etc/udev/rules.d/60-mdevctl.rules"
    #expect(try with([Self.rules: Self.run, local: ""]) == "/\(local) \(none)")
    #expect(try with([:])?.hasSuffix("not there, so that nothing starts definitions") == true)
    #expect(
      try Self.hindrance([Self.rules: Self.run])
        == "/\(Self.rules) runs /usr/bin/mdevctl, which is not there")
  }
}
