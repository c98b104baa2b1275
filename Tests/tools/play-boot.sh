#!/bin/bash
# A boot of a host in a booted system, where the kernel's part is played over a fake host; for `source`.
#
# udev, mdevctl, systemd and the agent are the real ones, and take these events and this /sys for the kernel's. To
# a fake host what udev writes is text in a file: `heed` hands that on before anything else happens.

# What an administrator has installed, and what the kernel's modules are to programs that load them.
install_host() {
  cp /mnt/tools/*.so /usr/local/lib/ && ldconfig
  cp /mnt/tools/apmatrix /usr/bin/
  cp /mnt/70-apmatrix.rules /usr/lib/udev/rules.d/
  mkdir -p /etc/mdevctl.d/matrix /etc/udev/rules.d /etc/apmatrix /etc/modules-load.d
  mv /usr/bin/mdevctl /usr/lib/mdevctl/
  printf '#!/bin/sh\nLD_PRELOAD=/usr/local/lib/fake-writes.so exec /usr/lib/mdevctl/mdevctl "$@"\n' \
    >/usr/bin/mdevctl
  rm -f /usr/sbin/modprobe
  printf '#!/bin/bash\nsource /mnt/play-boot.sh\ncase " $* " in *" vfio_ap "*) load_vfio_ap ;; esac\n' \
    >/usr/sbin/modprobe
  chmod 755 /usr/bin/mdevctl /usr/sbin/modprobe
}

# udev's own loader wants a module that the running kernel has; the program that stands for it does not.
replace_loader() {
  sed -i 's,RUN{builtin}+="kmod load vfio_ap",RUN+="/usr/sbin/modprobe vfio_ap",' \
    /etc/udev/rules.d/*.rules /usr/lib/udev/rules.d/70-apmatrix.rules 2>/dev/null || true
  cat /sys/bus/ap/apmask >/mnt/run.apmask
  cat /sys/bus/ap/aqmask >/mnt/run.aqmask
}

# Makes a running host what the file declares, keeps it for the next boot, and links mdevctl where its rule
# looks for it.
declare_host() {
  ln -s ../bin/mdevctl /usr/sbin/mdevctl
  apmatrix export --config /mnt/declared.yaml --udev-rules /etc/udev/rules.d/41-ap.rules \
    --mdevctl /etc/mdevctl.d/matrix >/dev/null
}

# Lets the kernel have been given a word.
start_with() {
  echo "$1" >/mnt/cmdline
  mount --bind /mnt/cmdline /proc/cmdline
}

event() { perl /mnt/send-uevent.pl "$@"; }

# Hands on the masks that udev has written since the last time.
heed() {
  local name now
  for name in apmask aqmask; do
    now=$(cat /sys/bus/ap/$name)
    [ "$now" = "$(cat /mnt/run.$name)" ] || apmatrix fake write /sys bus/ap/$name -- "$now"
    cat /sys/bus/ap/$name >/mnt/run.$name
  done
}

# vfio_ap comes, after all that udev wrote for the same event; a second time it is there.
load_vfio_ap() {
  heed
  [ ! -e /sys/devices/vfio_ap/matrix ] || return 0
  apmatrix fake module load /sys vfio_ap
  event add /devices/vfio_ap/matrix matrix
  event change /devices/vfio_ap/matrix matrix MDEV_STATE=registered
}

# Waits until udevd has dealt with all events, and hands on what it wrote.
settle() { udevadm settle && heed; }

# zcrypt takes the cards and queues, the bus says if all have their driver.
load_zcrypt() {
  local card queue
  apmatrix fake module load /sys zcrypt_cex4
  for card in /sys/devices/ap/card*; do
    event bind "${card#/sys}" ap DEVTYPE=ap_card DRIVER=cex4card
    for queue in "$card"/??.????; do event bind "${queue#/sys}" ap DEVTYPE=ap_queue DRIVER=cex4queue; done
  done
  if grep -q complete /sys/bus/ap/bindings; then event change /devices/ap ap BINDINGS=complete COMPLETECOUNT=1; fi
  settle
}

# What `udevadm trigger` has the kernel repeat: subsystems, then devices.
coldplug() {
  local device driver
  event add /bus/ap bus SYNTH_UUID=0
  for device in /sys/devices/ap/card* /sys/devices/ap/card*/??.????; do
    [ ! -e "$device/driver" ] || driver=$(basename "$(readlink "$device/driver")")
    case "$device" in
      *.????) event add "${device#/sys}" ap DEVTYPE=ap_queue ${driver:+DRIVER=$driver} SYNTH_UUID=0 ;;
      *) event add "${device#/sys}" ap DEVTYPE=ap_card ${driver:+DRIVER=$driver} SYNTH_UUID=0 ;;
    esac
  done
  settle
}

# The boot, with zcrypt's modules from the initrd or from udev, and what then stays.
boot() {
  # systemd-modules-load is early, and its loader can't be told of a module that the kernel does not have.
  if grep -qsx vfio_ap /etc/modules-load.d/*.conf; then load_vfio_ap; settle; fi
  coldplug
  if [ "$1" = udev ]; then load_zcrypt; fi
  settle
  # What multi-user.target does; systemd waits until the agent is ready.
  if systemctl -q is-enabled apmatrix; then systemctl start apmatrix; fi
  settle
}

# What the agent says of the next boot from its sandbox, and doctor from outside of it.
tell_findings() {
  local i metrics=/run/apmatrix/apmatrix.prom
  for i in $(seq 1200); do
    grep -q ^apmatrix_findings $metrics 2>/dev/null && break
    sleep 0.1
  done
  grep ^apmatrix_findings $metrics >/mnt/findings
  apmatrix doctor --format json >/mnt/by-hand.json || true
}

# The masks' first bytes, and each guest's matrix.
show_state() {
  local guest
  echo "masks $(cut -c 3-4 /sys/bus/ap/apmask) $(cut -c 3-4 /sys/bus/ap/aqmask)"
  for guest in /sys/devices/vfio_ap/matrix/????????-*; do
    [ ! -e "$guest" ] || echo "$(basename "$guest" | cut -c 1-8) $(xargs <"$guest/matrix")"
  done
}
