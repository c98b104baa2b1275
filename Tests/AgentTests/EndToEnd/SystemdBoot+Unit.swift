import SystemPackage
import TestSupport
import Testing

/// The shipped unit in a booted systemd.
extension SystemdBoot {
  /// What the fake host needs beside the unit: its place and its events.
  ///
  /// Another bus of the real sysfs stands for `/sys/bus/ap`, which is not there.
  private static let dropIn = """
    [Unit]
    ConditionPathExists=
    [Service]
    Environment=LD_LIBRARY_PATH=/mnt/tools
    ReadWritePaths=
    ReadWritePaths=/sys/bus/clockevents /sys/devices /run/lock /mnt/host
    ExecStartPre=-/bin/bash /mnt/probe
    ExecStart=
    ExecStart=/usr/bin/apmatrix agent --sysfs /mnt/host --events udev --config /mnt/apmatrix.yaml \\
      --lock /run/lock/s390apconfig.lock --status-file /run/apmatrix/status.json \\
      --metrics /run/apmatrix/apmatrix.prom --history /var/lib/apmatrix/history --journal
    ExecStopPost=
    ExecStopPost=-/usr/bin/apmatrix release --if-held --sysfs /mnt/host --config /mnt/apmatrix.yaml
    """

  /// The units that the packages bring, and others.
  static func shipped(with others: [String: String]) throws -> [String: String] {
    var units = others
    for name in ["apmatrix.service", "apmatrix-processes.socket", "apmatrix-processes@.service"] {
      units[name] = try TextFile.text(Repository.root.appending("Packaging").appending(name))
    }
    return units
  }

  /// Boots a system with the unit, over a fake host that the script makes.
  ///
  /// - Parameters:
  ///   - configuration: what the agent keeps.
  ///   - script: what an administrator does; a line of output for each fact.
  ///   - probe: what is asked from within the sandbox before the agent starts.
  ///   - files: what else is in `/mnt`, by name.
  /// - Returns: what the script wrote, and what explains why it may be wrong.
  static func runUnit(
    _ configuration: String, script: String, probe: String = "", files: [String: String] = [:]
  ) throws -> (output: String, errors: String) {
    let scratch = try ScratchDirectory()
    try pack(
      Repository.programs.appending("apmatrix"), into: scratch.path.appending("tools"))
    let packaging = Repository.root.appending("Packaging")
    let units = try shipped(with: ["apmatrix.service.d/fake.conf": dropIn])
    try prepare(scratch.path, units: units, script: script)
    let reload = try TextFile.text(packaging.appending("reload-before-253.conf"))
    let own = [
      "probe": probe, "apmatrix.yaml": configuration, "reload-before-253.conf": reload,
    ]
    for (name, text) in own.merging(files, uniquingKeysWith: { $1 }) {
      try TextFile.write(text, to: scratch.path.appending(name))
    }
    let result = try run(scratch.path)
    let boot = (try? TextFile.text(scratch.path.appending("boot"))) ?? ""
    return (result.output, result.errors + boot)
  }
}
