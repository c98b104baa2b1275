#!/bin/sh
# udev 257 of Debian 13 (the same with 252), rules of s390-tools 2.40 and later for the AP masks
#
# Guess: ATTR{bindings_complete_count}!="0", with which chzdev's 41-ap.rules since s390-tools 2.40 finds out at
#   udev's coldplug that all queues have their drivers already, also matches on a kernel without that attribute
#   (before Linux 6.19), as ENV{X}!="0" matches where X is not set.
# Seen: a comparison with an attribute that is not there fails, with != as with ==. So on such a kernel the newer
#   rule does no more than the older one: where zcrypt was loaded in the initrd the masks are not set at boot.
# Needs root and mmdebstrap.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mmdebstrap --quiet --mode=root --variant=minbase --include=udev trixie "$work/root" \
  http://deb.debian.org/debian
mkdir -p "$work/sys/bus/ap/devices" "$work/sys/bus/ap/drivers" "$work/root/etc/udev/rules.d"
: >"$work/sys/bus/ap/uevent"
rules=$work/root/etc/udev/rules.d/41-ap.rules
result=0
# try PART yes|no: whether a rule with that part matches add of the bus
try() {
  printf 'ACTION=="add", DEVPATH=="/bus/ap", %s, ENV{SEEN}="yes"\n' "$1" >"$rules"
  unshare --mount --propagation private sh -c "
    mount --bind '$work/sys' '$work/root/sys'
    SYSTEMD_DEVICE_VERIFY_SYSFS=0 chroot '$work/root' udevadm test --action=add /sys/bus/ap" \
    >"$work/test" 2>&1 || true
  seen=no
  if grep -q 'SEEN=yes' "$work/test"; then seen=yes; fi
  [ "$seen" = "$2" ] || {
    echo "changed: with $1 seen: $seen" >&2
    result=1
  }
}
chroot "$work/root" udevadm --version | grep -q '^257' || echo "note: another udev" >&2
try 'ENV{NO_SUCH}!="0"' yes
try 'ATTR{bindings_complete_count}!="0"' no
try 'ATTR{bindings_complete_count}=="0"' no
echo 1 >"$work/sys/bus/ap/bindings_complete_count"
try 'ATTR{bindings_complete_count}!="0"' yes
echo 0 >"$work/sys/bus/ap/bindings_complete_count"
try 'ATTR{bindings_complete_count}!="0"' no
[ "$result" = 0 ] && echo "as described"
exit "$result"
