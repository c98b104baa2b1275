import SystemPackage
import TestSupport
import Testing

/// The service that the agent asks about processes, under a real systemd over a fake host for `/sys`.
@Suite(.enabled(if: SystemdBoot.isPossible, "needs root and a systemd that boots in namespaces"))
struct `The service for processes` {
  /// The fake host is written to beside the attributes, too, which a kernel is not.
  private static let units = [
    "apmatrix.service.d/fake.conf": "[Service]\nReadWritePaths=\nReadWritePaths=/sys /run/lock\n"
  ]

  private static let configuration = """
    version: 1
    host: {keeps: {adapters: all except 5, domains: all}}
    policy: {mode: enforce, host-use-watch: 1}
    guests:
      web01: {uuid: 62177883-f1bb-47f0-914d-32a22e3a8804, adapters: 5, domains: 4}

    """

  /// A program of another user has the device of all queues open, and later it ends.
  private static let script = """
    cp /mnt/tools/*.so* /usr/local/lib/ && ldconfig
    cp /mnt/tools/apmatrix /usr/bin/
    mkdir /etc/apmatrix && cp /mnt/apmatrix.yaml /etc/apmatrix/
    touch /dev/z90crypt
    setpriv --reuid=65534 --regid=65534 --clear-groups --bounding-set=-all sleep 1000 3</dev/z90crypt &
    user=$!
    until_it() { for i in $(seq 1200); do "$@" && return; sleep 0.1; done 2>/dev/null; echo "in vain: $*"; }
    effective() { grep -qs . /sys/devices/vfio_ap/matrix/*/guest_matrix; }
    told() { journalctl --sync; journalctl -u apmatrix -o cat | grep -o "$1" | sed "s/pid $user/its pid/" | sort -u; }
    unlooked() { grep ^apmatrix_findings_not_looked_at /run/apmatrix/apmatrix.prom; }
    systemctl daemon-reload
    until_it grep -qx sleep /proc/$user/comm
    systemctl start apmatrix
    told 'the host uses .* would lose them'
    readlink /sys/bus/ap/devices/05.0004/driver | sed 's,.*/,,'
    until_it unlooked
    stat -c '%A %U' /run/apmatrix-processes.socket /run/apmatrix/status.json /run/apmatrix/apmatrix.prom
    kill $user && wait $user
    systemctl reload apmatrix
    until_it effective && readlink /sys/bus/ap/devices/05.0004/driver | sed 's,.*/,,'
    told 'not looked at.*'
    journalctl --sync
    journalctl -b -o cat | grep -c 'Started apmatrix-processes'
    systemctl stop apmatrix apmatrix-processes.socket
    [ -e /run/apmatrix-processes.socket ] || echo no socket
    rm /run/apmatrix/apmatrix.prom /etc/systemd/system/apmatrix-processes.socket
    systemctl daemon-reload
    systemctl start apmatrix && until_it unlooked
    told 'not looked at.*'
    """

  @Test func `keeps a queue for another user's program until that ends`() throws {
    let scratch = try ScratchDirectory()
    let made = try Program.apmatrix.run([
      "fake", "create", scratch.path.appending("sys").string, "--kernel", "7.1", "--adapters",
      "5:cca,6:accel", "--domains", "4,0x47",
    ])
    #expect(made.status == 0, "\(made.errors)")
    try SystemdBoot.pack(
      try Repository.programs.appending("apmatrix"), into: scratch.path.appending("tools"))
    try SystemdBoot.prepare(
      scratch.path, units: try SystemdBoot.shipped(with: Self.units), script: Self.script)
    try TextFile.write(Self.configuration, to: scratch.path.appending("apmatrix.yaml"))
    let result = try SystemdBoot.run(scratch.path, .debian13)
    let boot = (try? TextFile.text(scratch.path.appending("boot"))) ?? ""
    #expect(
      result.output == """
        the host uses 05.0004, 05.0047 (open in sleep (its pid)) and would lose them
        cex4queue
        apmatrix_findings_not_looked_at 0
        srw------- root
        -rw-r--r-- root
        -rw-r--r-- root
        vfio_ap
        0
        no socket
        apmatrix_findings_not_looked_at 1
        not looked at: /proc/cmdline: it is hidden from this process

        """, "\(result.errors)\(boot)")
  }
}
