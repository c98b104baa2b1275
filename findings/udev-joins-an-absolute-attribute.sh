#!/bin/sh
# udev 252 of Debian 12 (257 resolves the same paths), rules that write the AP masks
#
# Guess: ATTR{/sys/bus/ap/apmask}="..." writes that file, and [bus/ap]apmask is another name for it.
# Seen: udev joins what stands in the braces below the device's directory, an absolute path as well, and goes on
#   without a word in the usual log. Only [SUBSYSTEM/NAME]attribute leads elsewhere, and a bus is a NAME of the
#   SUBSYSTEM "subsystem". `+=` and `:=` are taken for `=`.
#   With 252, since `udevadm test` of 257 writes nothing.
# Needs root and mmdebstrap.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mmdebstrap --quiet --mode=root --variant=minbase --include=udev \
  --keyring=/usr/share/keyrings/debian-archive-keyring.gpg bookworm "$work/root" http://deb.debian.org/debian
mkdir -p "$work/sys/bus/ap/devices" "$work/sys/bus/ap/drivers" "$work/sys/devices/ap" \
  "$work/root/etc/udev/rules.d"
: >"$work/sys/bus/ap/uevent"
: >"$work/sys/devices/ap/uevent"
ln -s ../../bus/ap "$work/sys/devices/ap/subsystem"
rules=$work/root/etc/udev/rules.d/41-ap.rules
result=0
# try ASSIGNMENT DEVICE yes|no: whether a rule with that assignment writes the mask at an event of the device
try() {
  printf '' >"$work/sys/bus/ap/apmask"
  printf '%s"behind"\n' "$1" >"$rules"
  unshare --mount --propagation private sh -c "
    mount --bind '$work/sys' '$work/root/sys'
    SYSTEMD_DEVICE_VERIFY_SYSFS=0 chroot '$work/root' udevadm test --action=add /sys/$2" \
    >"$work/test" 2>&1 || true
  seen=no
  if grep -q 'behind' "$work/sys/bus/ap/apmask"; then seen=yes; fi
  [ "$seen" = "$3" ] || {
    echo "changed: $1 at $2: $seen" >&2
    result=1
  }
}
chroot "$work/root" udevadm --version | grep -q '^252' || echo "note: another udev" >&2
for device in bus/ap devices/ap; do
  try 'ATTR{../../bus/ap/apmask}=' $device yes
  try 'ATTR{../../bus/ap/apmask}+=' $device yes
  try 'ATTR{[subsystem/ap]apmask}=' $device yes
  try 'ATTR{[bus/ap]apmask}=' $device no
  try 'ATTR{/sys/bus/ap/apmask}=' $device no
done
try 'ATTR{apmask}=' bus/ap yes
try 'ATTR{apmask}=' devices/ap no
[ "$result" = 0 ] && echo "as described"
exit "$result"
