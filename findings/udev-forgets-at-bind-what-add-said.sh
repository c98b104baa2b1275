#!/bin/sh
# systemd and udev 257 of Debian 13 (the same with 252)
#
# Guess: a rule that says of a queue when it appears, with ACTION=="add", whose it is (ENV{GUEST}="db2"), and has
#   systemd know it (TAG+="systemd", SYSTEMD_WANTS=), holds as long as the queue is there: `udevadm info` shows the
#   guest, and a unit that is BindsTo= the queue's device runs.
# Seen: until the queue's next event, which comes at once: the bus says "bind" when a driver takes the queue, "unbind"
#   and "bind" at each hand-over between host and guests, and "change" when it is set offline. At each of them udev
#   keeps only what the rules say at this one. So GUEST is gone, the tag is not current, systemd takes the device for
#   unplugged and stops the unit, and nothing starts it again; the queue is where it was. With ACTION!="remove" it
#   holds, and IMPORT{db}="GUEST" keeps a property that was set at another event.
# Needs root, mmdebstrap and cgroup2.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mmdebstrap --quiet --mode=root --variant=minbase --include=systemd,udev,perl trixie "$root" http://deb.debian.org/debian
chroot "$root" udevadm --version | grep -q '^257' || echo "note: another udev" >&2

# What the kernel shows of two queues.
mkdir -p "$root/sys/bus/ap/devices" "$root/sys/fs/cgroup" "$root/old" "$work/cgroup"
units=$root/etc/systemd/system
unit() { printf '[Unit]\nDefaultDependencies=no\n%s\n[Service]\nType=oneshot\n%s\n' "$2" "$3" >"$units/$1"; }
for domain in 0004 0047; do
  queue=$root/sys/devices/ap/card05/05.$domain
  mkdir -p "$queue"
  touch "$queue/uevent"
  ln -s ../../../../bus/ap "$queue/subsystem"
  ln -s "../../../devices/ap/card05/05.$domain" "$root/sys/bus/ap/devices/05.$domain"
  unit "guest-$domain.service" "BindsTo=sys-devices-ap-card05-05.$domain.device" "RemainAfterExit=yes
ExecStart=/bin/true"
done
cat >"$root/etc/udev/rules.d/80-guests.rules" <<'RULES'
ACTION=="add", KERNEL=="05.0047", ENV{GUEST}="db2", TAG+="systemd", ENV{SYSTEMD_WANTS}="guest-0047.service"
ACTION!="remove", KERNEL=="05.0004", TAG+="systemd", ENV{SYSTEMD_WANTS}="guest-0004.service"
KERNEL=="05.0004", IMPORT{db}="GUEST"
ACTION=="add", KERNEL=="05.0004", ENV{GUEST}="db2"
RULES
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
event() { # ACTION KEYS: sends it for both queues, and tells what udev and systemd have of them
  for queue in 05.0047 05.0004; do perl /event $1 /devices/ap/card05/$queue DEVTYPE=ap_queue $2; done
  udevadm settle && sleep 3
  for queue in 05.0047 05.0004; do
    echo "$1: $queue guest '$(udevadm info /sys/bus/ap/devices/$queue | sed -n 's/^E: GUEST=//p')'" \
      $(systemctl is-active "sys-devices-ap-card05-$queue.device" "guest-${queue#*.}.service")
  done
}
event add
event bind DRIVER=cex4queue
event change ONLINE=0
LOOK
cat >"$work/expected" <<'SEEN'
add: 05.0047 guest 'db2' active active
add: 05.0004 guest 'db2' active active
bind: 05.0047 guest '' inactive inactive
bind: 05.0004 guest 'db2' active active
change: 05.0047 guest '' inactive inactive
change: 05.0004 guest 'db2' active active
SEEN
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
