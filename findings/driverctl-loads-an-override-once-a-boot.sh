#!/bin/sh
# driverctl 0.115 (Debian 13, 0.115-2; the same with 0.121) with systemd and udev 257
#
# Guess: `driverctl --bus ap set-override 05.0047 vfio_ap` keeps the queue for guests: the manual promises overrides for
#   cold- and hotplugged devices from the moment of discovery, so also when the queue's adapter or domain leaves the
#   partition and returns while the host runs.
# Seen: the override is loaded the first time that the queue appears after a boot, and not again. At each add event udev
#   wants driverctl@ap-05.0047.service, but that stays active when its program has ended, and nothing stops it when the
#   queue leaves (nor does systemctl: "Operation refused"). What is active is not started. So the queue that returns
#   has no override, and the kernel gives it to the host's driver, also where it is still assigned to a guest.
#   `driverctl list-persisted` and `systemctl` show all as before. With RemainAfterExit=no in a drop-in it is loaded
#   each time; by hand `driverctl load-override ap/05.0047` does it.
# Needs root, mmdebstrap and cgroup2.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mmdebstrap --quiet --mode=root --variant=minbase --include=systemd,udev,driverctl trixie "$root" \
  http://deb.debian.org/debian
# shellcheck disable=SC2016 # dpkg's own variable
version=$(chroot "$root" dpkg-query -W -f '${Version}' driverctl)
[ "$version" = 0.115-2 ] || echo "note: driverctl $version" >&2

# What the kernel shows of a card.
mkdir -p "$root/sys/devices/ap/card05" "$root/sys/bus/ap/devices" "$root/sys/bus/ap/drivers/cex4queue" \
  "$root/sys/bus/ap/drivers/vfio_ap" "$root/sys/module/vfio_ap" "$root/sys/fs/cgroup" "$root/old" "$work/cgroup" \
  "$root/etc/driverctl.d"
touch "$root/sys/devices/ap/card05/uevent"
ln -s ../../../bus/ap "$root/sys/devices/ap/card05/subsystem"
ln -s ../../../devices/ap/card05 "$root/sys/bus/ap/devices/card05"
units=$root/etc/systemd/system
cat >"$units/look.service" <<'UNIT'
[Unit]
DefaultDependencies=no
Wants=systemd-udevd.service
After=systemd-udevd.service
[Service]
Type=oneshot
Environment=SYSTEMD_DEVICE_VERIFY_SYSFS=0
ExecStart=/bin/sh -c 'sh /look >/seen 2>&1; mv /seen /done'
UNIT
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
path=/devices/ap/card05/05.0047
queue=/sys$path
unit=driverctl@ap-05.0047.service
comes() { # as the kernel makes it: without an override, with the host's driver
  mkdir $queue
  ln -s ../../../../bus/ap $queue/subsystem
  ln -s ../../../../bus/ap/drivers/cex4queue $queue/driver
  echo >$queue/driver_override
  touch $queue/uevent
  ln -s ../../../devices/ap/card05/05.0047 /sys/bus/ap/devices/05.0047
  perl /event add $path DEVTYPE=ap_queue DRIVER=cex4queue
  perl /event bind $path DEVTYPE=ap_queue DRIVER=cex4queue
}
leaves() {
  rm -r /sys/bus/ap/devices/05.0047 $queue
  perl /event unbind $path DEVTYPE=ap_queue
  perl /event remove $path DEVTYPE=ap_queue
}
state() {
  udevadm settle && sleep 3
  echo "$1: override '$(cat $queue/driver_override)', unit $(systemctl is-active $unit)," \
    "persisted $(driverctl --bus ap list-persisted)"
}
comes; state appears
leaves; comes; state returns
driverctl load-override ap/05.0047; state load-override
leaves; systemctl daemon-reload; comes; state returns
driverctl --bus ap set-override 05.0047 vfio_ap; state set-override
leaves; comes; state returns
systemctl stop $unit 2>&1 | grep -o 'Operation refused'
LOOK
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
for second in $(seq 120); do [ -e "$1/root/done" ] && break || sleep 1; done
kill -KILL $!; wait $!
until find "$1/cgroup/finding-$$" -depth -type d -exec rmdir {} + 2>/dev/null; do sleep 0.1; done
OUTSIDE
boot() {
  rm -rf "$root/sys/devices/ap/card05/05.0047" "$root/sys/bus/ap/devices/05.0047"
  echo vfio_ap >"$root/etc/driverctl.d/ap-05.0047" # as set-override wrote it before
  unshare --mount --propagation private sh "$work/outside" "$work" 2>/dev/null || true
  cat "$root/done" || cat "$work/boot" >&2
  mv "$root/done" "$work/$1" || true
}
boot seen
mkdir "$units/driverctl@.service.d"
printf '[Service]\nRemainAfterExit=no\n' >"$units/driverctl@.service.d/again.conf"
echo "with RemainAfterExit=no"
boot again
cat >"$work/expected" <<'SEEN'
appears: override 'vfio_ap', unit active, persisted 05.0047 vfio_ap
returns: override '', unit active, persisted 05.0047 vfio_ap
load-override: override 'vfio_ap', unit active, persisted 05.0047 vfio_ap
returns: override '', unit active, persisted 05.0047 vfio_ap
set-override: override 'vfio_ap', unit active, persisted 05.0047 vfio_ap
returns: override '', unit active, persisted 05.0047 vfio_ap
Operation refused
SEEN
sed "s/unit active/unit inactive/; s/override ''/override 'vfio_ap'/" "$work/expected" >"$work/mended"
cmp -s "$work/seen" "$work/expected" || { echo "changed" >&2; exit 1; }
cmp -s "$work/again" "$work/mended" || { echo "changed: with RemainAfterExit=no" >&2; exit 1; }
echo "as described"
