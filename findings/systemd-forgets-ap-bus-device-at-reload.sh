#!/bin/sh
# systemd and udev 257 of Debian 13 (the same with 252)
#
# Guess: a unit can be bound to the AP bus: the kernel says BINDINGS=complete in an event of /devices/ap, a rule gives
#   that device TAG+="systemd" and SYSTEMD_WANTS=, and sys-devices-ap.device is there as long as /sys/devices/ap is.
# Seen: until the next `systemctl daemon-reload`, which every package with a unit does at its installation. Then the
#   device unit is dead, and what is BindsTo= it is stopped, until the bus says something again. The kernel makes
#   /sys/devices/ap without a bus and gives it one afterwards: its events have SUBSYSTEM=ap, in sysfs it has no link
#   "subsystem". udev keeps it as "+ap:ap", which systemd looks up below /sys/bus/ap/devices, where it is not. For the
#   same reason `udevadm info` does not find what the rule set, and `udevadm wait` waits in vain. Cards, queues and
#   /sys/devices/vfio_ap/matrix have the link, and stay.
# Needs root, mmdebstrap and cgroup2.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mmdebstrap --quiet --mode=root --variant=minbase --include=systemd,udev trixie "$root" http://deb.debian.org/debian
chroot "$root" udevadm --version | grep -q '^257' || echo "note: another udev" >&2

# What the kernel shows of the bus and of a card.
mkdir -p "$root/sys/devices/ap/card05" "$root/sys/bus/ap/devices" "$root/sys/fs/cgroup" "$root/old" "$work/cgroup"
touch "$root/sys/devices/ap/uevent" "$root/sys/devices/ap/card05/uevent"
ln -s ../../../bus/ap "$root/sys/devices/ap/card05/subsystem"
ln -s ../../../devices/ap/card05 "$root/sys/bus/ap/devices/card05"
cat >"$root/etc/udev/rules.d/80-guests.rules" <<'RULES'
SUBSYSTEM=="ap", DEVPATH=="/devices/ap", ENV{BINDINGS}=="complete", TAG+="systemd", ENV{SYSTEMD_WANTS}="by-ap.service"
SUBSYSTEM=="ap", KERNEL=="card05", TAG+="systemd", ENV{SYSTEMD_WANTS}="by-ap-card05.service"
RULES
units=$root/etc/systemd/system
unit() { printf '[Unit]\nDefaultDependencies=no\n%s\n[Service]\nType=oneshot\n%s\n' "$2" "$3" >"$units/$1"; }
for name in ap ap-card05; do
  unit by-$name.service "BindsTo=sys-devices-$name.device" "RemainAfterExit=yes
ExecStart=/bin/true"
done
unit look.service "Wants=systemd-udevd.service
After=systemd-udevd.service" "Environment=SYSTEMD_DEVICE_VERIFY_SYSFS=0
ExecStart=/bin/sh -c 'sh /look >/seen 2>&1; mv /seen /done'"
# libudev takes a device for real only in a sysfs.
mkdir "$units/systemd-udevd.service.d"
printf '[Service]\nEnvironment=SYSTEMD_DEVICE_VERIFY_SYSFS=0\n' >"$units/systemd-udevd.service.d/sys.conf"
cat >"$root/event" <<'PERL'
# What root sends to the kernel comes back as the kernel's event, in this network namespace only.
my ($action, $path, @keys) = @ARGV;
my $text = join "\0", "$action\@$path", "ACTION=$action", "DEVPATH=$path", "SUBSYSTEM=ap", @keys, "";
socket(my $socket, 16, 3, 15) or die;
send($socket, pack("LSSLL", 16 + length $text, 16, 1, 0, 0) . $text, 0, pack("SSLL", 16, 0, 0, 0)) or die;
PERL
cat >"$root/look" <<'LOOK'
states() {
  udevadm settle && sleep 3
  echo "$1:" $(systemctl is-active sys-devices-ap.device by-ap sys-devices-ap-card05.device by-ap-card05)
}
perl /event add /devices/ap/card05 DEVTYPE=ap_card DRIVER=cex4card
perl /event change /devices/ap BINDINGS=complete COMPLETECOUNT=1; states event
systemctl daemon-reload; states reload
perl /event change /devices/ap BINDINGS=complete COMPLETECOUNT=2; states event
for path in ap ap/card05; do
  echo "$path: info $(udevadm info "/sys/devices/$path" | grep -c SYSTEMD_WANTS)" \
    "wait $(udevadm wait --timeout=3 "/sys/devices/$path" >/dev/null 2>&1; echo $?)"
done
LOOK
printf '%s\n' "event: active active active active" "reload: inactive inactive active active" \
  "event: active active active active" "ap: info 0 wait 1" "ap/card05: info 1 wait 0" >"$work/expected"
cat >"$work/inside" <<'INSIDE'
mount --bind "$1" "$1" && cd "$1" || exit
mount -t proc proc proc && mount --bind sys sys && mount -t cgroup2 cgroup2 sys/fs/cgroup
for directory in run tmp dev; do mount -t tmpfs -o mode=755 tmpfs $directory; done
mkdir run/udev && touch run/udev/control # by this systemd knows that there is a udev
for node in null zero urandom; do touch dev/$node && mount --bind /dev/$node dev/$node; done
pivot_root . old && umount -l old
exec env -i container=unshare SYSTEMD_DEVICE_VERIFY_SYSFS=0 /usr/lib/systemd/systemd --unit=look.service
INSIDE
# In a control group of its own: two systemds in one would end each other's services.
cat >"$work/outside" <<'OUTSIDE'
mount -t cgroup2 cgroup2 "$1/cgroup" && mkdir "$1/cgroup/finding-$$" || exit
(echo 0 >"$1/cgroup/finding-$$/cgroup.procs" && exec unshare --pid --fork --kill-child --mount --uts --ipc --net \
  --cgroup sh "$1/inside" "$1/root" >"$1/boot" 2>&1 </dev/null) &
for second in $(seq 90); do [ -e "$1/root/done" ] && break || sleep 1; done
kill -KILL $!; wait $!
until find "$1/cgroup/finding-$$" -depth -type d -exec rmdir {} + 2>/dev/null; do sleep 0.1; done
OUTSIDE
unshare --mount --propagation private sh "$work/outside" "$work" 2>/dev/null || true
cat "$root/done" || cat "$work/boot" >&2
cmp -s "$root/done" "$work/expected" || { echo "changed" >&2; exit 1; }
echo "as described"
