import APModel
import Reconcile
import SystemPackage
import Testing

@Suite
struct `A configuration with errors` {
  @Test func `is checked as far as it can be read, so that no error hides another`() {
    let problems = ConfigurationText.problems(
      """
      version: 1
      guests:
        a: {uuid: \(ConfigurationText.web), adapters: [zz], domains: none}
        b: {uuid: \(ConfigurationText.db), adapters: 0x05, domains: 0x04}
        c: {uuid: \(ConfigurationText.db), adapters: 0x05, domains: 0x04}
        d: {uuid: 1, adapters: [0x06, 07], domains: 0x04}
        e: {uuid: 2, adapters: 0x06, domains: 0x04}
      """)
    let facts = [
      "f.yaml:3:62: \"zz\" is no adapter", "f.yaml:5:13: guest \"c\" has the uuid of guest \"b\"",
      "f.yaml:5:61: guest \"c\" claims 05.0004, which guest \"b\"", "f.yaml:6:13: \"1\" is no UUID",
      "f.yaml:6:33: \"07\" can be read", "f.yaml:7:13: \"2\" is no UUID",
      "f.yaml:7:26: guest \"e\" claims 06.0004, which guest \"d\"",
    ]
    #expect(problems.count == facts.count, "\(problems.joined(separator: "\n"))")
    for (problem, fact) in zip(problems, facts) { #expect(problem.hasPrefix(fact)) }
  }

  @Test func `with masks that are half read has no guest held against them`() {
    let keeps = "host: {keeps: {adapters: all except 05, domains: all}}\n"
    let problems = ConfigurationText.problems(
      ConfigurationText.two(
        "adapters: 0x05, domains: 0x04", "adapters: 0x05, domains: 0x47", host: keeps))
    #expect(problems.count == 1, "\(problems)")
    #expect(problems[0].hasPrefix("f.yaml:2:37: \"05\" can be read in two ways"))
  }

  @Test(arguments: [
    ("version: 1\nguests: {}\n\"a\\nb\": 1\n", #"unknown key "a\nb""#),
    ("version: 1\nguests: {}\npolicy: {mode: \"\\e[2J\"}\n", #"is "\u{1B}[2J""#),
  ])
  func `makes one line of each problem, whatever it quotes`(text: String, quoted: String) {
    let problems = ConfigurationText.problems(text)
    #expect(problems.count == 1)
    #expect(problems.allSatisfy { $0.contains(quoted) && !$0.contains("\n") }, "\(problems)")
  }

  @Test func `is refused where a guest has another mdev's uuid for a name`() {
    let (own, other) = (SmallHost.web, SmallHost.database)
    func problems(_ name: String) -> [String] {
      ConfigurationText.problems(
        "version: 1\nguests:\n  \(name): {uuid: \(own), adapters: [5], domains: [4]}\n")
    }
    #expect(problems(own).isEmpty)
    #expect(problems(other).count == 1)
    #expect(problems(other).first?.contains("has the name of another mdev than its own") == true)
  }

  @Test(arguments: [
    ("-web", "an option begins so"), ("05.0004", "it is a queue"), ("05.00AB", "it is a queue"),
    ("\(SmallHost.database.prefix(8))", "the uuid of guest \"db01\" (f.yaml:4:16) begins so"),
    ("\(SmallHost.database.prefix(9).uppercased())", "the uuid of guest \"db01\""),
  ])
  func `is refused where a guest's name means something else`(name: String, fact: String) {
    func problems(_ name: String) -> [String] {
      ConfigurationText.problems(
        """
        version: 1
        guests:
          "\(name)": {uuid: \(SmallHost.web), adapters: [5], domains: [4]}
          db01: {uuid: \(SmallHost.database), adapters: [6], domains: [4]}
        """)
    }
    #expect(problems(name).count == 1, "\(problems(name))")
    #expect(problems(name).first?.hasPrefix("f.yaml:3:3: ") == true)
    #expect(problems(name).first?.contains(fact) == true, "\(problems(name))")
    // The beginning of its own uuid names nobody else.
    #expect(problems(String(SmallHost.web.prefix(8))).isEmpty)
    // A short one is how many a random uuid begins.
    #expect(problems(String(SmallHost.database.prefix(4))).isEmpty)
  }

  @Test func `has its places where an editor shows them, also behind a byte order mark`() {
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    func facts(_ text: String) -> [String] {
      ConfigurationReader.read(mark + Array(text.utf8), file: "f.yaml").problems.map(\.description)
    }
    #expect(facts("version: 1\nguests: {}\n").isEmpty)
    #expect(facts("# first\nversion: 1\nguests: {}\n").isEmpty)
    #expect(facts("version: 2\nguests: {}\n").first?.hasPrefix("f.yaml:1:10: version is") == true)
    #expect(facts("version: \u{1}\n").first?.hasPrefix("f.yaml:1:10: not YAML") == true)
    #expect(facts("").first?.hasPrefix("f.yaml:1:1: nothing stands in the file") == true)
  }

  @Test(arguments: [
    (Errno.permissionDenied, "Permission denied; run as root, or let your user read it"),
    (.noSuchFileOrDirectory, "No such file or directory; write one, or see apmatrix import"),
    (.isDirectory, "Is a directory; name the file in it"), (.ioError, "Input/output error"),
  ])
  func `that can't be read at all comes with the advice that fits`(errno: Errno, fact: String) {
    #expect(ConfigurationFile.refusal("/etc/f.yaml", errno) == "/etc/f.yaml: " + fact)
  }

  /// As a template writes it whose variable is empty: the guest would lose queues, or the host all of them.
  @Test(arguments: [" [0x05, \"\"]", "\n      - 0x05\n      -", " \"  \"", " [\" \"]"])
  func `is refused for an item of a list that is empty`(_ list: String) {
    let problems = ConfigurationText.problems(
      """
      version: 1
      guests:
        web01:
          uuid: \(ConfigurationText.web)
          domains: 0x04
          adapters:\(list)
      """)
    #expect(problems.count == 1, "\(problems)")
    #expect(problems.first?.contains("\"adapters\"") == true)
    #expect(problems.first?.contains("empty") == true)
  }
}
