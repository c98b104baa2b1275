import APModel
import Neighbours
import Reconcile
import Sysfs
import SystemPackage
import TestSupport
import Testing

@testable import Doctor

/// The agent as its claim tells it, to a doctor of the machine and to one of its recording.
@Suite
struct `The doctor's look at the agent` {
  private static let snapshot: HostSnapshot = {
    var snapshot = HostSnapshot(origin: "claimed")
    snapshot.bus.driversAutoprobe = false
    snapshot.capabilities.driverOverride = true
    return snapshot
  }()

  private static func facts(_ root: FilePath) throws -> (live: Facts, recorded: Facts) {
    let witness = RootWitness()
    let live = FactsReader.facts(
      snapshot, root: HostRoot(directory: root, witness: witness))
    let tree = ArchiveTree(try Archive(nodes: witness.nodes), origin: "recording")
    return (live, FactsReader.facts(snapshot, root: HostRoot(recording: tree)))
  }

  @Test(arguments: [("enforce", true), ("observe", false)])
  func `finds who keeps the host`(mode: String, isKept: Bool) throws {
    let scratch = try ScratchDirectory()
    let path = FilePath(scratch.path.string + AgentClaim.standardPath.string)
    try TextFile.makeDirectories(path.removingLastComponent())
    let holder = AgentClaimHolder(pid: 4711, mode: mode, configuration: "/etc/a file.yaml")
    let claim = try AgentClaim.take(at: path, by: holder)
    let facts = try Self.facts(scratch.path)
    claim.giveBack()
    for found in [facts.live, facts.recorded] {
      #expect(found.machine.agent == .running(holder))
      #expect(found.snapshot.isKept == isKept)
    }
  }

  @Test func `can't tell of a copy of a host's files`() throws {
    let scratch = try ScratchDirectory()
    let facts = try Self.facts(scratch.path)
    for found in [facts.live, facts.recorded] {
      #expect(found.machine.agent == .unknown && found.snapshot.isKept == nil)
    }
  }

  @Test func `finds that nobody does`() throws {
    let scratch = try ScratchDirectory()
    try TextFile.makeDirectories(scratch.path.appending("proc/self"))
    let facts = try Self.facts(scratch.path)
    for found in [facts.live, facts.recorded] {
      #expect(found.machine.agent == MachineFacts.Agent.none)
      #expect(found.snapshot.isKept == false)
    }
  }
}
