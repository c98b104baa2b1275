import SystemPackage
import TestSupport
import Testing

/// A booted system whose `/sys` is a fake host, with events as the kernel sends them.
enum UdevBoot {
  /// The agent is no part of this: whether systemd starts it is.
  private static let units = [
    "apmatrix.service.d/fake.conf": """
    [Service]
    Type=oneshot
    RemainAfterExit=yes
    WatchdogSec=0
    ExecStart=
    ExecStart=/bin/true

    """
  ]

  /// Sends events and waits until udevd, and then systemd, have dealt with all of them.
  private static let head = """
    mkdir -p /etc/udev/rules.d /etc/apmatrix
    touch /etc/apmatrix/apmatrix.yaml
    cp /mnt/rules/*.rules /etc/udev/rules.d/
    rm -f /usr/sbin/modprobe
    printf '#!/bin/sh\\necho "$@" >>/mnt/modprobe\\n' >/usr/sbin/modprobe
    chmod 755 /usr/sbin/modprobe
    cat >/etc/udev/rules.d/99-marker.rules <<'RULE'
    ACTION=="add", SUBSYSTEM=="ap", ENV{MARKER}=="1", TAG+="systemd"
    RULE
    systemctl daemon-reload
    udevadm control --reload --log-level=debug
    event() { perl /mnt/send-uevent.pl "$@" && udevadm settle; }
    matrix() { event "$1" /devices/vfio_ap/matrix matrix "${@:2}"; }
    until_it() { for i in $(seq 1200); do "$@" && return; sleep 0.1; done; echo "in vain: $*"; }
    is() { [ "$(systemctl show "$1" -P ActiveState)" = "$2" ]; }
    markers=(card05 card06 card05/05.0004 card05/05.0047 card06/06.0004 card06/06.0047)
    agent() {
      event add "/devices/ap/${markers[0]}" ap MARKER=1
      until_it is "$(systemd-escape --path --suffix=device "/sys/devices/ap/${markers[0]}")" active
      markers=("${markers[@]:1}")
      job=$(systemctl show apmatrix -P Job)
      echo "$1: $(systemctl show apmatrix -P ActiveState)${job:+, a job waits}"
    }

    """

  /// Boots both systems over a fake host with the rules of the project and of `export`.
  static func run(
    _ script: String, _ system: SystemdBoot.System, rules: [String: String]
  ) throws -> String {
    let scratch = try ScratchDirectory()
    let host = scratch.path.appending("sys")
    let made = try Program.apmatrix.run([
      "fake", "create", host.string, "--kernel", "7.1", "--adapters", "5:cca,6:accel",
      "--domains", "4,0x47",
    ])
    #expect(made.status == 0, "\(made.errors)")
    try SystemdBoot.prepare(
      scratch.path, units: try SystemdBoot.shipped(with: units), script: head + script)
    let sender = Repository.root.appending("Tests/tools/send-uevent.pl")
    try TextFile.write(try TextFile.text(sender), to: scratch.path.appending("send-uevent.pl"))
    for (name, text) in rules {
      try TextFile.write(text, to: scratch.path.appending("rules").appending(name))
    }
    let result = try SystemdBoot.run(scratch.path, system)
    let boot = (try? TextFile.text(scratch.path.appending("boot"))) ?? ""
    #expect(result.status == 0, "\(result.errors)\(boot)")
    return result.output
  }
}
