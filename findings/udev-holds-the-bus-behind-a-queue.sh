#!/bin/sh
# udev 257 of Debian 13, with a mask rule at the event that chzdev's rule has
#
# Guess: a rule runs a program at the add event of a guest's queue that waits until the masks have freed the queue, and
#   then starts the guest's mdev. Meanwhile udev works on the events of other devices: on that of the bus, at which the
#   rule in 41-ap.rules sets the masks, and on those of the other cards and their queues.
# Seen: the program waits in vain, and the masks are set when it has given up. An event has to wait for each earlier one
#   of a device above or below its own, and /sys/devices/ap, which says BINDINGS=complete, is above every card and
#   queue. So a slow program of one queue holds the masks of the whole host, and behind the bus's event all that cards
#   and queues say later, of other cards too, whose earlier events went through. udev ends a program after 3 minutes.
#   Neither udev(7) nor the log tells. What ENV{SYSTEMD_WANTS} or systemd-run starts holds nothing.
# Needs root, mmdebstrap and perl.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mmdebstrap --quiet --mode=root --variant=minbase --include=udev trixie "$root" http://deb.debian.org/debian
chroot "$root" udevadm --version | grep -q '^257' || echo "note: another udev" >&2

mkdir -p "$root/sys/bus/ap/devices"
for device in card03 card03/03.0004 card05 card05/05.0047; do
  mkdir -p "$root/sys/devices/ap/$device"
  touch "$root/sys/devices/ap/$device/uevent"
  ln -s /sys/bus/ap "$root/sys/devices/ap/$device/subsystem"
  ln -s "/sys/devices/ap/$device" "$root/sys/bus/ap/devices/${device##*/}"
done
touch "$root/sys/devices/ap/uevent" "$root/sys/bus/ap/uevent"
all=$(printf %062d 0 | tr 0 f)
cat >"$root/etc/udev/rules.d/41-ap.rules" <<RULES
ACTION=="change", SUBSYSTEM=="ap", DEVPATH=="/devices/ap", ENV{BINDINGS}=="complete", \
  ATTR{[subsystem/ap]apmask}="0xfb$all", RUN+="/bin/sh -c 'echo masks set >>/run/seen'"
RULES
cat >"$root/etc/udev/rules.d/80-guest.rules" <<'RULES'
ACTION=="add", KERNEL=="05.0047", RUN+="/bin/sh /wait"
ACTION!="remove", KERNEL=="03.0004", RUN+="/bin/sh -c 'echo $env{ACTION} of $kernel >>/run/seen'"
RULES
cat >"$root/wait" <<'WAIT'
echo "05.0047 waits" >>/run/seen
for second in 1 2 3 4 5; do
  grep -q ^0xfb /sys/bus/ap/apmask && echo "05.0047 is free" >>/run/seen && exit
  sleep 1
done
echo "05.0047 gives up" >>/run/seen
WAIT
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
number=100
send() {
  number=$((number + 1))
  perl "$@" SUBSYSTEM=ap SEQNUM=$number
}
run() { # what the bus and its devices say as their drivers come; "$2": the queue that the program is for
  echo "with $2:"
  : >"$1/root/run/seen"
  echo 0xffff >"$1/root/sys/bus/ap/apmask"
  send "$1/event" add "/devices/ap/$2" DEVTYPE=ap_queue
  for try in 1 2 3 4 5 6 7 8 9; do # its program has begun
    [ -s "$1/root/run/seen" ] || [ "$2" = card05 ] || sleep 0.2
  done
  send "$1/event" add /devices/ap/card03/03.0004 DEVTYPE=ap_queue
  sleep 1
  send "$1/event" change /devices/ap BINDINGS=complete COMPLETECOUNT=1
  send "$1/event" change /devices/ap/card03/03.0004 DEVTYPE=ap_queue ONLINE=0
  sleep 1
  chroot "$1/root" udevadm settle
  sed 's/^/  /' "$1/root/run/seen"
}
run "$1" card05/05.0047
run "$1" card05
INSIDE
unshare --mount --propagation private --net --pid --fork --kill-child sh "$work/inside" "$work" | tee "$work/seen"
cat >"$work/expected" <<'EXPECTED'
with card05/05.0047:
  05.0047 waits
  add of 03.0004
  05.0047 gives up
  masks set
  change of 03.0004
with card05:
  add of 03.0004
  masks set
  change of 03.0004
EXPECTED
cmp -s "$work/seen" "$work/expected" || { echo "changed" >&2; exit 1; }
echo "as described"
