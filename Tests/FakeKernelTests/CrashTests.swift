import APModel
import FakeKernel
import Glibc
import SystemPackage
import TestSupport
import Testing

@Suite(.serialized)
struct `A writer that is killed` {
  /// How many writers are killed; more with APMATRIX_KILLS.
  private static let kills = getenv("APMATRIX_KILLS").flatMap { Int(String(cString: $0)) } ?? 1_000

  /// Whatever the moment: the state is that before or after the write, the directory shows the state,
  /// and the lock is free.
  @Test func `leaves a host as it was or as it is`() throws {
    let scratch = try ScratchDirectory()
    let root = scratch.path.appending("sys")
    var hardware = Hardware(domains: [DomainID(4), DomainID(71)])
    hardware.adapters[AdapterID(5)] = HardwareAdapter(type: 14, mode: .cca)
    let tree = try FakeHost.create(at: root, .booted(.linux7_1, hardware: hardware))
    let program = try Program.apmatrix
    let seed = UInt64(Self.kills)
    var generator = SeededGenerator(seed: seed)
    var killed = 0
    var finished = 0
    for round in 0..<Self.kills {
      let before = try tree.kernel()
      var after = before
      let write = Self.writes[round % Self.writes.count]
      _ = after.apply(.write(path: write.0, data: Array("\(write.1)\n".utf8)))
      let writer = try program.start(["fake", "write", root.string, write.0, write.1])
      usleep(UInt32.random(in: 0...Self.longest, using: &generator))
      writer.send(SIGKILL)
      if writer.wait() == 128 + 9 { killed += 1 } else { finished += 1 }
      let now = try tree.kernel()
      try #require(now == before || now == after, "seed \(seed), round \(round): \(write)")
      let differences = try TreeCheck(now).differences(root)
      try #require(differences.isEmpty, "seed \(seed), round \(round): \(differences)")
    }
    // Both ends of the interval were met, so the moments lie across the write.
    #expect(killed > Self.kills / 10, "\(killed) killed, \(finished) finished")
    #expect(try tree.apply(.scan).errno == nil)
  }

  /// The longest time that a writer is let live, in microseconds: about as long as it needs.
  private static let longest: UInt32 = 20_000

  /// Every one changes many files, in turn there and back.
  private static let writes = [
    ("bus/ap/apmask", "0x0"), (ThreeGuests.create, ThreeGuests.uuids[0]),
    ("\(ThreeGuests.path(1))/assign_adapter", "5"), ("\(ThreeGuests.path(1))/assign_domain", "4"),
    ("\(ThreeGuests.path(1))/assign_domain", "71"), ("\(ThreeGuests.path(1))/remove", "1"),
    ("bus/ap/apmask", "+0-255"),
  ]
}
