import TestSupport
import Testing

@Suite
struct `A mistyped command` {
  @Test(arguments: [
    (["assign", "web01", "--adapter", "0047"], "write 0x47"),
    (["masks", "set", "--adapters=5"], "write +5 to reserve it"),
    (["masks", "set", "--adapters=-10-5"], "ends below its start"),
    (["masks", "set", "--adapters", "-10-5"], "ends below its start"),
    (["masks", "set", "--adapters", "--domains=-4"], "\"-domains=-4\" is no adapter"),
    (["masks", "set"], "--adapters=..."), (["guest", "create", "nonsense"], "is no UUID"),
    (["export"], "--mdevctl DIR"), (["masks", "set", "--domains= "], "--domains=..."),
    (["assign", "web01"], "write --adapter, --domain or --control-domain"),
    (["unassign", "web01", "--dry-run"], "write --adapter, --domain or --control-domain"),
    (["assign", "web01", "--adapter= "], "--adapter: adapter missing"),
    (["guest", "create", "--domain= "], "--domain: domain missing"),
    (["masks", "gest"], "apmatrix: masks: unexpected argument 'gest'"),
    (["help", "nosuch"], "help: there is no command 'nosuch'; see apmatrix --help"),
    (["help", "fake", "gest"], "there is no command 'gest'"),
  ])
  func `is refused with status 64 and the spelling to use`(
    arguments: [String], hint: String
  ) throws {
    let result = try Program.apmatrix.run(arguments)
    #expect(result.status == 64)
    #expect(result.errors.contains(hint), "\(result.errors)")
    #expect(result.errors.hasPrefix("apmatrix: \(arguments[0])"), "\(result.errors)")
    #expect(result.errors.filter { $0 == "\n" }.count == 1)
  }

  /// What is missing is often the option that was misspelt.
  @Test(arguments: [
    (["assign", "6217", "--adaptr", "3"], "'--adaptr'. Did you mean '--adapter'?"),
    (["masks", "set", "--nosuch", "3"], "'--nosuch'; see apmatrix masks set --help"),
    (["masks", "set", "--adapter=-5"], "'--adapter'. Did you mean '--adapters'?"),
    (["masks", "--nosuch", "--insist=1"], "'--nosuch'"), (["export", "--nosuch"], "'--nosuch'"),
    (["fake", "create", "d2", "--kernel", "7.1", "--nosuch=1"], "'--nosuch'"),
    (["what-if", "--nosuch"], "'--nosuch'"),
  ])
  func `has its misspelt option named also where something else is missing`(
    arguments: [String], option: String
  ) throws {
    let result = try Program.apmatrix.run(arguments)
    #expect(result.status == 64 && result.output.isEmpty)
    #expect(result.errors.contains(": unknown option \(option)"), "\(result.errors)")
    #expect(result.errors.filter { $0 == "\n" }.count == 1)
  }

  @Test(arguments: [
    (["masks", "set", "--adapters=-10-5"], "ends below its start"),
    (["assign", "web01", "--sysfs", "--odd", "--yes"], "--sysfs"),
    (["assign", "web01", "--yes", "--", "--adaptr"], "nothing is named"),
    (["fake", "write", "--nosuch"], "fake write: "),
    (["history", "--since", "--nosuch"], "--since"),
  ])
  func `has no value called an unknown option`(arguments: [String], fact: String) throws {
    let result = try Program.apmatrix.run(arguments)
    #expect(result.status == 64 && result.errors.contains(fact), "\(result.errors)")
    #expect(!result.errors.contains("unknown option"), "\(result.errors)")
  }
}
