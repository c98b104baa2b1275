#!/bin/sh
# udev 257 of Debian 13 (the same with 252)
#
# Guess: ACTION=="unbind", DRIVER=="vfio_ap" matches the event of a queue that guests lose, and DRIVER=="cex4queue" that
#   of one that the host loses, as ACTION=="bind" with the same DRIVER matches those that they get: the event is of the
#   driver that lets go.
# Seen: the other way round. The kernel names the driver at bind and not at unbind, and where an event has no DRIVER=
#   udev looks which one the queue has now. At a hand-over the bus binds again before udev has got there (recorded:
#   after 0.4 ms, and udev after 13), so "unbind" with DRIVER=="vfio_ap" matches each queue that vfio_ap has just got,
#   and none that it lost. A queue that is left without a driver matches no DRIVER== at all, and DRIVER!="vfio_ap" also
#   when it was vfio_ap that it lost. In the event's properties there is none (ENV{DRIVER}=="" matches, and `udevadm
#   monitor --property` shows none) until a rule asks: then RUN's programs have the next driver as $DRIVER in theirs.
#   Which one it was nothing says; a rule for "bind" can keep it in a property, and IMPORT{db} has it at "unbind".
# Needs root, mmdebstrap and perl.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mmdebstrap --quiet --mode=root --variant=minbase --include=udev trixie "$root" http://deb.debian.org/debian
chroot "$root" udevadm --version | grep -q '^257' || echo "note: another udev" >&2

# What the kernel shows of a queue; its driver is a link.
queue=/devices/ap/card05/05.0047
mkdir -p "$root/sys$queue" "$root/sys/bus/ap/devices" "$root/sys/bus/ap/drivers/cex4queue" \
  "$root/sys/bus/ap/drivers/vfio_ap"
touch "$root/sys$queue/uevent"
ln -s /sys/bus/ap "$root/sys$queue/subsystem"
ln -s "/sys$queue" "$root/sys/bus/ap/devices/05.0047"
cat >"$root/etc/udev/rules.d/80-ap.rules" <<'RULES'
SUBSYSTEM!="ap", GOTO="end"
ACTION=="bind", ENV{HAD}="$env{DRIVER}"
ACTION=="unbind", IMPORT{db}="HAD", ENV{DRIVER}=="", ENV{SAYS}+="none-in-event"
ACTION=="unbind", DRIVER=="cex4queue", ENV{SAYS}+="DRIVER==cex4queue"
ACTION=="unbind", DRIVER=="vfio_ap", ENV{SAYS}+="DRIVER==vfio_ap"
ACTION=="unbind", DRIVER!="vfio_ap", ENV{SAYS}+="DRIVER!=vfio_ap"
ACTION=="unbind", RUN+="/bin/sh -c 'echo unbind, had $env{HAD}: $env{SAYS}, program $${DRIVER:-none} >>/run/seen'"
LABEL="end"
RULES
cat >"$work/event" <<'PERL'
# What root sends to the kernel comes back as the kernel's event, in this network namespace only.
my ($action, $path, @keys) = @ARGV;
my $text = join "\0", "$action\@$path", "ACTION=$action", "DEVPATH=$path", @keys, "";
socket(my $socket, 16, 3, 15) or die;
send($socket, pack("LSSLL", 16 + length $text, 16, 1, 0, 0) . $text, 0, pack("SSLL", 16, 0, 0, 0)) or die;
PERL
cat >"$work/inside" <<'INSIDE'
set -eu
export SYSTEMD_DEVICE_VERIFY_SYSFS=0 SYSTEMD_IGNORE_CHROOT=1
root=$1/root
mount -t proc proc "$root/proc" && mount -t tmpfs tmpfs "$root/run" && mount -t tmpfs tmpfs "$root/dev"
touch "$root/dev/null" && mount --bind /dev/null "$root/dev/null"
chroot "$root" /usr/lib/systemd/systemd-udevd --daemon 2>/dev/null
number=100
send() { # WORK PATH ACTION [DRIVER]: with the keys that kernels from 6.1 to 7.1 send
  number=$((number + 1))
  perl "$1/event" "$3" "$2" SUBSYSTEM=ap DEVTYPE=ap_queue ${4:+DRIVER=$4} MODE=cca SEQNUM=$number
}
hand() { # WORK PATH DRIVER|none: the queue loses its driver, and has this one when udev looks
  rm -f "$root/sys$2/driver"
  [ "$3" = none ] || ln -s "/sys/bus/ap/drivers/$3" "$root/sys$2/driver"
  send "$1" "$2" unbind
  [ "$3" = none ] || send "$1" "$2" bind "$3"
  sleep 1
  chroot "$root" udevadm settle
}
ln -s /sys/bus/ap/drivers/cex4queue "$root/sys$2/driver"
send "$1" "$2" bind cex4queue
sleep 1
chroot "$root" udevadm settle
hand "$1" "$2" vfio_ap
hand "$1" "$2" cex4queue
hand "$1" "$2" vfio_ap
hand "$1" "$2" none
cat "$root/run/seen"
INSIDE
unshare --mount --propagation private --net --pid --fork --kill-child sh "$work/inside" "$work" $queue \
  | tee "$work/seen"
cat >"$work/expected" <<'EXPECTED'
unbind, had cex4queue: none-in-event DRIVER==vfio_ap, program vfio_ap
unbind, had vfio_ap: none-in-event DRIVER==cex4queue DRIVER!=vfio_ap, program cex4queue
unbind, had cex4queue: none-in-event DRIVER==vfio_ap, program vfio_ap
unbind, had vfio_ap: none-in-event DRIVER!=vfio_ap, program none
EXPECTED
cmp -s "$work/seen" "$work/expected" || { echo "changed" >&2; exit 1; }
echo "as described"
