#!/bin/sh
# driverctl 0.115 (Debian 13, 0.115-2; the same with 0.121)
#
# Guess: `driverctl --bus ap set-override 05.0047 vfio_ap` either hands the queue over, or says that it could not and
#   ends with another status than 0, as the manual has it, and leaves the queue and what is persisted alone. The kernel
#   refuses overrides with EINVAL while a bit of apmask or aqmask has been cleared, as on each host that lends by masks.
# Seen: driverctl does not look whether the write of driver_override went well. It takes the host's driver off the
#   queue first, which resets it, has the bus probe the queue after the refusal, and is content with any driver: the
#   host's again. Status 0, the override is saved, and list-persisted shows it; one line of the shell ("Invalid
#   argument") tells. A saved override waits for a boot at which the masks are not set yet: then it holds, and it is
#   the masks that the kernel refuses. `unset-override` takes it away.
# Needs root.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/root" "$work/saved"
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
# Its directory of saved overrides is a fixed one.
grep -q '^confdir=/etc/driverctl.d$' "$work/root/usr/sbin/driverctl" || { echo "changed: the directory" >&2; exit 1; }
sed "s,^confdir=.*,confdir=$work/saved," "$work/root/usr/sbin/driverctl" >"$work/driverctl"

# A queue of the host's.
bus=$work/sys/bus/ap
queue=$work/sys/devices/ap/card05/05.0047
mkdir -p "$queue" "$bus/devices" "$bus/drivers/cex4queue" "$bus/drivers/vfio_ap" "$work/sys/module/vfio_ap"
ln -s ../../../devices/ap/card05/05.0047 "$bus/devices/05.0047"
ln -s ../../../../bus/ap/drivers/cex4queue "$queue/driver"
driverctl() { # prints the status
  status=0
  # shellcheck disable=SC2016 # the inner shell's own
  unshare --mount --propagation private sh -c 'mount --bind "$0/sys" /sys && exec bash "$0/driverctl" --bus ap "$@"' \
    "$work" "$@" >"$work/said" 2>&1 || status=$?
  echo "$status"
}
result=0
expect() { # WANTED SEEN WHAT
  echo "$3: $2"
  [ "$2" = "$1" ] || { echo "changed: $3, was $1" >&2; result=1; }
}
try() { # what is done to the queue by set-override, from the beginning
  rm -f "$work/saved"/*
  : >"$bus/drivers/cex4queue/unbind"
  : >"$bus/drivers_probe"
  driverctl set-override 05.0047 vfio_ap
}
shown() { driverctl "$1" >/dev/null; cat "$work/said"; }
saved() { cat "$work/saved/ap-05.0047" 2>/dev/null || echo nothing; }

# The kernel takes the override. (This kernel binds nothing: the link of the driver stays.)
echo >"$queue/driver_override"
expect 0 "$(try)" "set-override"
expect "" "$(cat "$work/said")" "says"
expect vfio_ap "$(cat "$queue/driver_override")" "the queue's override"
expect vfio_ap "$(saved)" "saved"

# The kernel refuses: a file that answers EINVAL to what is no number.
rm "$queue/driver_override"
ln -s /proc/self/oom_score_adj "$queue/driver_override"
expect 0 "$(try)" "set-override, refused by the kernel"
expect 1 "$(grep -c 'write error: Invalid argument' "$work/said")" "lines that tell"
expect "05.0047 05.0047" "$(cat "$bus/drivers/cex4queue/unbind" "$bus/drivers_probe" | xargs)" "unbound and probed"
expect vfio_ap "$(saved)" "saved"
expect "05.0047 vfio_ap" "$(shown list-persisted)" "list-persisted"

expect 0 "$(driverctl unset-override 05.0047)" "unset-override"
expect nothing "$(saved)" "saved"

# A queue that has no driver afterwards: there it looks.
rm "$queue/driver"
expect 1 "$(try)" "set-override, refused, no driver"
expect nothing "$(saved)" "saved"
[ "$result" = 0 ] && echo "as described"
exit "$result"
