import ArgumentParser

/// `apmatrix fake`: a host that is a directory.
struct FakeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fake",
    abstract: "Make and drive a fake host: a directory that behaves as /sys of a real one.",
    discussion: """
      A fake host takes every write as the kernel does, refuses what the kernel refuses with the \
      same errno, and sends the same events. All commands take it with --sysfs DIR; the commands \
      here are what happens around a kernel: hardware, guests, modules.

      For example: apmatrix fake create /tmp/host --adapters 0x05:cca,0x06:accel --domains 4,0x47 \
      && apmatrix fake write /tmp/host bus/ap/apmask -- -5
      """,
    subcommands: [
      FakeCreate.self, FakeWrite.self, FakeAdapter.self, FakeDomain.self, FakeControlDomain.self,
      FakeConfig.self, FakeCheckstop.self, FakeScan.self, FakeGuest.self, FakeBind.self,
      FakeUnbind.self, FakeModule.self, FakeRequests.self, FakeSlowReset.self, FakeState.self,
      FakeServe.self, FakeReplay.self,
    ])
}
