#!/bin/sh
# driverctl 0.115 (Debian 13, 0.115-2; the same with 0.121)
#
# Guess: `driverctl --bus ap list-overrides` on a host of Linux 6.19 or later lists the queues with an override: none
#   and status 0 where none has one, as `list-persisted` does. Its message "No overridable devices found. Kernel too
#   old?" with status 1 is for a kernel without overrides for the AP bus.
# Seen: both end alike. list-overrides passes by what has no override before it counts what could have one, so a host
#   whose last override was taken back, or that hands its queues over by masks, is told that its kernel may be too old.
#   `list-devices` is right about that: it lists each queue that could have one, and marks with [*] those that have.
# Needs root.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/root"
: >"$work/apt/status"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [signed-by=$keyring] http://deb.debian.org/debian trixie main" >"$work/apt/sources"
cat >"$work/apt/conf" <<CONF
APT::Architecture "amd64"; APT::Architectures { "amd64"; }; APT::Sandbox::User "";
Dir::State "$work/apt"; Dir::State::status "$work/apt/status"; Dir::Cache "$work/apt/cache";
Dir::Etc::sourcelist "$work/apt/sources"; Dir::Etc::sourceparts "-";
CONF
export APT_CONFIG="$work/apt/conf"
apt-get -qq update
(cd "$work" && apt-get -qq download driverctl=0.115-2)
dpkg-deb -x "$work"/driverctl_*.deb "$work/root"

bus=$work/sys/bus/ap
card=$work/sys/devices/ap/card05
mkdir -p "$bus/devices" "$bus/drivers/cex4queue" "$bus/drivers/vfio_ap"
for queue in 05.0004 05.0047; do
  mkdir -p "$card/$queue"
  ln -s "../../../devices/ap/card05/$queue" "$bus/devices/$queue"
  ln -s ../../../../bus/ap/drivers/cex4queue "$card/$queue/driver"
done
result=0
expect() { # WANTED COMMAND: its status, and what it says
  # shellcheck disable=SC2016 # the inner shell's own
  seen=$(unshare --mount --propagation private sh -c 'mount --bind "$0/sys" /sys
    bash "$0/root/usr/sbin/driverctl" --bus ap '"$2"' 2>&1; echo $?' "$work" | paste -s -d ' ')
  echo "$2: $seen"
  [ "$seen" = "$1" ] || { echo "changed: $2, was $1" >&2; result=1; }
}
none="driverctl: No overridable devices found. Kernel too old? 1"
echo "A kernel without overrides"
expect "$none" list-devices
expect "$none" list-overrides
echo "Overrides, and none is set" # The kernel then shows an empty line.
echo >"$card/05.0004/driver_override"
echo >"$card/05.0047/driver_override"
expect "05.0004 cex4queue 05.0047 cex4queue 0" list-devices
expect "$none" list-overrides
expect 0 list-persisted
echo "One is set"
echo vfio_ap >"$card/05.0047/driver_override"
expect "05.0004 cex4queue 05.0047 cex4queue [*] 0" list-devices
expect "05.0047 cex4queue 0" list-overrides
[ "$result" = 0 ] && echo "as described"
exit "$result"
