import TestSupport
import Testing

/// The shipped unit where overrides hand queues over: who holds new queues, and who gives them back.
@Suite
struct `The unit that holds new queues under a real systemd` {
  private static let configuration = """
    version: 1
    policy: {mode: enforce}
    host: {ownership: driver-override}
    guests:
      web01: {uuid: 62177883-f1bb-47f0-914d-32a22e3a8804, adapters: [5, 6], domains: 4}
    """

  private static let script = """
    mkdir /mnt/host
    cp /mnt/tools/apmatrix /usr/bin/
    export LD_LIBRARY_PATH=/mnt/tools
    apmatrix fake create /mnt/host --kernel 7.1 --adapters 5:cca,6:accel --domains 4,0x47
    systemctl daemon-reload
    systemd-run --quiet --setenv=LD_LIBRARY_PATH apmatrix fake serve /mnt/host
    until_it() { for i in $(seq 1200); do "$@" && return; sleep 0.1; done; echo "in vain: $*"; }
    held() { [ "$(cat /mnt/host/bus/ap/drivers_autoprobe)" = "$1" ]; }
    driver() { readlink "/mnt/host/bus/ap/devices/$1/driver" | sed 's,.*/,,'; }
    has() { [ "$(driver "$1")" = "$2" ]; }
    restarted() { systemctl show apmatrix -p ActiveState,NRestarts | xargs | grep -q "=$1.*=active"; }
    failed() { systemctl show apmatrix -P ActiveState,Result | xargs | grep -q failed; }

    systemctl start apmatrix && held 0 && echo started and held
    systemctl kill --signal=KILL apmatrix
    until_it restarted 1
    held 0 && echo "held again after kill -9"
    journalctl --sync
    journalctl -u apmatrix -o cat | grep -c 'the kernel binds what appears again'
    apmatrix fake adapter remove /mnt/host 6 --scan
    apmatrix fake adapter add /mnt/host 6:accel,7:cca --scan
    until_it has 06.0004 vfio_ap && until_it has 07.0004 cex4queue && echo each has its owner
    systemctl stop apmatrix && held 1 && echo stopped and given back
    systemctl start apmatrix && held 0 && echo held
    echo broken >/mnt/apmatrix.yaml
    systemctl kill --signal=KILL apmatrix
    until_it held 1 && echo given back by nobody but the unit
    until_it failed
    apmatrix fake adapter add /mnt/host 8:cca --scan
    driver 08.0004
    journalctl --sync
    journalctl _COMM=apmatrix -o cat | grep -c exposed
    """

  @Test(.enabled(if: SystemdBoot.isPossible, "needs root and a systemd that boots in namespaces"))
  func `gives them back whenever it ends, and only then`() throws {
    let (output, errors) = try SystemdBoot.runUnit(Self.configuration, script: Self.script)
    #expect(
      output == """
        started and held
        held again after kill -9
        1
        each has its owner
        stopped and given back
        held
        given back by nobody but the unit
        cex4queue
        0

        """, "\(errors)")
  }
}
