import SystemPackage
import TestSupport
import Testing

/// A host whose files contradict each other in one way, what it shows before a boot, and the boot.
///
/// `Tests/tools/play-boot.sh` stands where the kernel is; systemd, udev, mdevctl and the agent are Debian 13's
/// own and the built ones.
struct ForetoldBoot: Sendable, CustomTestStringConvertible {
  /// What loads zcrypt's modules.
  enum Loader: String {
    case initrd
    case udev
  }

  /// What is wrong, as a sentence.
  let testDescription: String
  /// What loads zcrypt's modules.
  let loader: Loader
  /// The kernel parameter `ap.apmask`.
  let apmask: String?
  /// Whether masks and mdevs are now as they are declared; else they are as the kernel starts.
  let isUp: Bool
  /// What then was written to `apmask` since; nil if nothing was.
  let maskNow: String?
  /// What was done to the host's files, as a script.
  let deed: String
  /// What doctor says is wrong at the next boot, by the findings' ids.
  let foretold: [String]
  /// What the boot leaves: the masks' first bytes, each guest's assigned queues.
  let state: [String]
  /// The other state that it may leave, where two definitions want one queue.
  let otherwise: [String]?
  /// Whether what-if foretells the state; else the agent, or chance, has a hand in it.
  let isPlayed: Bool

  init(
    _ description: String, _ deed: String = "", loader: Loader = .initrd, apmask: String? = nil,
    isUp: Bool = true, maskNow: String? = nil, foretold: [String] = [], isPlayed: Bool = true,
    state: [String], otherwise: [String]? = nil
  ) {
    (testDescription, self.deed, self.loader, self.apmask) = (description, deed, loader, apmask)
    (self.isUp, self.foretold, self.isPlayed) = (isUp, foretold, isPlayed)
    (self.state, self.otherwise, self.maskNow) = (state, otherwise, maskNow)
  }

  static let web = "62177883-f1bb-47f0-914d-32a22e3a8804"
  static let db = "30820a6f-b1a5-4503-91ca-0c10ba58692a"

  /// Both guests have adapter 5, which the host leaves to them.
  private static let declared = """
    version: 1
    host: {keeps: {adapters: all except 5, domains: all}}
    policy: {mode: enforce}
    guests:
      web01: {uuid: \(web), adapters: 5, domains: 4}
      db02: {uuid: \(db), adapters: 5, domains: 0x47}

    """

  private var before: String {
    """
    source /mnt/play-boot.sh
    install_host
    declare_host
    \(apmask.map { "start_with ap.apmask=\($0)" } ?? "")
    \(deed)
    # The last boot was as the next one will be: its rules were there.
    touch -hc -d 2001-01-01 /etc/udev/rules.d/*.rules
    config=/etc/apmatrix/apmatrix.yaml
    [ -e $config ] && named="--config $config" || named=
    echo "$named" >/mnt/named
    apmatrix doctor --sysfs /mnt/now --root / --format json >/mnt/doctor.json
    apmatrix what-if --sysfs /mnt/now --root / $named --reboot --format json >/mnt/what-if.json
    replace_loader

    """
  }

  private var script: String {
    """
    source /mnt/play-boot.sh
    boot \(loader)
    show_state
    apmatrix diff /mnt/now /sys $(cat /mnt/named) --format json >/mnt/diff.json
    if systemctl -q is-active apmatrix; then tell_findings; fi
    journalctl --sync
    journalctl -b -o cat >/mnt/journal

    """
  }

  /// Boots it.
  func run() throws -> Outcome {
    let scratch = try ScratchDirectory()
    let place = scratch.path
    try makeHosts(place)
    // The agent's writes to a fake host rename files across what the unit names one by one.
    let paths = "[Service]\nReadWritePaths=\nReadWritePaths=/sys /run/lock\n"
    let units = try SystemdBoot.shipped(with: ["apmatrix.service.d/fake.conf": paths])
    try SystemdBoot.prepare(place, units: units, script: script)
    try TextFile.write(before, to: place.appending("before"))
    try TextFile.write(Self.declared, to: place.appending("declared.yaml"))
    try bringTools(place)
    let result = try SystemdBoot.run(place, .debian13)
    let log = ["boot", "journal"].map { (try? TextFile.text(place.appending($0))) ?? "" }
    try #require(result.status == 0, "\(result.errors)\(result.output)\(log)")
    return try outcome(place, result.output, log.joined())
  }

  /// What the scripts want beside the fake hosts.
  private func bringTools(_ place: FilePath) throws {
    for file in [
      "Tests/tools/play-boot.sh", "Tests/tools/send-uevent.pl", "Rules/70-apmatrix.rules",
    ] {
      let source = Repository.root.appending(file)
      let name = try #require(source.lastComponent)
      try TextFile.write(try TextFile.text(source), to: place.appending(name))
    }
    try SystemdBoot.pack(
      try Repository.programs.appending("apmatrix"), into: place.appending("tools"))
    let compiler = try #require(Program.clang)
    let made = try compiler.run([
      "-shared", "-fPIC", "-o", place.appending("tools/fake-writes.so").string,
      Repository.root.appending("Tests/tools/fake-writes.c").string,
    ])
    try #require(made.status == 0, "\(made.errors)")
  }
}
