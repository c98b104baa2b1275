import SystemPackage
import TestSupport
import Testing

/// The README's lines, typed in the smallest Debian 13 as root, with a fake host for `/sys`.
@Suite(.enabled(if: SystemdBoot.isPossible, "needs root and a systemd that boots in namespaces"))
struct `On a minimal Debian 13` {
  /// The fake host is written to beside the attributes, too, which a kernel is not.
  private static let units = [
    "apmatrix.service.d/fake.conf": "[Service]\nReadWritePaths=/sys\n"
  ]

  /// The program as it was built, with its libraries where the README has them put, and a module that
  /// the fake host loads.
  private static let head = """
    cp /mnt/tools/*.so* /usr/local/lib/ && ldconfig
    cp -r /mnt/source /root/source && cd /root/source
    cat >/usr/sbin/modprobe <<'SH'
    #!/bin/sh
    for module; do :; done
    apmatrix fake module load /sys "$module" && perl /mnt/send-uevent.pl add /devices/vfio_ap/matrix matrix
    SH
    type() {
      bash -c "$1" >>/mnt/typed 2>&1 </dev/null
      echo "$? $1"
    }

    """

  private static func source(_ directory: FilePath) throws {
    try SystemdBoot.pack(
      try Repository.programs.appending("apmatrix"), into: directory.appending("tools"))
    let shell = try #require(Program.installed("sh"))
    let result = try shell.run([
      "-c",
      """
      mkdir -p \(directory)/source/.build/release && cd \(directory) &&
      mv tools/apmatrix source/.build/release/ &&
      cp -r \(Repository.root)/Packaging \(Repository.root)/Rules source/ &&
      cp \(Repository.root)/Tests/tools/send-uevent.pl .
      """,
    ])
    #expect(result.status == 0, "\(result.errors)")
  }

  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }

  /// Types the commands of some sections; a question is answered with yes.
  private static func typing(_ commands: [ReadmeCommands.Command]) -> String {
    commands.map { command in
      "type " + quoted(command.text.replacing("apmatrix apply", with: "apmatrix apply --yes"))
        + "\n"
    }.joined()
  }

  @Test func `every command of the README that can be typed there does what it says`() throws {
    let scratch = try ScratchDirectory()
    try Self.source(scratch.path)
    let host = scratch.path.appending("sys")
    for arguments in [
      ["create", host.string, "--adapters", "5:cca,6:accel", "--domains", "4,0x47,0xab,0xff"],
      ["module", "unload", host.string, "vfio_ap"],
    ] {
      let made = try Program.apmatrix.run(["fake"] + arguments)
      #expect(made.status == 0, "\(made.errors)")
    }
    let typed = try ReadmeCommands.all().filter { ReadmeCommands.reason($0) == nil }
    let first = ["## Installing by hand", "## Keeping a host as declared"]
    let installing = first.flatMap { heading in typed.filter { $0.heading == heading } }
    let using = typed.filter { !first.contains($0.heading) }
    let script = """
      \(Self.head)
      apmatrix --version 2>/dev/null
      \(Self.typing(installing))
      systemctl is-active apmatrix
      bash -c '. /usr/share/bash-completion/completions/apmatrix' && echo completion is bash
      systemctl stop apmatrix
      cp Packaging/apmatrix.yaml /etc/apmatrix/
      \(Self.typing(using))
      mdevctl list -d | sort

      """
    try SystemdBoot.prepare(scratch.path, units: Self.units, script: script)
    let result = try SystemdBoot.run(scratch.path, .debian13)
    let log = (try? TextFile.text(scratch.path.appending("typed"))) ?? ""
    let expected =
      Self.statuses(installing) + ["active", "completion is bash"] + Self.statuses(using) + [
        "30820a6f-b1a5-4503-91ca-0c10ba58692a matrix vfio_ap-passthrough auto (active)",
        "62177883-f1bb-47f0-914d-32a22e3a8804 matrix vfio_ap-passthrough auto (active)",
        "cef03c3c-903d-4ecc-9a83-40694cb8aee4 matrix vfio_ap-passthrough auto (active)",
      ]
    #expect(result.output.split(separator: "\n").map(String.init) == expected, "\(log)")
    #expect(typed.count >= 15)
  }

  /// All succeed, and `plan` says that there is a difference.
  private static func statuses(_ commands: [ReadmeCommands.Command]) -> [String] {
    commands.map { command in
      let status = command.text.hasPrefix("apmatrix plan") ? 2 : 0
      return "\(status) " + command.text.replacing("apmatrix apply", with: "apmatrix apply --yes")
    }
  }

  @Test func `has no reason for a command that is not in the README any more`() throws {
    let commands = try ReadmeCommands.all()
    for prefix in ReadmeCommands.untyped.keys {
      #expect(commands.contains { $0.text.hasPrefix(prefix) }, "\(prefix)")
    }
  }
}
