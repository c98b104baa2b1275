import SystemPackage
import TestSupport
import Testing

/// The shipped unit under a real systemd.
///
/// `Tests/tools/under-systemd.sh` boots it as process 1 of namespaces of its own. The fake host stands beside `/sys`; the sandbox is tried on the real one.
@Suite
struct `The unit under a real systemd` {
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
      --metrics /run/apmatrix/apmatrix.prom
    """

  /// What the sandbox allows; it is asked from within it.
  private static let probe = """
    exec >/run/apmatrix/probe 2>/dev/null
    echo change >/sys/devices/virtual/mem/null/uevent && echo may write to devices
    echo 1 >/sys/bus/clockevents/drivers_autoprobe && echo may write to the bus
    echo 1 >/sys/bus/clocksource/drivers_autoprobe && echo may write to another bus
    touch /run/lock/s390apconfig.probe && rm /run/lock/s390apconfig.probe && echo may lock
    touch /etc/probe && echo may write to /etc
    [ -e /proc/sys ] && echo sees /proc/sys
    mount -t tmpfs tmpfs /tmp && echo may mount
    grep ^CapEff: /proc/self/status
    """

  /// What an administrator does; a line of output for each fact.
  private static let script = """
    mkdir /mnt/host
    cp /mnt/tools/apmatrix /usr/bin/
    export LD_LIBRARY_PATH=/mnt/tools
    apmatrix fake create /mnt/host --kernel 7.1 --adapters 5:cca,6:accel --domains 4,0x47,0xab
    version=$(systemctl --version | sed -n '1s/systemd \\([0-9]*\\).*/\\1/p')
    [ "$version" -ge 253 ] || cp /mnt/reload-before-253.conf /etc/systemd/system/apmatrix.service.d/
    systemctl daemon-reload
    systemd-run --quiet --setenv=LD_LIBRARY_PATH apmatrix fake serve /mnt/host
    state() { systemctl show apmatrix -p ActiveState,Result,NRestarts | sort | xargs; }
    effective() { cat /mnt/host/devices/vfio_ap/matrix/*/guest_matrix | grep -c '^[0-9]'; }
    until_is() {
      for i in $(seq 300); do [ "$(effective)" = "$1" ] && break; sleep 0.1; done
      echo "$(effective) effective"
    }

    systemctl start apmatrix && echo "started: $(effective) effective, $(state)"
    cat /run/apmatrix/probe
    apmatrix fake adapter add /mnt/host 7:cca --scan && until_is 6
    status() { systemctl show apmatrix -P StatusText; }
    for i in $(seq 300); do status | grep -q 'as declared' && break; sleep 0.1; done
    status
    systemctl reload apmatrix && echo "reloaded: $(state)"
    journalctl -u apmatrix -o cat | grep -c 'read again and in force'
    systemctl kill --signal=KILL apmatrix
    apmatrix fake adapter remove /mnt/host 6 --scan && until_is 4
    for i in $(seq 300); do state | grep -q =active.*=1 && break; sleep 0.1; done
    echo "after kill -9: $(state)"
    systemctl stop apmatrix && echo "stopped: $(state)"
    ls /run/lock | grep -c s390apconfig
    journalctl _COMM=apmatrix -p err -o cat
    """

  @Test(.enabled(if: SystemdBoot.isPossible, "needs root and a systemd that boots in namespaces"))
  func `becomes ready, repairs, reloads, restarts and ends in its sandbox`() throws {
    let scratch = try ScratchDirectory()
    let program = try Repository.programs.appending("apmatrix")
    try SystemdBoot.pack(program, into: scratch.path.appending("tools"))
    let packaging = Repository.root.appending("Packaging")
    try SystemdBoot.prepare(
      scratch.path,
      units: [
        "apmatrix.service": try TextFile.text(packaging.appending("apmatrix.service")),
        "apmatrix.service.d/fake.conf": Self.dropIn,
      ], script: Self.script)
    try TextFile.write(Self.probe, to: scratch.path.appending("probe"))
    try TextFile.write(
      "version: 1\npolicy: {mode: enforce}\nguests:\n"
        + `An agent and a fake host as processes`.guests,
      to: scratch.path.appending("apmatrix.yaml"))
    try TextFile.write(
      TextFile.text(packaging.appending("reload-before-253.conf")),
      to: scratch.path.appending("reload-before-253.conf"))
    let result = try SystemdBoot.run(scratch.path)
    let boot = (try? TextFile.text(scratch.path.appending("boot"))) ?? ""
    #expect(
      result.output == """
        started: 5 effective, ActiveState=active NRestarts=0 Result=success
        may write to devices
        may write to the bus
        may lock
        CapEff:\t0000000000001000
        6 effective
        enforce: as declared; 2 guests, 6 effective queues
        reloaded: ActiveState=active NRestarts=0 Result=success
        1
        4 effective
        after kill -9: ActiveState=active NRestarts=1 Result=success
        stopped: ActiveState=inactive NRestarts=0 Result=success
        0

        """, "\(result.errors)\(boot)")
  }
}
