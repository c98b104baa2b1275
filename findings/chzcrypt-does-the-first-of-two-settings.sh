#!/bin/sh
# s390-tools 2.35.0 (Debian 13, 2.35.0-1 for s390x; the same with 2.40.0)
#
# Guess: `chzcrypt -c 60 -n` has the AP bus scanned each 60 seconds and stops the poll thread: it is an example of the
#   manual, which says that both are done, as its synopsis has `-p` or `-n` with `-t`.
# Seen: only the poll thread is set. Of the options -p or -n, -c, -t, -q and those for devices the first in this order
#   is carried out, wherever it stands on the command line, and chzcrypt ends, with status 0 and, with -V, a line on
#   that one alone. So `chzcrypt -q 5 -d 03.0001` leaves the queue online, and `chzcrypt --config-off -e 03` sets the
#   card online. What is left out isn't looked at: `-c 60 -n` has the same status as `-c never -n`.
# Needs qemu-user-static.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
qemu=$(command -v qemu-s390x-static || command -v qemu-s390x) || { echo "no qemu for s390x" >&2; exit 1; }
mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/root"
: >"$work/apt/status"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [signed-by=$keyring] http://deb.debian.org/debian trixie main" >"$work/apt/sources"
cat >"$work/apt/conf" <<CONF
APT::Architecture "s390x"; APT::Architectures { "s390x"; }; APT::Sandbox::User "";
Dir::State "$work/apt"; Dir::State::status "$work/apt/status"; Dir::Cache "$work/apt/cache";
Dir::Etc::sourcelist "$work/apt/sources"; Dir::Etc::sourceparts "-";
CONF
export APT_CONFIG="$work/apt/conf"
apt-get -qq update
(cd "$work" && apt-get -qq download s390-tools=2.35.0-1 libc6-s390x-cross)
for deb in "$work"/*.deb; do dpkg-deb -x "$deb" "$work/root"; done
ln -s usr/s390x-linux-gnu/lib "$work/root/lib" # the loader is wanted as /lib/ld64.so.1
zcat "$work/root/usr/share/man/man8/chzcrypt.8.gz" | tr -d '\\' | grep -A 2 '^.B chzcrypt -c 60 -n'

export SYSFS_ROOT="$work/host/sys"
bus=$SYSFS_ROOT/bus/ap
card=$SYSFS_ROOT/devices/ap/card03
mkdir -p "$bus/devices" "$card/03.0001"
ln -s ../../../devices/ap/card03 "$bus/devices/card03"
result=0
# expect STATES OPTION...: what config_time, poll_thread, poll_timeout, ap_domain, and the card's and the queue's
# online and the card's config are after a call with these options.
expect() {
  wanted=$1
  shift
  echo 30 >"$bus/config_time"; echo 1 >"$bus/poll_thread"; echo 250000 >"$bus/poll_timeout"
  echo 0 >"$bus/ap_domain"; echo 84 >"$bus/ap_max_domain_id"
  echo 0 >"$card/online"; echo 1 >"$card/03.0001/online"; echo 1 >"$card/config"
  status=0
  "$qemu" -L "$work/root" "$work/root/usr/sbin/chzcrypt" "$@" >"$work/said" 2>&1 || status=$?
  seen="$status: $(for file in "$bus/config_time" "$bus/poll_thread" "$bus/poll_timeout" "$bus/ap_domain" \
    "$card/online" "$card/03.0001/online" "$card/config"; do tr -d '\n' <"$file"; echo; done | paste -s -d ' ')"
  echo "chzcrypt $*: $seen"
  [ "$seen" = "$wanted" ] || { echo "changed, was $wanted: $(cat "$work/said")" >&2; result=1; }
}
expect "0: 60 1 250000 0 0 1 1" -c 60
expect "0: 30 0 250000 0 0 1 1" -n
expect "0: 30 0 250000 0 0 1 1" -c 60 -n
expect "0: 30 0 250000 0 0 1 1" -n -t 300000
expect "0: 60 1 250000 0 0 1 1" -t 300000 -c 60
expect "0: 30 1 250000 5 0 1 1" -q 5 -d 03.0001
expect "0: 30 1 250000 0 1 1 1" --config-off -e 03
expect "0: 30 0 250000 0 0 1 1" -c never -n
[ "$result" = 0 ] && echo "as described"
exit "$result"
