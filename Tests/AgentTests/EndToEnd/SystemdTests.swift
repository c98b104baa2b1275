import SystemPackage
import TestSupport
import Testing

/// The shipped unit under a real systemd.
///
/// `Tests/tools/under-systemd.sh` boots it as process 1 of namespaces of its own. The fake host stands beside `/sys`; the sandbox is tried on the real one.
@Suite
struct `The unit under a real systemd` {
  /// What the sandbox allows; it is asked from within it.
  private static let probe = """
    exec >/run/apmatrix/probe 2>/dev/null
    echo change >/sys/devices/virtual/mem/null/uevent && echo may write to devices
    echo 1 >/sys/bus/clockevents/drivers_autoprobe && echo may write to the bus
    echo 1 >/sys/bus/clocksource/drivers_autoprobe && echo may write to another bus
    touch /run/lock/s390apconfig.probe && rm /run/lock/s390apconfig.probe && echo may lock
    touch /etc/probe && echo may write to /etc
    [ -w /proc/sys/kernel/panic ] && echo may write to /proc/sys
    mount -t tmpfs tmpfs /tmp && echo may mount
    readlink /proc/1/fd/0 >/proc/self/fd/2 && echo sees what others have open
    [ -e /proc/cmdline ] && echo sees the parameters
    echo x >/proc/1/comm && echo may write to others
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
      for i in $(seq 1200); do [ "$(effective)" = "$1" ] && break; sleep 0.1; done
      echo "$(effective) effective"
    }

    systemctl start apmatrix && echo "started: $(effective) effective, $(state)"
    cat /run/apmatrix/probe
    apmatrix fake adapter add /mnt/host 7:cca --scan && until_is 6
    status() { systemctl show apmatrix -P StatusText; }
    for i in $(seq 1200); do status | grep -q 'as declared' && break; sleep 0.1; done
    status
    systemctl reload apmatrix && echo "reloaded: $(state)"
    # systemd hears of it first, and journald writes when it gets to it.
    again() { journalctl --sync && journalctl -u apmatrix -o cat | grep -c 'read again and in force'; }
    for i in $(seq 1200); do again >/dev/null && break; sleep 0.1; done
    again
    systemctl kill --signal=KILL apmatrix
    apmatrix fake adapter remove /mnt/host 6 --scan && until_is 4
    for i in $(seq 1200); do state | grep -q =active.*=1 && break; sleep 0.1; done
    echo "after kill -9: $(state)"
    # When systemd forgets the restarts after that is its own affair.
    systemctl stop apmatrix && echo "stopped: $(state | sed 's/NRestarts=[0-9]* //')"
    ls /run/lock | grep -c s390apconfig
    apmatrix history --verify >/dev/null && stat -c "history: verified, mode %a" /var/lib/apmatrix/history
    journalctl --sync
    journalctl _COMM=apmatrix -p err -o cat
    """

  @Test(.enabled(if: SystemdBoot.isPossible, "needs root and a systemd that boots in namespaces"))
  func `becomes ready, repairs, reloads, restarts and ends in its sandbox`() throws {
    let configuration =
      "version: 1\npolicy: {mode: enforce}\nguests:\n"
      + `An agent and a fake host as processes`.guests
    let (output, errors) = try SystemdBoot.runUnit(
      configuration, script: Self.script, probe: Self.probe)
    #expect(
      output == """
        started: 5 effective, ActiveState=active NRestarts=0 Result=success
        may write to devices
        may write to the bus
        may lock
        CapEff:\t0000000000000000
        6 effective
        enforce: as declared; 2 guests, 6 effective queues
        reloaded: ActiveState=active NRestarts=0 Result=success
        1
        4 effective
        after kill -9: ActiveState=active NRestarts=1 Result=success
        stopped: ActiveState=inactive Result=success
        0
        history: verified, mode 700

        """, "\(errors)")
  }
  /// A boot as on a 6.1 whose random number source has used a queue once, and another's program that goes
  /// on using one.
  private static let boot = """
    mkdir /mnt/host
    cp /mnt/tools/apmatrix /usr/bin/
    export LD_LIBRARY_PATH=/mnt/tools
    apmatrix fake create /mnt/host --kernel 6.1 --adapters 5:cca,6:accel --domains 4,0x47,0xab,0xff
    cat /mnt/host/devices/ap/card05/05.0004/request_count
    touch /mnt/busy
    while [ -e /mnt/busy ]; do apmatrix fake requests /mnt/host 06.0047 --count 1; sleep 0.2; done &
    systemctl daemon-reload
    systemd-run --quiet --setenv=LD_LIBRARY_PATH apmatrix fake serve /mnt/host
    effective() { cat /mnt/host/devices/vfio_ap/matrix/*/guest_matrix 2>/dev/null | grep -c '^[0-9]'; }
    until_it() { for i in $(seq 1200); do "$@" && return; sleep 0.1; done; echo "in vain: $*"; }
    says() { journalctl -u apmatrix -o cat | grep -q "$1"; }
    is() { [ "$(effective)" = "$1" ]; }
    systemctl start --no-block apmatrix
    until_it says 'the host uses 06.0047 (requests come, or are under way)'
    readlink /mnt/host/bus/ap/devices/06.0047/driver | sed 's,.*/,,'
    rm /mnt/busy
    until_it is 8
    echo "$(effective) effective"
    journalctl --sync
    journalctl -u apmatrix -o cat | grep -o '05.0004 had requests once, and none in the last 2 s'
    """

  @Test(.enabled(if: SystemdBoot.isPossible, "needs root and a systemd that boots in namespaces"))
  func `gives the example's guests what was used once at boot, and nothing that is in use`()
    throws
  {
    let example = try TextFile.text(Repository.root.appending("Packaging/apmatrix.yaml"))
    let (output, errors) = try SystemdBoot.runUnit(
      example.replacing("host-use-watch: 30", with: "host-use-watch: 2"), script: Self.boot)
    #expect(
      output == """
        1
        cex4queue
        8 effective
        05.0004 had requests once, and none in the last 2 s

        """, "\(errors)")
  }
}
