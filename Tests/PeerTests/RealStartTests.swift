import APHost
import APModel
import Doctor
import FakeKernel
import Reconcile
import Sysfs
import SystemPackage
import TestSupport
import Testing

@testable import Twin

/// A foretold restart, held against what the mdevctl of Debian 13 does on a host that has just started.
///
/// That udev sets the masks by the exported rule is a test of its own.
@Suite(.enabled(if: Mdevctl.reasonToSkip == nil, "\(Mdevctl.reasonToSkip ?? "")"), Needs.strace)
struct `A start that is foretold` {
  private static let host: FakeKernel = {
    var hardware = Hardware(maxDomain: DomainID(100))
    for adapter in [5, 6] as [UInt8] {
      hardware.adapters[AdapterID(adapter)] = HardwareAdapter(type: 14, mode: .cca)
    }
    hardware.domains = [DomainID(4), DomainID(0x47)]
    hardware.controlDomains = hardware.domains
    return .booted(.linux7_1, hardware: hardware)
  }()

  @Test(arguments: StartStory.all)
  func `is what the real mdevctl does`(story: StartStory) throws {
    var start = Self.host.restarted()
    for adapter in story.cleared ?? [] { Self.write("bus/ap/apmask", "-\(adapter)", &start) }
    _ = start.apply(.load(.vfio))
    let texts = story.texts
    let real = try RealStart(start, texts)
    var writes = try real.run()
    // A fake host takes every write of another program: which one a kernel refuses, its model says.
    if let refusal = Self.refusal(writes, start) { writes = try real.run(refusing: refusal) }
    var end = start
    var refused: [String] = []
    for write in writes {
      let errno = Self.write(write.path, write.value, &end)
      #expect(errno == write.errno, "\(write)")
      refused += [errno].compactMap(\.self)
    }
    #expect(refused == story.refused)
    let told = try Self.foretold(story, in: writes)
    let failures = told.notes.filter { $0.hasPrefix("mdevctl fails to start mdev ") }
    #expect(failures.count == refused.count, "\(told.notes)")
    for (note, errno) in zip(failures, refused) { #expect(note.hasSuffix(": \(errno)")) }
    // Which of two that share a queue is refused is told to be chance.
    #expect(told.notes.count - failures.count == refused.count { $0 == "EADDRINUSE" })
    let shown = try HostReader(ModelTree(end, origin: "real"), depth: .planning).snapshot()
    #expect(
      ShownState(shown).outcome.differences(from: ShownState(told.after).outcome) == [])
    #expect(shown.mdevs.count == story.defined.count { $0.starts } - refused.count)
    let there = Set(shown.mdevs.map(\.uuid))
    let outcomes = try Self.outcomes(story, texts)
    for uuid in outcomes.uuids {
      switch outcomes[uuid] {
      case .starts: #expect(there.contains(uuid))
      case .fails: #expect(!there.contains(uuid))
      case .chance(let others):
        #expect(there.contains(uuid) != others.contains(where: there.contains))
      case nil: Issue.record("nothing is foretold of \(uuid)")
      }
    }
  }

  /// What the doctor foretells of the definitions.
  private static func outcomes(
    _ story: StartStory, _ texts: [String: String]
  ) throws -> DefinitionForecast.Outcomes {
    let tree = ModelTree(host, origin: "before")
    let facts = Facts(try HostReader(tree, depth: .summary).snapshot())
    facts.definitions = texts.map { uuid, text in
      DefinitionFile(
        path: uuid, uuid: uuid, reading: MdevctlDefinition.read(Array(text.utf8), uuid: uuid))
    }
    let outcomes = DefinitionForecast(facts, masks: story.masks ?? .full).outcomes
    #expect(outcomes.uuids.count == story.defined.count { $0.starts })
    return outcomes
  }

  /// What Debian 13 installs: the rule names a program that the package does not have.
  @Test func `is none where udev's rule runs a program that is not there`() throws {
    let root = try #require(Mdevctl.root)
    let rule = root.appending(String(MdevctlRule.standardPath.dropFirst()))
    #expect(MdevctlRule.programs(in: try TextFile.bytes(rule)) == ["/usr/sbin/mdevctl"])
    #expect(!TextFile.names(root.appending("usr/sbin")).contains("mdevctl"))
    #expect(TextFile.names(root.appending("usr/bin")).contains("mdevctl"))
    let definition = MdevctlDefinition(
      uuid: StartStory.uuids[0], matrix: Matrix(adapters: [AdapterID(5)], domains: [DomainID(4)]),
      startsAutomatically: true)
    let tree = ModelTree(Self.host, origin: "before")
    let twin = try Twin(of: try HostReader(tree, depth: .planning).snapshot(), reading: tree)
    let restart = Happening.restart(
      Happening.Persistence(
        masks: nil, definitions: [definition],
        hindrance: "\(MdevctlRule.standardPath): runs /usr/sbin/mdevctl, which is not there"))
    let chapter = try #require(try WhatIf([restart], to: twin).chapters.first)
    #expect(
      chapter.notes == [
        "mdevctl starts nothing: /usr/lib/udev/rules.d/60-mdevctl.rules: runs /usr/sbin/mdevctl,"
          + " which is not there"
      ])
    #expect(chapter.after.mdevs.isEmpty)
  }

  /// The start of a twin, whose definitions are taken in the order in which mdevctl found them.
  private static func foretold(
    _ story: StartStory, in writes: [RealStart.Write]
  ) throws -> WhatIf.Chapter {
    let places = writes.map(\.value)
    let definitions = story.definitions.sorted {
      places.firstIndex(of: $0.uuid) ?? .max < places.firstIndex(of: $1.uuid) ?? .max
    }
    let tree = ModelTree(host, origin: "before")
    let twin = try Twin(of: try HostReader(tree, depth: .planning).snapshot(), reading: tree)
    let restart = Happening.restart(
      Happening.Persistence(masks: story.masks, definitions: definitions))
    return try #require(try WhatIf([restart], to: twin).chapters.first)
  }

  /// The first write that the kernel would refuse, from 1.
  private static func refusal(
    _ writes: [RealStart.Write], _ start: FakeKernel
  ) -> (number: Int, errno: String)? {
    var kernel = start
    let errnos = writes.map { write($0.path, $0.value, &kernel) }
    guard let place = errnos.firstIndex(where: { $0 != nil }), let errno = errnos[place] else {
      return nil
    }
    return (place + 1, errno)
  }

  // Where it is inlined into a function that copies the kernel, Swift 6.3.1's optimiser ends in its own error.
  @inline(never)
  @discardableResult
  private static func write(
    _ path: String, _ value: String, _ kernel: inout FakeKernel
  ) -> String? {
    kernel.apply(.write(path: path, data: Array(value.utf8))).errno.map { ErrnoName.text($0) }
  }
}
