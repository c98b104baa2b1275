import SystemPackage
import TestSupport
import Testing

/// An agent whose udevd ends and comes back, as on the way out of an initramfs or at its update.
@Suite(.enabled(if: SystemdBoot.isPossible, "needs root and a systemd that boots in namespaces"))
struct `An agent that starts without udevd` {
  private static let script = """
    cp /mnt/tools/apmatrix /usr/bin/
    export LD_LIBRARY_PATH=/mnt/tools
    until_it() { for i in $(seq 1200); do "$@" && return; sleep 0.1; done; echo "in vain: $*"; }
    hears() { grep -q "\\"events_from\\":\\"$1\\"" /tmp/status.json 2>/dev/null; }
    heard() { [ "$(grep -o '"card":[0-9]*' /tmp/status.json | head -1)" = "\\"card\\":$1" ]; }
    units="systemd-udevd.service systemd-udevd-control.socket systemd-udevd-kernel.socket"
    stop() { systemctl stop $units 2>/dev/null; }
    card() { perl /mnt/send-uevent.pl change /devices/ap/card05 ap DEVTYPE=ap_card ONLINE=1; }
    stop
    printf 'version: 1\\nguests: {}\\n' >/tmp/apmatrix.yaml
    apmatrix agent --observe --interval 1 --config /tmp/apmatrix.yaml --status-file /tmp/status.json \\
      >/tmp/log 2>&1 &
    until_it hears "kernel events"
    card && until_it heard 1 && echo "without udevd it hears the kernel"
    systemctl start systemd-udevd
    until_it hears "udev events"
    card && until_it heard 2 && echo "udevd is there, and it hears udevd"
    stop
    until_it hears "kernel events"
    card && until_it heard 3 && echo "udevd has gone, and it hears the kernel"
    grep -c "udevd has come or gone" /tmp/log
    systemctl start systemd-udevd
    until_it hears "udev events"
    killed=$(systemctl show systemd-udevd -P MainPID)
    kill -KILL "$killed"
    card
    new() { [ "$(systemctl show systemd-udevd -P MainPID)" -gt 0 ] && [ ! -d "/proc/$killed" ]; }
    until_it new
    until_it hears "udev events"
    until_it heard 4 && echo "udevd was killed, and what it had not seen is heard"
    kill %1; wait %1; echo "ended with $?"

    """

  @Test(arguments: SystemdBoot.System.allCases)
  func `goes over to udevd's events when it comes, and back`(system: SystemdBoot.System) throws {
    let scratch = try ScratchDirectory()
    let made = try Program.apmatrix.run([
      "fake", "create", scratch.path.appending("sys").string, "--kernel", "7.1", "--adapters",
      "5:cca", "--domains", "4",
    ])
    #expect(made.status == 0, "\(made.errors)")
    // What makes it a fake host, which would have events of its own.
    ScratchDirectory.remove(scratch.path.appending("sys/.apmatrix"))
    try SystemdBoot.pack(
      Repository.programs.appending("apmatrix"), into: scratch.path.appending("tools"))
    try SystemdBoot.prepare(scratch.path, units: [:], script: Self.script)
    let sender = Repository.root.appending("Tests/tools/send-uevent.pl")
    try TextFile.write(try TextFile.text(sender), to: scratch.path.appending("send-uevent.pl"))
    let result = try SystemdBoot.run(scratch.path, system)
    let boot = (try? TextFile.text(scratch.path.appending("boot"))) ?? ""
    #expect(
      result.output == """
        without udevd it hears the kernel
        udevd is there, and it hears udevd
        udevd has gone, and it hears the kernel
        2
        udevd was killed, and what it had not seen is heard
        ended with 0

        """, "\(result.errors)\(boot)")
  }
}
