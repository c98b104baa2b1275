import SystemPackage
import TestSupport
import Testing

@Suite
struct `Adapters on the command line` {
  @Test func `are named one by one or in ranges of equal ones`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    func fake(_ arguments: String...) throws -> Program.Result {
      try Program.apmatrix.run(["fake"] + arguments)
    }
    func types() -> [String: String] {
      let devices = root.appending("devices/ap")
      let cards = TextFile.names(devices).filter { $0.hasPrefix("card") }
      return Dictionary(
        uniqueKeysWithValues: cards.map {
          ($0, (try? TextFile.text(devices.appending("\($0)/type"))) ?? "")
        })
    }
    let list = "5:cca,0x08-0x0a:accel:13"
    #expect(try fake("create", root.string, "--adapters", list, "--domains", "4").status == 0)
    let accelerator = "CEX7A\n"
    #expect(
      types() == [
        "card05": "CEX8C\n", "card08": accelerator, "card09": accelerator, "card0a": accelerator,
      ])
    #expect(try fake("adapter", "remove", root.string, "8-9", "--scan").status == 0)
    #expect(try fake("adapter", "add", root.string, "6-7:ep11", "--scan").status == 0)
    #expect(
      types() == [
        "card05": "CEX8C\n", "card06": "CEX8P\n", "card07": "CEX8P\n", "card0a": accelerator,
      ])
    let wrong = try fake("create", root.string, "--adapters", "9-5:cca", "--domains", "4")
    #expect(wrong.status == 64)
  }
}
