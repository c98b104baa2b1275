#!/bin/sh
# mdevctl 1.4.0 (Debian 13, 1.4.0-2+b1) with udev 257
#
# Guess: its udev rule runs `mdevctl start-parent-mdevs matrix` when the device that mdevs are made of is there,
#   once for a load of vfio_ap: for the change event with MDEV_STATE=registered, which new kernels send, or for
#   the device's add event, on old ones.
# Seen: three times. vfio_ap names its bus as its device, "matrix", and the rule asks for no subsystem, only
#   whether /etc/mdevctl.d has a directory of the event's name: the add event of /bus/matrix matches as well, when
#   there is no device yet, then that of /devices/vfio_ap/matrix, then the change event. udevd may work on events
#   of different devices at the same time, so that two starts of the same definitions can meet. A boot of a real
#   kernel whose masks came late had three refused tries (EADDRNOTAVAIL) within two seconds.
# Needs root and mmdebstrap.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mmdebstrap --quiet --mode=root --variant=minbase --include=udev,mdevctl trixie "$work/root" \
  http://deb.debian.org/debian
# shellcheck disable=SC2016 # dpkg's own variable
version=$(chroot "$work/root" dpkg-query -W -f '${Version}' mdevctl)
[ "$version" = 1.4.0-2+b1 ] || echo "note: mdevctl $version" >&2

# What vfio_ap makes in sysfs, as far as the rule looks at it.
device=$work/sys/devices/vfio_ap/matrix
mkdir -p "$device" "$work/sys/bus/matrix/devices" "$work/sys/bus/matrix/drivers/vfio_ap" \
  "$work/root/etc/mdevctl.d/matrix"
ln -s ../../../bus/matrix "$device/subsystem"
ln -s ../../../devices/vfio_ap/matrix "$work/sys/bus/matrix/devices/matrix"
: >"$work/sys/bus/matrix/uevent"
: >"$work/sys/bus/matrix/drivers/vfio_ap/uevent"

# starts ACTION PATH [PROPERTY]: how often the rule would start the parent's mdevs at an event.
starts() {
  : >"$device/uevent"
  [ -z "${3:-}" ] || echo "$3" >"$device/uevent"
  unshare --mount --propagation private sh -c "
    mount --bind '$work/sys' '$work/root/sys'
    SYSTEMD_DEVICE_VERIFY_SYSFS=0 chroot '$work/root' udevadm test --action=$1 /sys$2" >"$work/test" 2>&1 || true
  grep -c '^ *RUN.*mdevctl start-parent-mdevs matrix' "$work/test" || true
}
result=0
# expect COUNT EVENT...: states what was seen.
expect() {
  wanted=$1
  shift
  seen=$(starts "$@")
  echo "$*: $seen"
  [ "$seen" = "$wanted" ] || { echo "changed: $*" >&2; cat "$work/test" >&2; result=1; }
}
expect 1 add /bus/matrix
expect 1 add /devices/vfio_ap/matrix
expect 1 change /devices/vfio_ap/matrix MDEV_STATE=registered
expect 0 change /devices/vfio_ap/matrix
expect 0 add /bus/matrix/drivers/vfio_ap
[ "$result" = 0 ] && echo "as described"
exit "$result"
