#!/bin/sh
# udev 257 of Debian 13 (the same with 252)
#
# Guess: a rule hands a queue over with ATTR{driver_override}=="", ATTR{driver_override}="vfio_ap", and the next
#   one, ATTR{driver_override}!="vfio_ap", RUN+=..., tells when the kernel has refused it (EINVAL, with masks in use):
#   rules are worked through in their order, and an attribute is what sysfs says.
# Seen: the second rule always matches, also where the override was taken. udev reads an attribute once in an event, at
#   the first rule that compares it, and its own write does not change what it remembers: each later rule, of any file,
#   compares with the value from before, and $attr{driver_override} has it as well. The same for the masks. Without a
#   comparison before the write the next rule sees what was written. So whether a rule sees a write depends on rules in
#   other files. PROGRAM=="/bin/cat /sys$devpath/driver_override" and RESULT see what is.
# Needs root and mmdebstrap.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mmdebstrap --quiet --mode=root --variant=minbase --include=udev,perl trixie "$root" http://deb.debian.org/debian
chroot "$root" udevadm --version | grep -q '^257' || echo "note: another udev" >&2

# What the kernel shows of the bus and of a queue without an override.
queue=$root/sys/devices/ap/card05/05.0047
mkdir -p "$queue" "$root/sys/bus/ap/devices"
ln -s ../../../../bus/ap "$queue/subsystem"
ln -s ../../../bus/ap "$root/sys/devices/ap/card05/subsystem"
ln -s ../../../devices/ap/card05/05.0047 "$root/sys/bus/ap/devices/05.0047"
touch "$root/sys/bus/ap/uevent" "$root/sys/devices/ap/uevent" "$queue/../uevent" "$queue/uevent"
full=0x$(printf '%064d' 0 | tr 0 f)
less=0xfb${full#0xff}

cat >"$root/etc/udev/rules.d/80-hand-over.rules" <<RULES
SUBSYSTEM!="ap", GOTO="end"
ENV{CASE}=="if", ATTR{driver_override}=="", ATTR{driver_override}="vfio_ap"
ENV{CASE}=="at-once", ATTR{driver_override}="vfio_ap"
ENV{CASE}=="masks", ATTR{../../../../bus/ap/apmask}=="$full", ATTR{../../../../bus/ap/apmask}="$less"
LABEL="end"
RULES
cat >"$root/etc/udev/rules.d/90-look.rules" <<RULES
SUBSYSTEM!="ap", GOTO="end"
ATTR{driver_override}=="vfio_ap", ENV{OVERRIDE}="vfio_ap"
ATTR{driver_override}!="vfio_ap", ENV{OVERRIDE}="another"
ATTR{../../../../bus/ap/apmask}=="$full", ENV{MASK}="full"
ATTR{../../../../bus/ap/apmask}=="$less", ENV{MASK}="less"
PROGRAM=="/bin/cat /sys\$devpath/driver_override", ENV{CAT}="\$result"
ENV{COPY}="\$attr{driver_override}"
ENV{CASE}=="?*", RUN+="/bin/sh -c 'echo \$\$OVERRIDE, copied \$\${COPY:-nothing}, by cat \$\${CAT:-nothing}, mask \$\$MASK >/run/seen'"
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
/usr/lib/systemd/systemd-udevd >/run/log 2>&1 &
for second in $(seq 60); do [ -S /run/udev/control ] && break || sleep 1; done
for case in if at-once masks; do
  echo >/sys/devices/ap/card05/05.0047/driver_override
  echo "$1" >/sys/bus/ap/apmask
  perl /event change /devices/ap/card05/05.0047 DEVTYPE=ap_queue CASE=$case
  for second in $(seq 60); do [ -s /run/seen ] && break || sleep 1; done
  udevadm settle && echo "$case: rules see $(cat /run/seen); in sysfs" \
    "$(sed 's/^$/nothing/' /sys/devices/ap/card05/05.0047/driver_override) $(head -n 1 /sys/bus/ap/apmask | cut -c 1-6)"
  rm /run/seen
done
kill $!
LOOK
cat >"$work/expected" <<'SEEN'
if: rules see another, copied nothing, by cat vfio_ap, mask full; in sysfs vfio_ap 0xffff
at-once: rules see vfio_ap, copied vfio_ap, by cat vfio_ap, mask full; in sysfs vfio_ap 0xffff
masks: rules see another, copied nothing, by cat nothing, mask full; in sysfs nothing 0xfbff
SEEN
cat >"$work/inside" <<'INSIDE'
mount --bind "$1" "$1" && cd "$1" || exit
mount -t proc proc proc
for directory in run tmp dev; do mount -t tmpfs -o mode=755 tmpfs $directory; done
for node in null zero urandom; do touch dev/$node && mount --bind /dev/$node dev/$node; done
exec chroot . sh /look "$2"
INSIDE
unshare --mount --pid --fork --kill-child --net --propagation private sh "$work/inside" "$root" "$full" \
  >"$work/seen" || true
cat "$work/seen"
cmp -s "$work/seen" "$work/expected" || { echo "changed" >&2; exit 1; }
echo "as described"
