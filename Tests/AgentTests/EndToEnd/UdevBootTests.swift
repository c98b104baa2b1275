import SystemPackage
import TestSupport
import Testing

/// The shipped rules and unit, and the exported rule, under real udev daemons.
///
/// The fake host is `/sys` of the booted system, and `send-uevent.pl` sends each event with the keys
/// that the kernel sends; udevd makes of it what it makes of the kernel's.
@Suite(.enabled(if: SystemdBoot.isPossible, "needs root and a systemd that boots in namespaces"))
struct `Under a real udev` {
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
      grep -c "^-abq vfio_ap$" /mnt/modprobe
      event add /devices/ap/card05 ap DEVTYPE=ap_card DRIVER=cex4card
      event bind /devices/ap/card05 ap DEVTYPE=ap_card DRIVER=cex4card
      event change /devices/ap/card05 ap DEVTYPE=ap_card DRIVER=cex4card ONLINE=1
      event bind /devices/ap/card05/05.0004 ap DEVTYPE=ap_queue DRIVER=cex4queue
      touch /etc/udev/rules.d/41-ap.rules
      event add /devices/ap/card05 ap DEVTYPE=ap_card DRIVER=cex4card
      journalctl --sync
      journalctl -o cat -u systemd-udevd | grep -o "70-apmatrix.rules:[0-9]* RUN .*" | sort | uniq -c

      """
    let rules = try TextFile.text(Repository.root.appending("Rules/70-apmatrix.rules"))
    let output = try UdevBoot.run(script, system, rules: ["70-apmatrix.rules": rules])
    #expect(
      output == """
        disabled, the device came: inactive
        disabled, the device changed: inactive
        enabled, the device came: active
        stopped, the device changed: inactive
        started again: active
        disabled again, the device changed: inactive
        2
              2 70-apmatrix.rules:11 RUN 'kmod load vfio_ap'

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
    let output = try UdevBoot.run(script, system, rules: ["41-ap.rules": rules])
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
