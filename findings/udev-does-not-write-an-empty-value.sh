#!/bin/sh
# udev 257 of Debian 13 (the same with 252)
#
# Guess: a rule gives a queue back with ATTR{driver_override}="", as `echo >driver_override` does, and leaves every
#   adapter to guests with ATTR{apmask}="": the manual says that the value is written, and to the kernel an empty line
#   is no override, and a mask without a bit.
# Seen: udev opens the attribute and closes it. Nothing is written, so the override stays, with it the kernel goes on
#   refusing masks, and the mask stays as well. The log of udevd says that it is writing "", and `udevadm verify` of 257
#   finds nothing wrong. With ATTR{driver_override}=e"\n" the end of a line is written, and clears it.
# Needs root and mmdebstrap.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mmdebstrap --quiet --mode=root --variant=minbase --include=udev trixie "$root" http://deb.debian.org/debian
chroot "$root" udevadm --version | grep -q '^257' || echo "note: another udev" >&2

# What the kernel shows of the bus and of a queue that has an override.
queue=$root/sys/devices/ap/card05/05.0047
mkdir -p "$queue" "$root/sys/bus/ap/devices"
ln -s ../../../../bus/ap "$queue/subsystem"
ln -s ../../../bus/ap "$root/sys/devices/ap/card05/subsystem"
ln -s ../../../devices/ap/card05/05.0047 "$root/sys/bus/ap/devices/05.0047"
touch "$root/sys/bus/ap/uevent" "$root/sys/devices/ap/uevent" "$queue/../uevent" "$queue/uevent"
echo vfio_ap >"$queue/driver_override"
printf '0x%s\n' "$(printf '%064d' 0 | tr 0 f)" >"$root/sys/bus/ap/apmask"

cat >"$root/etc/udev/rules.d/90-queue.rules" <<'RULES'
SUBSYSTEM!="ap", GOTO="end"
ENV{WRITE}=="empty", ATTR{driver_override}="", ATTR{../../../../bus/ap/apmask}=""
ENV{WRITE}=="line", ATTR{driver_override}=e"\n", ATTR{../../../../bus/ap/apmask}=e"\n"
ENV{WRITE}=="?*", RUN+="/bin/sh -c 'echo $env{WRITE} >>/run/done'"
LABEL="end"
RULES
cat >"$root/event" <<'PERL'
# What root sends to the kernel comes back as the kernel's event, in this network namespace only.
my ($action, $path, @keys) = @ARGV;
my $text = join "\0", "$action\@$path", "ACTION=$action", "DEVPATH=$path", "SUBSYSTEM=ap", @keys, "";
socket(my $socket, 16, 3, 15) or die;
send($socket, pack("LSSLL", 16 + length $text, 16, 1, 0, 0) . $text, 0, pack("SSLL", 16, 0, 0, 0)) or die;
PERL
cat >"$root/look" <<'LOOK'
export SYSTEMD_DEVICE_VERIFY_SYSFS=0 # libudev takes a device for real only in a sysfs
/usr/lib/systemd/systemd-udevd --debug >/run/log 2>&1 &
for second in $(seq 60); do [ -S /run/udev/control ] && break || sleep 1; done
write() { # what the kernel would read: a line, of a mask the first digits
  perl /event change /devices/ap/card05/05.0047 SEQNUM=$2 DEVTYPE=ap_queue WRITE=$1
  for second in $(seq 60); do grep -qsx "$1" /run/done && break || sleep 1; done
  echo "$1: override '$(head -n 1 /sys/devices/ap/card05/05.0047/driver_override)'," \
    "mask '$(head -n 1 /sys/bus/ap/apmask | cut -c 1-6)'"
}
write empty 1
echo "writing \"\" says the log: $(grep -c "Writing ATTR{.*/driver_override'}=\"\"" /run/log)"
udevadm verify /etc/udev/rules.d/90-queue.rules >/dev/null 2>&1 && echo verified
write line 2
kill $!
LOOK
cat >"$work/expected" <<'SEEN'
empty: override 'vfio_ap', mask '0xffff'
writing "" says the log: 1
verified
line: override '', mask ''
SEEN
cat >"$work/inside" <<'INSIDE'
mount --bind "$1" "$1" && cd "$1" || exit
mount -t proc proc proc
for directory in run tmp dev; do mount -t tmpfs -o mode=755 tmpfs $directory; done
for node in null zero urandom; do touch dev/$node && mount --bind /dev/$node dev/$node; done
exec chroot . sh /look
INSIDE
unshare --mount --pid --fork --kill-child --net --propagation private sh "$work/inside" "$root" >"$work/seen" || true
cat "$work/seen"
cmp -s "$work/seen" "$work/expected" || { echo "changed" >&2; exit 1; }
echo "as described"
