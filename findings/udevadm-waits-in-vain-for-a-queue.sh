#!/bin/sh
# udev 257 of Debian 13 (the same with 252)
#
# Guess: a unit that starts a guest's mdev waits for the queue with `udevadm wait /sys/bus/ap/devices/05.0047`: the
#   manual takes paths in /sys, and says that it waits until udev has the device created and initialized, so it ends at
#   once where udev has worked on the queue's events.
# Seen: it waits in vain for a queue, a card or an mdev, for ever without --timeout, also where rules have matched the
#   queue and run programs. To udev a device is initialized if it keeps a record of it, and without a device node it
#   keeps one only if a rule has set a property, a link or a tag. No rule of systemd, s390-tools or mdevctl sets one
#   for the AP bus; driverctl's does, for the queues with an override, and so any rule with ENV{X}="y". By the same
#   measure goes libudev's udev_device_get_is_initialized. `udevadm wait --initialized=no` asks only whether it's there.
# Needs root, mmdebstrap and perl.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mmdebstrap --quiet --mode=root --variant=minbase --include=udev trixie "$root" http://deb.debian.org/debian
chroot "$root" udevadm --version | grep -q '^257' || echo "note: another udev" >&2

uuid=62177883-f1bb-47f0-914d-32a22e3a8804
device() { # BUS PATH: what the kernel shows of a device
  mkdir -p "$root/sys/devices/$2" "$root/sys/bus/$1/devices"
  touch "$root/sys/devices/$2/uevent"
  ln -s "/sys/bus/$1" "$root/sys/devices/$2/subsystem"
  ln -s "/sys/devices/$2" "$root/sys/bus/$1/devices/${2##*/}"
}
device ap ap/card05
device ap ap/card05/05.0004
device ap ap/card05/05.0047
device mdev vfio_ap/matrix/$uuid
cat >"$root/etc/udev/rules.d/80-ap.rules" <<'RULES'
SUBSYSTEM=="ap|mdev", RUN+="/bin/sh -c 'echo $env{ACTION} >>/run/$kernel'"
SUBSYSTEM=="ap", KERNEL=="05.0004", ENV{LENT}="no"
RULES
cat >"$work/event" <<'PERL'
# What root sends to the kernel comes back as the kernel's event, in this network namespace only.
my ($action, $path, @keys) = @ARGV;
my $text = join "\0", "$action\@$path", "ACTION=$action", "DEVPATH=$path", @keys, "";
socket(my $socket, 16, 3, 15) or die;
send($socket, pack("LSSLL", 16 + length $text, 16, 1, 0, 0) . $text, 0, pack("SSLL", 16, 0, 0, 0)) or die;
PERL
cat >"$work/inside" <<'INSIDE'
export SYSTEMD_DEVICE_VERIFY_SYSFS=0 SYSTEMD_IGNORE_CHROOT=1
mount -t proc proc "$1/root/proc" && mount -t tmpfs tmpfs "$1/root/run" && mount -t tmpfs tmpfs "$1/root/dev" || exit
touch "$1/root/dev/null" && mount --bind /dev/null "$1/root/dev/null"
chroot "$1/root" /usr/lib/systemd/systemd-udevd --daemon 2>/dev/null
both() { perl "$1/event" add "$2" SUBSYSTEM=$3 $4 && perl "$1/event" bind "$2" SUBSYSTEM=$3 $4 DRIVER=$5; }
both "$1" /devices/ap/card05 ap DEVTYPE=ap_card cex4card
both "$1" /devices/ap/card05/05.0004 ap DEVTYPE=ap_queue cex4queue
both "$1" /devices/ap/card05/05.0047 ap DEVTYPE=ap_queue vfio_ap
both "$1" /devices/vfio_ap/matrix/$2 mdev MODALIAS= vfio_ap_mdev
sleep 1
chroot "$1/root" udevadm settle
for path in ap/devices/card05 ap/devices/05.0004 ap/devices/05.0047 mdev/devices/$2; do
  set -- "$1" "$2"
  for option in --initialized=yes --settle --initialized=no; do
    status=0
    chroot "$1/root" udevadm wait --timeout=3 $option /sys/bus/$path 2>/dev/null || status=$?
    set -- "$@" $status
  done
  echo "$path: a rule ran at $(paste -s -d ' ' "$1/root/run/${path##*/}"), wait ends with $3 $4, without udev $5"
done
INSIDE
unshare --mount --propagation private --net --pid --fork --kill-child sh "$work/inside" "$work" $uuid | tee "$work/seen"
cat >"$work/expected" <<EXPECTED
ap/devices/card05: a rule ran at add bind, wait ends with 1 1, without udev 0
ap/devices/05.0004: a rule ran at add bind, wait ends with 0 0, without udev 0
ap/devices/05.0047: a rule ran at add bind, wait ends with 1 1, without udev 0
mdev/devices/$uuid: a rule ran at add bind, wait ends with 1 1, without udev 0
EXPECTED
cmp -s "$work/seen" "$work/expected" || { echo "changed" >&2; exit 1; }
echo "as described"
