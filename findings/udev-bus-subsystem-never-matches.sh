#!/bin/sh
# udev 257 of Debian 13 (the same with 252)
#
# Guess: a rule for the add event of /sys/bus/ap is written SUBSYSTEM=="ap", DEVPATH=="/bus/ap", as for
#   its devices, and `udevadm verify` says so if it can't match.
# Seen: the subsystem of a bus itself is "subsystem" to udev ("bus" in the kernel's event, and udev takes
#   "bus", "class" and "subsystem" for one), never the bus's own name. The rule matches no event, and
#   `udevadm verify` finds nothing wrong with it; of the forms that do match it refuses "bus".
# Needs root and mmdebstrap.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mmdebstrap --quiet --mode=root --variant=minbase --include=udev trixie "$work/root" \
  http://deb.debian.org/debian
mkdir -p "$work/sys/bus/ap/devices" "$work/sys/bus/ap/drivers" "$work/root/etc/udev/rules.d"
: >"$work/sys/bus/ap/uevent"
echo no >"$work/sys/bus/ap/apmask"
rules=$work/root/etc/udev/rules.d/41-ap.rules
result=0
try() {
  printf 'ACTION=="add", %sDEVPATH=="/bus/ap", ENV{SEEN}="%s"\n' "$1" "yes" >"$rules"
  verified=accepts
  chroot "$work/root" udevadm verify /etc/udev/rules.d/41-ap.rules >"$work/verify" 2>&1 ||
    verified=refuses
  [ "$verified" = "$3" ] || {
    echo "changed: udevadm verify $verified $1" >&2
    result=1
  }
  unshare --mount --propagation private sh -c "
    mount --bind '$work/sys' '$work/root/sys'
    SYSTEMD_DEVICE_VERIFY_SYSFS=0 chroot '$work/root' udevadm test --action=add /sys/bus/ap" \
    >"$work/test" 2>&1 || true
  seen=no
  grep -q 'SEEN=yes' "$work/test" && seen=yes
  [ "$seen" = "$2" ] || {
    echo "changed: with $1 seen: $seen" >&2
    result=1
  }
}
chroot "$work/root" udevadm --version | grep -q '^257' || echo "note: another udev" >&2
try '' yes accepts
try 'SUBSYSTEM=="subsystem", ' yes accepts
try 'SUBSYSTEM=="bus", ' yes refuses
try 'SUBSYSTEM=="ap", ' no accepts
[ "$result" = 0 ] && echo "as described"
exit "$result"
