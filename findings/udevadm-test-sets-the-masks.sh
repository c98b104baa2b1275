#!/bin/sh
# udev 252 of Debian 12
#
# Guess: `udevadm test --action=add /sys/bus/ap` shows what a rule that sets the AP masks, as chzdev writes one, would do
#   to the bus, and does nothing: the manual says that it simulates an event, and it says itself that it is for debugging
#   and runs no program of RUN.
# Seen: what a rule writes to attributes it writes. The masks of the running host are set, and a rule for a queue with
#   ATTR{driver_override}= sets the override, with which the kernel takes no mask any more. On standard error, among
#   the debug messages, it says "writing". udev 257 writes nothing and says "Running in test mode".
# Needs root and mmdebstrap.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
for suite in bookworm trixie; do
  mmdebstrap --quiet --mode=root --variant=minbase --include=udev --keyring="$keyring" "$suite" "$work/$suite" \
    http://deb.debian.org/debian
  cat >"$work/$suite/etc/udev/rules.d/41-ap.rules" <<'RULES'
ACTION=="add", DEVPATH=="/bus/ap", ATTR{apmask}="0xfbffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
RULES
  cat >"$work/$suite/etc/udev/rules.d/90-queues.rules" <<'RULES'
ACTION=="add", SUBSYSTEM=="ap", KERNEL=="06.0047", ATTR{driver_override}="vfio_ap"
RULES
done
chroot "$work/bookworm" udevadm --version | grep -q '^252' || echo "note: another udev" >&2

# What the kernel shows of the bus and of a queue.
sys=$work/sys
queue=$sys/devices/ap/card06/06.0047
mkdir -p "$queue" "$sys/bus/ap/devices"
ln -s ../../../../bus/ap "$queue/subsystem"
ln -s ../../../bus/ap "$sys/devices/ap/card06/subsystem"
ln -s ../../../devices/ap/card06/06.0047 "$sys/bus/ap/devices/06.0047"
touch "$sys/bus/ap/uevent" "$sys/devices/ap/uevent" "$sys/devices/ap/card06/uevent" "$queue/uevent"

test_event() { # SUITE DEVICE: what is there of the mask and of the override afterwards
  printf '0x%s\n' "$(printf '%064d' 0 | tr 0 f)" >"$sys/bus/ap/apmask"
  echo >"$queue/driver_override"
  # shellcheck disable=SC2016 # the inner shell's own
  unshare --mount --propagation private sh -c 'mount --bind "$0" "$1/sys"
    SYSTEMD_DEVICE_VERIFY_SYSFS=0 chroot "$1" udevadm test --action=add "$2"' "$sys" "$work/$1" "$2" \
    >"$work/test" 2>&1 || true
  echo "$(cut -c 1-6 "$sys/bus/ap/apmask") '$(cat "$queue/driver_override")'"
}
result=0
expect() { # WANTED SUITE DEVICE
  seen=$(test_event "$2" "$3")
  echo "$2, $3: $seen"
  [ "$seen" = "$1" ] || { echo "changed: $2, $3, was $1" >&2; result=1; }
}
expect "0xfbff ''" bookworm /sys/bus/ap
grep -q "apmask' writing '0xfbff" "$work/test" || { echo "changed: the words of 252" >&2; result=1; }
expect "0xffff 'vfio_ap'" bookworm /sys/bus/ap/devices/06.0047
expect "0xffff ''" trixie /sys/bus/ap
grep -q 'Running in test mode, skipping' "$work/test" || { echo "changed: the words of 257" >&2; result=1; }
expect "0xffff ''" trixie /sys/bus/ap/devices/06.0047
[ "$result" = 0 ] && echo "as described"
exit "$result"
