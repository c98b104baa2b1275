#!/bin/sh
# TuneD 2.25.1 (Debian 13, 2.25.1-1; the same with 2.20.0)
#
# Guess: a profile of TuneD with "[sysfs]" and /sys/bus/ap/devices/05.0047/driver_override=vfio_ap has the queue kept
#   for guests while TuneD runs with it. When TuneD is stopped it puts back what the file had before, as it does with
#   others: that was an empty line, for a queue without an override (recorded with Linux 7.2), so the override is
#   cleared.
# Seen: the override is then the word None. TuneD takes an empty file for Python's None, and writes that as text. To the
#   kernel it is the name of a driver, and there is none of that name: the next probe gives the queue to nobody, neither
#   the host nor guests, and as long as any override is set the kernel refuses every mask (EINVAL). TuneD's log has no
#   error. A restart, as at an update of the package, sets vfio_ap again, and from then on None is what was before.
#   `echo >driver_override` and a probe mend it.
# Needs root and mmdebstrap.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
mmdebstrap --quiet --mode=root --variant=minbase --include=tuned "${SUITE:-trixie}" "$root" http://deb.debian.org/debian
# shellcheck disable=SC2016 # dpkg's own variable
[ "$(chroot "$root" dpkg-query --show --showformat '${Version}' tuned)" = 2.25.1-1 ] || echo "note: another TuneD" >&2

# Debian 12 looks in /etc/tuned itself.
for profiles in "$root/etc/tuned/profiles" "$root/etc/tuned"; do
  mkdir -p "$profiles/guests"
  cat >"$profiles/guests/tuned.conf" <<'PROFILE'
[main]
summary=A queue for guests
[sysfs]
/sys/bus/ap/devices/05.0047/driver_override=vfio_ap
/sys/bus/ap/devices/05.0047/online=0
PROFILE
done
cat >"$work/inside" <<'INSIDE'
set -eu
root=$1/root
mount -t proc proc "$root/proc" && mount --bind "$root/proc/sys" "$root/proc/sys"
mount -o remount,bind,ro "$root/proc/sys" # nothing of this machine is tuned
for directory in sys run dev; do mount -t tmpfs tmpfs "$root/$directory"; done
touch "$root/dev/null" && mount --bind /dev/null "$root/dev/null"
# What the kernel shows of a queue without an override, as far as the profile has it.
queue=$root/sys/devices/ap/card05/05.0047
mkdir -p "$queue" "$root/sys/bus/ap/devices"
ln -s ../../../devices/ap/card05/05.0047 "$root/sys/bus/ap/devices/05.0047"
echo >"$queue/driver_override"
echo 1 >"$queue/online"
tell() { echo "$1: override '$(cat "$queue/driver_override")', online $(cat "$queue/online")"; }
tell "before"
for run in first second; do
  chroot "$root" tuned --no-dbus --profile guests --log /var/log/tuned/log >"$1/said" 2>&1 &
  tuned=$!
  tries=0
  until grep -q vfio_ap "$queue/driver_override" || [ $((tries += 1)) = 100 ]; do sleep 0.2; done
  sleep 1
  tell "$run run"
  kill "$tuned"
  wait "$tuned" || echo "status $?"
  tell "ended"
done
echo "errors in the log: $(cat "$1/said" "$root/var/log/tuned/log" | grep -c -e ERROR -e WARNING)"
INSIDE
unshare --mount --propagation private --net --pid --fork --kill-child sh "$work/inside" "$work" | tee "$work/seen"
cat >"$work/expected" <<'EXPECTED'
before: override '', online 1
first run: override 'vfio_ap', online 0
ended: override 'None', online 1
second run: override 'vfio_ap', online 0
ended: override 'None', online 1
errors in the log: 0
EXPECTED
cmp -s "$work/seen" "$work/expected" || { echo "changed" >&2; exit 1; }
echo "as described"
