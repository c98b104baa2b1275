#!/bin/sh
# udev 257 of Debian 13 (the same with 252)
#
# Guess: `udevadm trigger --action=add /sys/bus/ap/devices/card05` has udev look at this card again: the manual takes
#   device names and paths as arguments, as `udevadm info` and `udevadm wait` do, and has --parent-match for what is
#   below one. With /sys/devices/ap, whose event sets the masks in the rule of chzdev, it is the bus that gets an event.
# Seen: an argument is --parent-match by another name. The card and each of its queues is said to be new, up to 256
#   events with all that rules do at them, and with /sys/devices/vfio_ap/matrix, by which mdevctl's autostart is run
#   again, each guest's mdev. For /sys/devices/ap it is every card and queue, and not the bus, which no option reaches.
#   One alone is --subsystem-match=ap --sysname-match=card05, or `echo add >/sys/bus/ap/devices/card05/uevent`.
# Needs root and mmdebstrap.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mmdebstrap --quiet --mode=root --variant=minbase --include=udev trixie "$root" http://deb.debian.org/debian
chroot "$root" udevadm --version | grep -q '^257' || echo "note: another udev" >&2

# What the kernel shows of the bus, of two cards with two queues each, and of vfio_ap with two mdevs.
device() { # BUS PATH
  mkdir -p "$work/sys/devices/$2" "$work/sys/bus/$1/devices"
  ln -s "/sys/bus/$1" "$work/sys/devices/$2/subsystem"
  ln -s "/sys/devices/$2" "$work/sys/bus/$1/devices/${2##*/}"
}
for card in 05 06; do
  device ap ap/card$card
  for domain in 0004 0047; do device ap "ap/card$card/$card.$domain"; done
done
device matrix vfio_ap/matrix
for digit in 4 5; do device mdev "vfio_ap/matrix/62177883-f1bb-47f0-914d-32a22e3a880$digit"; done
cat >"$root/look" <<'LOOK'
export SYSTEMD_DEVICE_VERIFY_SYSFS=0 # libudev takes a device for real only in a sysfs
trigger() { # OPTION...: which devices get an event
  for path in /sys/bus/ap /sys/devices/ap $(find /sys/devices -name subsystem -printf '%h '); do : >$path/uevent; done
  udevadm trigger --action=add "$@" || echo "status $?"
  find /sys -name uevent -size +0 | sed 's,/uevent$,,; s,^/sys/devices/,,' | LC_ALL=C sort >/tmp/triggered
  echo "$*: $(paste -s -d ' ' /tmp/triggered)"
}
trigger /sys/bus/ap/devices/card05
trigger /sys/bus/ap/devices/05.0047
trigger /sys/devices/vfio_ap/matrix
trigger /sys/devices/ap
trigger --subsystem-match=ap --sysname-match=card05
trigger --subsystem-match=ap --sysname-match=ap
trigger --type=all --sysname-match=ap
LOOK
matrix=vfio_ap/matrix/62177883-f1bb-47f0-914d-32a22e3a880
cat >"$work/expected" <<SEEN
/sys/bus/ap/devices/card05: ap/card05 ap/card05/05.0004 ap/card05/05.0047
/sys/bus/ap/devices/05.0047: ap/card05/05.0047
/sys/devices/vfio_ap/matrix: vfio_ap/matrix ${matrix}4 ${matrix}5
/sys/devices/ap: ap/card05 ap/card05/05.0004 ap/card05/05.0047 ap/card06 ap/card06/06.0004 ap/card06/06.0047
--subsystem-match=ap --sysname-match=card05: ap/card05
--subsystem-match=ap --sysname-match=ap: 
--type=all --sysname-match=ap: /sys/bus/ap
SEEN
unshare --mount --propagation private sh -c "
  mount --rbind '$work/sys' '$root/sys' && mount -t proc proc '$root/proc'
  export SYSTEMD_IGNORE_CHROOT=1
  exec chroot '$root' sh /look" >"$work/seen" || true
cat "$work/seen"
cmp -s "$work/seen" "$work/expected" || { echo "changed" >&2; exit 1; }
echo "as described"
