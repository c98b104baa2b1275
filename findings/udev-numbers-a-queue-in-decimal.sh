#!/bin/sh
# udev 257 of Debian 13 (the same with 252)
#
# Guess: in a rule %n ($number) is the domain of a queue, and the adapter of a card: the manual calls it the kernel
#   number of the device, 3 for sda3, and for 05.0004, 05.0047 and card05 it is 0004, 0047 and 05. So a rule with
#   ENV{SYSTEMD_WANTS}="lend@%n.service", or with RUN and %n, that does right by these does so by all.
# Seen: the AP bus counts in hexadecimal, and udev takes the decimal digits at the end of a name. Of 05.00a4 it takes 4,
#   as of 05.00b4, another domain and the number of a third; of 05.004a and card0a it takes nothing, without a word. Of
#   the 256 domains 100 come whole, 60 as a part and 96 not at all, so it shows only where a partition has such domains.
#   libudev's udev_device_get_sysnum says the same, which is the line R: of `udevadm info`. $kernel is whole, and
#   PROGRAM=="/bin/sh -c 'echo $${1#*.}' sh $kernel" has the domain in $result.
# Needs root, mmdebstrap and perl.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mmdebstrap --quiet --mode=root --variant=minbase --include=udev trixie "$root" http://deb.debian.org/debian
chroot "$root" udevadm --version | grep -q '^257' || echo "note: another udev" >&2

mkdir -p "$root/sys/bus/ap/devices"
for device in card05 card0a card10 card05/05.0004 card05/05.0047 card05/05.004a card05/05.00a4 card05/05.00b4; do
  mkdir -p "$root/sys/devices/ap/$device"
  touch "$root/sys/devices/ap/$device/uevent"
  ln -s /sys/bus/ap "$root/sys/devices/ap/$device/subsystem"
  ln -s "/sys/devices/ap/$device" "$root/sys/bus/ap/devices/${device##*/}"
done
cat >"$root/etc/udev/rules.d/80-ap.rules" <<'RULES'
SUBSYSTEM=="ap", KERNEL=="*.*", PROGRAM=="/bin/sh -c 'echo $${1#*.}' sh $kernel", ENV{DOMAIN}="$result"
SUBSYSTEM=="ap", RUN+="/bin/sh -c 'echo %%n [%n], a program [$env{DOMAIN}] >/run/$kernel'"
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
number=100
for device in card05 card0a card10 05.0004 05.0047 05.004a 05.00a4 05.00b4; do
  number=$((number + 1))
  path=$(readlink "$1/root/sys/bus/ap/devices/$device")
  perl "$1/event" add "${path#/sys}" SUBSYSTEM=ap SEQNUM=$number
done
sleep 1
chroot "$1/root" udevadm settle
for device in card05 card0a card10 05.0004 05.0047 05.004a 05.00a4 05.00b4; do
  number=$(chroot "$1/root" udevadm info "/sys/bus/ap/devices/$device" | sed -n 's/^R: //p')
  echo "$device: $(cat "$1/root/run/$device"), sysnum [$number]"
done
INSIDE
unshare --mount --propagation private --net --pid --fork --kill-child sh "$work/inside" "$work" | tee "$work/seen"
cat >"$work/expected" <<'EXPECTED'
card05: %n [05], a program [], sysnum [05]
card0a: %n [], a program [], sysnum []
card10: %n [10], a program [], sysnum [10]
05.0004: %n [0004], a program [0004], sysnum [0004]
05.0047: %n [0047], a program [0047], sysnum [0047]
05.004a: %n [], a program [004a], sysnum []
05.00a4: %n [4], a program [00a4], sysnum [4]
05.00b4: %n [4], a program [00b4], sysnum [4]
EXPECTED
cmp -s "$work/seen" "$work/expected" || { echo "changed" >&2; exit 1; }
echo "as described"
