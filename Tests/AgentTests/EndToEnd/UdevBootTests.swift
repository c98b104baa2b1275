import SystemPackage
import TestSupport
import Testing

/// The shipped rules and unit, and the exported rule, under real udev daemons.
///
/// The fake host is `/sys` of the booted system, and `send-uevent.pl` sends each event with the keys
/// that the kernel sends; udevd makes of it what it makes of the kernel's.
@Suite(.enabled(if: SystemdBoot.isPossible, "needs root and a systemd that boots in namespaces"))
struct `Under a real udev` {
  /// The agent is no part of this: whether systemd starts it is.
  private static let units = [
    "apmatrix.service.d/fake.conf": """
    [Service]
    Type=oneshot
    RemainAfterExit=yes
    WatchdogSec=0
    ExecStart=
    ExecStart=/bin/true

    """,
    "modprobe@.service.d/fake.conf": """
    [Unit]
    ConditionCapability=
    [Service]
    ExecStart=
    ExecStart=/bin/sh -c 'echo %i >>/mnt/modprobe'

    """,
  ]

  /// Sends events and waits until udevd, and then systemd, have dealt with all of them.
  private static let head = """
    mkdir -p /etc/udev/rules.d /etc/apmatrix
    touch /etc/apmatrix/apmatrix.yaml
    cp /mnt/rules/*.rules /etc/udev/rules.d/
    cat >/etc/udev/rules.d/99-marker.rules <<'RULE'
    ACTION=="add", SUBSYSTEM=="ap", ENV{MARKER}=="1", TAG+="systemd"
    RULE
    systemctl daemon-reload
    udevadm control --reload --log-level=debug
    event() { perl /mnt/send-uevent.pl "$@" && udevadm settle; }
    matrix() { event "$1" /devices/vfio_ap/matrix matrix "${@:2}"; }
    until_it() { for i in $(seq 600); do "$@" && return; sleep 0.1; done; echo "in vain: $*"; }
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
  private static func run(
    _ script: String, _ system: SystemdBoot.System, rules: [String: String]
  ) throws -> String {
    let scratch = try ScratchDirectory()
    let host = scratch.path.appending("sys")
    let made = try Program.apmatrix.run([
      "fake", "create", host.string, "--kernel", "7.1", "--adapters", "5:cca,6:accel",
      "--domains", "4,0x47",
    ])
    #expect(made.status == 0, "\(made.errors)")
    let unit = try TextFile.text(Repository.root.appending("Packaging/apmatrix.service"))
    let units = units.merging(["apmatrix.service": unit]) { $1 }
    try SystemdBoot.prepare(scratch.path, units: units, script: head + script)
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

  @Test(arguments: SystemdBoot.System.allCases)
  func `the agent starts with the matrix device as the administrator wants it`(
    system: SystemdBoot.System
  ) throws {
    let script = """
      matrix add
      agent "disabled, the device came"
      matrix change MDEV_STATE=registered
      agent "disabled, the device changed"
      mv /sys/devices/vfio_ap /sys/away
      matrix remove
      until_it is sys-devices-vfio_ap-matrix.device inactive
      systemctl enable apmatrix 2>/dev/null
      mv /sys/away /sys/devices/vfio_ap
      matrix add
      until_it is apmatrix active
      agent "enabled, the device came"
      systemctl stop apmatrix
      matrix change MDEV_STATE=registered
      matrix bind DRIVER=vfio_ap
      agent "stopped, the device changed"
      systemctl start apmatrix
      agent "started again"
      systemctl disable --now apmatrix 2>/dev/null
      matrix change MDEV_STATE=registered
      agent "disabled again, the device changed"
      grep -c vfio_ap /mnt/modprobe
      event add /devices/ap/card05 ap DEVTYPE=ap_card DRIVER=cex4card
      event bind /devices/ap/card05 ap DEVTYPE=ap_card DRIVER=cex4card
      event change /devices/ap/card05 ap DEVTYPE=ap_card DRIVER=cex4card ONLINE=1
      event bind /devices/ap/card05/05.0004 ap DEVTYPE=ap_queue DRIVER=cex4queue
      journalctl --sync
      journalctl -o cat -u systemd-udevd | grep -o "70-apmatrix.rules:[0-9]* RUN .*" | sort | uniq -c

      """
    let rules = try TextFile.text(Repository.root.appending("Rules/70-apmatrix.rules"))
    let output = try Self.run(script, system, rules: ["70-apmatrix.rules": rules])
    #expect(
      output == """
        disabled, the device came: inactive
        disabled, the device changed: inactive
        enabled, the device came: active
        stopped, the device changed: inactive
        started again: active
        disabled again, the device changed: inactive
        2
              2 70-apmatrix.rules:8 RUN 'kmod load vfio_ap'

        """)
  }

  @Test(arguments: SystemdBoot.System.allCases)
  func `each line of the exported rule matches its event, and the old one none`(
    system: SystemdBoot.System
  ) throws {
    let scratch = try ScratchDirectory()
    let (config, file) = (scratch.path.appending("config"), scratch.path.appending("rules"))
    try TextFile.write(
      "version: 1\nhost: {keeps: {adapters: all except 5, domains: all except 4}}\nguests: {}\n",
      to: config)
    let export = try Program.apmatrix.run([
      "export", "--config", config.string, "--udev-rules", file.string,
    ])
    #expect(export.status == 0, "\(export.errors)")
    let rules = try TextFile.text(file)
    let adapters = "0xfb" + String(repeating: "f", count: 62)
    let domains = "0xf7" + String(repeating: "f", count: 62)
    let script = """
      cd /sys/bus/ap
      full=0x\(String(repeating: "f", count: 64))
      try() {
        echo $full >apmask; echo $full >aqmask
        event "${@:2}"
        case "$(cat apmask aqmask | xargs)" in
          "$full $full") echo "$1: nothing" ;;
          "\(adapters) \(domains)") echo "$1: both masks" ;;
          *) echo "$1: $(cat apmask aqmask | xargs)" ;;
        esac
      }
      echo "4/4 (complete)" >bindings; echo 0 >bindings_complete_count
      try "bound, the counter at 0" add /bus/ap bus SYNTH_UUID=0
      echo "3/4" >bindings; echo 1 >bindings_complete_count
      try "bound once" add /bus/ap bus SYNTH_UUID=0
      echo 0 >bindings_complete_count
      try "not bound" add /bus/ap bus SYNTH_UUID=0
      rm bindings_complete_count
      try "not bound before 6.19" add /bus/ap bus SYNTH_UUID=0
      echo "4/4 (complete)" >bindings
      try "bound before 6.19" add /bus/ap bus SYNTH_UUID=0
      try "another event of the bus" change /bus/ap bus
      try "the first time complete" change /devices/ap ap BINDINGS=complete COMPLETECOUNT=1
      try "complete again" change /devices/ap ap BINDINGS=complete COMPLETECOUNT=2
      sed -i 's/DEVPATH=="\\/bus\\/ap"/SUBSYSTEM=="ap", &/' /etc/udev/rules.d/41-ap.rules
      grep -c 'SUBSYSTEM=="ap", DEVPATH=="/bus/ap"' /etc/udev/rules.d/41-ap.rules
      udevadm control --reload
      try "with the subsystem ap" add /bus/ap bus SYNTH_UUID=0
      sed -i 's/SUBSYSTEM=="ap", DEVPATH=="\\/bus/SUBSYSTEM=="subsystem", DEVPATH=="\\/bus/' \\
        /etc/udev/rules.d/41-ap.rules
      udevadm control --reload
      try "with the subsystem subsystem" add /bus/ap bus SYNTH_UUID=0

      """
    let output = try Self.run(script, system, rules: ["41-ap.rules": rules])
    #expect(
      output == """
        bound, the counter at 0: both masks
        bound once: both masks
        not bound: nothing
        not bound before 6.19: nothing
        bound before 6.19: both masks
        another event of the bus: nothing
        the first time complete: both masks
        complete again: nothing
        2
        with the subsystem ap: nothing
        with the subsystem subsystem: both masks

        """)
  }
}
