#!/bin/sh
# s390-tools 2.35.0 (Debian 13, 2.35.0-1 for s390x; the same with 2.40.0)
#
# Guess: `lszcrypt 05.0047` shows the row of that queue, whoever has it: an example of the manual "displays information
#   of the cryptographic device", and so does .0047 for a domain. The manual has the words that STATUS shows for a queue
#   of vfio_ap and for one without a driver, and says of -V that it displays additional information.
# Seen: without -V a queue that guests have, or that has no driver, has no row, also where it is named: the head of the
#   table and nothing below it, and 0. For a queue that is not there it is the same head, a message, and 1. So a queue
#   that was handed to a guest looks as one that the partition has lost, beside a card that is "online", and a script
#   that counts rows counts the host's queues alone; .0047 and --queueonly leave them out as well. -V adds columns, and
#   these rows. `lszcrypt -c 05.0047` has "capabilities:" and nothing below it, whoever has the queue.
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
(cd "$work" && apt-get -qq download s390-tools=2.35.0-1 libc6-s390x-cross libjson-c5)
for deb in "$work"/*.deb; do dpkg-deb -x "$deb" "$work/root"; done
ln -s usr/s390x-linux-gnu/lib "$work/root/lib" # the loader is wanted as /lib/ld64.so.1

# A card with a queue of the host, one of a guest and one without a driver, as far as lszcrypt reads them.
export SYSFS_ROOT="$work/sys"
bus=$SYSFS_ROOT/bus/ap
card=$SYSFS_ROOT/devices/ap/card05
mkdir -p "$bus/devices" "$bus/drivers/cex4card" "$bus/drivers/cex4queue" "$bus/drivers/vfio_ap" "$card"
ln -s ../../../devices/ap/card05 "$bus/devices/card05"
ln -s ../../../bus/ap/drivers/cex4card "$card/driver"
for pair in type=CEX8C hwtype=14 raw_hwtype=14 depth=8 ap_functions=0x92000000 max_msg_size=12288; do
  echo "${pair#*=}" >"$card/${pair%=*}"
done
for queue in 05.0004 05.0047 05.00ab; do
  mkdir "$card/$queue"
  ln -s "../../../devices/ap/card05/$queue" "$bus/devices/$queue"
done
ln -s ../../../../bus/ap/drivers/cex4queue "$card/05.0004/driver"
ln -s ../../../../bus/ap/drivers/vfio_ap "$card/05.0047/driver"
echo assigned >"$card/05.0047/status"
for device in "$card" "$card/05.0004"; do
  for pair in online=1 config=1 chkstop=0 load=0 request_count=0 requestq_count=0 pendingq_count=0; do
    echo "${pair#*=}" >"$device/${pair%=*}"
  done
done
result=0
expect() { # "STATUS LINES ROW..." OPTION...: the status, how many lines were printed, and what the rows are of
  wanted=$1
  shift
  status=0
  "$qemu" -L "$work/root" -E LD_LIBRARY_PATH=/usr/lib/s390x-linux-gnu "$work/root/usr/sbin/lszcrypt" "$@" \
    >"$work/said" 2>"$work/errors" || status=$?
  seen="$status $(wc -l <"$work/said")$(sed -n 's/^\(05[^ ]*\).*/ \1/p' "$work/said" | tr -d '\n')"
  seen=$seen$(sed -n 's/.*\(does not exist\).*/, \1/p' "$work/errors")
  echo "lszcrypt $*: $seen"
  [ "$seen" = "$wanted" ] || { echo "changed, was $wanted" >&2; result=1; }
}
expect "0 4 05 05.0004"
expect "0 6 05 05.0004 05.0047 05.00ab" -V
expect "0 3 05.0004" 05.0004
expect "0 2" 05.0047
expect "0 2" 05.00ab
expect "1 2, does not exist" 05.00cd
expect "0 3 05.0047" -V 05.0047
expect "0 3 05.00ab" -V 05.00ab
expect "0 3 05.0004" 05.0004 05.0047
expect "0 2" .0047
expect "0 3 05.0004" --queueonly
expect "0 1" -c 05.0047
expect "0 1" -c 05.0004
[ "$result" = 0 ] && echo "as described"
exit "$result"
