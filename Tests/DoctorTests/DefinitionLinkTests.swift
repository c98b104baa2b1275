import APModel
import Glibc
import Neighbours
import Reconcile
import Sysfs
import SystemPackage
import TestSupport
import Testing

@testable import Doctor

/// mdevctl 1.4.0 takes plain files of a plain directory where it goes through definitions; hard links are such.
@Suite
struct `A definition that is a symbolic link` {
  private static let directory = "etc/mdevctl.d/matrix"
  private static let one = Bench.matrix([5], [4])

  /// Puts a definition below `store`, and makes what leads to it.
  private static func facts(
    isAuto: Bool = true, _ make: (_ file: FilePath, _ root: FilePath) throws -> Void
  ) throws -> Facts {
    let scratch = try ScratchDirectory()
    let file = scratch.path.appending("store/\(Bench.web)")
    let definition = MdevctlDefinition(
      uuid: Bench.web, matrix: one, startsAutomatically: isAuto)
    try TextFile.write(definition.text, to: file)
    try make(file, scratch.path)
    let facts = Bench.facts(Bench.without(5))
    facts.rule(UdevRules.text(Bench.without(5)))
    let read = FactsReader.boot(facts.snapshot, root: HostRoot(directory: scratch.path))
    facts.definitions = read.definitions
    facts.linkedDefinitions = read.linkedDefinitions
    facts.hasLinkedDirectory = read.hasLinkedDirectory
    return facts
  }

  private static func outcome(_ facts: Facts) -> DefinitionForecast.Outcome? {
    DefinitionForecast(facts, masks: Bench.without(5)).outcomes[Bench.web]
  }

  private static func link(_ target: String, _ path: FilePath) throws {
    try TextFile.makeDirectories(path.removingLastComponent())
    try #require(symlink(target, path.string) == 0)
  }

  @Test(arguments: [true, false])
  func `starts no mdev, and the doctor says so`(isAuto: Bool) throws {
    let facts = try Self.facts(isAuto: isAuto) { _, root in
      try Self.link(
        "/store/\(Bench.web)", root.appending(Self.directory).appending(Bench.web))
    }
    #expect(Self.outcome(facts) == nil)
    let group = isAuto ? "wrong-at-next-boot" : "worth-knowing"
    #expect(facts.heads(DefinitionCheck.findings) == ["\(group) definition-is-link"])
    let path = "/\(Self.directory)/\(Bench.web)"
    let finding = DefinitionCheck.findings(facts)[0]
    #expect(finding.evidence.map(\.path) == [path])
    #expect(
      finding.remedy.hasSuffix(": cp -a --remove-destination \"$(readlink -f \(path))\" \(path)"))
    #expect(DefinitionForecast.unseen(facts).count == (isAuto ? 1 : 0))
    // A link is told once, whether its mdev is there or not.
    facts.snapshot.mdevs = Bench.facts(mdevs: [Bench.web: Self.one]).snapshot.mdevs
    #expect(facts.heads(DefinitionCheck.findings) == ["wrong-at-next-boot definition-is-link"])
    #expect(facts.heads(AgreementCheck.findings) == [])
    facts.declare([Bench.web: Self.one], agent: true)
    #expect(facts.heads(DefinitionCheck.findings) == ["worth-knowing definition-is-link"])
  }

  @Test func `is as good as a file where it is a hard one, or leads to all of mdevctl's files`()
    throws
  {
    let hard = try Self.facts { file, root in
      let path = root.appending(Self.directory).appending(Bench.web)
      try TextFile.makeDirectories(path.removingLastComponent())
      try #require(Glibc.link(file.string, path.string) == 0)
    }
    let whole = try Self.facts { file, root in
      try TextFile.write(
        try TextFile.text(file), to: root.appending("store/mdevctl.d/matrix/\(Bench.web)"))
      try Self.link("/store/mdevctl.d", root.appending("etc/mdevctl.d"))
    }
    for facts in [hard, whole] {
      #expect(Self.outcome(facts) == .starts)
      #expect(facts.heads(DefinitionCheck.findings) == [])
    }
  }

  @Test func `hides all where it stands for their directory`() throws {
    let facts = try Self.facts { _, root in try Self.link("/store", root.appending(Self.directory))
    }
    #expect(facts.heads(DefinitionCheck.findings) == ["wrong-at-next-boot mdevctl-starts-nothing"])
    #expect(DefinitionCheck.findings(facts)[0].evidence[0].path == "/\(Self.directory)")
  }

  @Test func `is one in a recording, too`() throws {
    let scratch = try ScratchDirectory()
    let directory = scratch.path.appending(Self.directory)
    try TextFile.write("", to: directory.appending(Bench.db))
    try Self.link("/store/\(Bench.web)", directory.appending(Bench.web))
    let witness = RootWitness()
    let names = [Bench.db, Bench.web]
    let seen = HostRoot(directory: scratch.path, witness: witness).links(
      in: "/\(Self.directory)", among: names)
    #expect(seen == [Bench.web])
    let archive = try Archive(nodes: witness.nodes)
    let recorded = try #require(HostRoot(recording: ArchiveTree(archive, origin: "recording")))
    #expect(recorded.links(in: "/\(Self.directory)", among: names) == [Bench.web])
  }
}
