#!/bin/sh
# s390-tools 2.35.0 (Debian 13, 2.35.0-1 for s390x; the same with 2.40.0)
#
# Guess: a host that lends adapter 5 by apmask comes to lend domain 71 by aqmask with `chzdev --type ap --active
#   apmask=+5 aqmask=-71`, while a guest has 05.0047 (domain 71): that queue is not the host's before, after, or
#   between, if aqmask is written first. chzdev looks at both masks together: it refuses apmask=+5 alone ("apmask
#   conflicts with mdev", 9), and takes the two.
# Seen: it writes apmask first, also where aqmask stands first on its command line. At that moment aqmask is the old
#   one, so the kernel (6.0 to 6.18) refuses apmask with EBUSY, for the guest's sake; chzdev does not look, and writes
#   aqmask, which is taken. "configured", 0, and the host has lost domain 71 of all its adapters and has nothing back
#   of adapter 5. The same with --apply and with --import, which set both. Two calls in the right order do it:
#   aqmask=-71, then apmask=+5. The way back, apmask=-5 aqmask=+71, is taken as it is. (From 6.19 on the kernel takes
#   apmask=+5 in no order while a guest has adapter 5.)
# Needs qemu-user-static and strace.
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

export SYSFS_ROOT="$work/host/sys"
bus=$SYSFS_ROOT/bus/ap
uuid=62177883-f1bb-47f0-914d-32a22e3a8804
all=$(printf '%046d' 0 | tr 0 f)
host() { # APMASK AQMASK: what the masks begin with, beside a guest that has 05.0047
  rm -rf "$work/host"
  mkdir -p "$bus/devices" "$SYSFS_ROOT/devices/vfio_ap/matrix/$uuid" "$work/host/etc/udev/rules.d"
  echo 05.0047 >"$SYSFS_ROOT/devices/vfio_ap/matrix/$uuid/matrix"
  echo "$1$all" >"$bus/apmask"
  echo "$2$all" >"$bus/aqmask"
}
adapter="0xfbffffffffffffffff 0xffffffffffffffffff" # lends adapter 5
domain="0xffffffffffffffffff 0xfffffffffffffffffe"  # lends domain 71
# The kernel keeps a queue from the host while a guest has it. It judges each write by itself, with the other mask as it
# is; this judges the writes in chzdev's trace so. (To open a plain file empties it; a mask that is refused stays.)
cat >"$work/kernel" <<'AWK'
function bit(mask, n) { # the leftmost is 0
  digit = index("0123456789abcdef", substr(mask, 3 + int(n / 4), 1)) - 1
  return int(digit / 2 ^ (3 - n % 4)) % 2
}
/write\(/ {
  which = $0 ~ /apmask/ ? "apmask" : "aqmask"
  split($0, part, "\""); new = substr(part[2], 1, 20)
  ap = which == "apmask" ? new : apmask; aq = which == "aqmask" ? new : aqmask
  if (bit(ap, 5) && bit(aq, 71)) said = said which " refused, "
  else { apmask = ap; aqmask = aq; said = said which " taken, " }
}
END { print said apmask, aqmask }
AWK
result=0
# expect "STATUS, WRITE..., APMASK AQMASK" OPTION...: chzdev's status, what the kernel makes of its writes, the end
expect() {
  wanted=$1
  shift
  before="-v apmask=$(cut -c 1-20 "$bus/apmask") -v aqmask=$(cut -c 1-20 "$bus/aqmask")"
  : >"$work/trace"
  status=0
  strace -f -qq -y -s 80 -o "$work/trace" -P "$bus/apmask" -P "$bus/aqmask" -e trace=write \
    "$qemu" -L "$work/root" -E LD_LIBRARY_PATH=/usr/lib/s390x-linux-gnu "$work/root/usr/sbin/chzdev" --yes \
    --base "$work/host" --type ap "$@" >"$work/said" 2>&1 || status=$?
  # shellcheck disable=SC2086 # it is two settings
  seen="$status, $(awk $before -f "$work/kernel" "$work/trace")"
  echo "$*: $seen"
  [ "$seen" = "$wanted" ] || { echo "changed, was $wanted" >&2; result=1; }
  [ "$status" != 0 ] || grep -q '^ap device type configured' "$work/said" || { cat "$work/said" >&2; result=1; }
}
neither="0xfbffffffffffffffff 0xfffffffffffffffffe"
# shellcheck disable=SC2086 # two masks
{
  host $adapter
  expect "9, $adapter" --active apmask=+5
  grep -q "apmask conflicts with mdev $uuid APQN 5.71" "$work/said" || { cat "$work/said" >&2; result=1; }
  expect "0, apmask refused, aqmask taken, $neither" --active apmask=+5 aqmask=-71
  host $adapter
  expect "0, apmask refused, aqmask taken, $neither" --active aqmask=-71 apmask=+5
  host $adapter
  expect "0, $adapter" --persistent apmask=0-255 aqmask=-71
  expect "0, apmask refused, aqmask taken, $neither" --apply
  host $adapter
  printf '[active ap]\naqmask=0-70,72-255\napmask=0-255\n' >"$work/saved"
  expect "0, apmask refused, aqmask taken, $neither" --import "$work/saved"
  host $adapter
  expect "0, aqmask taken, $neither" --active aqmask=-71
  expect "0, apmask taken, $domain" --active apmask=+5
  host $domain
  expect "0, apmask taken, aqmask taken, $adapter" --active apmask=-5 aqmask=+71
}
[ "$result" = 0 ] && echo "as described"
exit "$result"
