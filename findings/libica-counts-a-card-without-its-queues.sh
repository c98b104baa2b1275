#!/bin/sh
# libica 3.9.0 (Debian 12, 3.9.0-1 for s390x; Debian 13 has 3.9.0 too)
#
# Guess: on a host that has handed the queues of its CCA cards and accelerators to guests, `icainfo` says "no" below
#   "dynamic hardware", which its manual explains as crypto cards: no queue is there that could answer. The same where
#   all queues are offline.
# Seen: "yes", for RSA and, with a CCA card, for elliptic curves. libica looks at cards alone, and each counts whose
#   "online" is 1. That stays so when its queues go to vfio_ap (recorded with Linux 6.12), when they have no driver, and
#   when each of them has been set offline. icainfo-cex, of the library that has no software to fall back on, says "yes"
#   too. So a check by icainfo finds nothing when the host's last queue is lent. "no" it says when the card itself is
#   offline; a card in EP11 mode does not count. `lszcrypt` lists the card as online too, and no queue below it.
# Needs root and qemu-user-static.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
qemu=$(command -v qemu-s390x-static || command -v qemu-s390x) || { echo "no qemu for s390x" >&2; exit 1; }
mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/root"
: >"$work/apt/status"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [signed-by=$keyring] http://deb.debian.org/debian bookworm main" >"$work/apt/sources"
cat >"$work/apt/conf" <<CONF
APT::Architecture "s390x"; APT::Architectures { "s390x"; }; APT::Sandbox::User "";
Dir::State "$work/apt"; Dir::State::status "$work/apt/status"; Dir::Cache "$work/apt/cache";
Dir::Etc::sourcelist "$work/apt/sources"; Dir::Etc::sourceparts "-";
CONF
export APT_CONFIG="$work/apt/conf"
apt-get -qq update
(cd "$work" && apt-get -qq download libica-utils=3.9.0-1 libica3=3.9.0-1 libssl3 libc6)
for deb in "$work"/*.deb; do dpkg-deb -x "$deb" "$work/root"; done

# A card with two queues, as Linux 6.12 shows them.
card=$work/sys/devices/ap/card05
for queue in 05.0004 05.0047; do mkdir -p "$card/$queue"; done
mkdir -p "$work/sys/bus/ap/drivers/cex4queue" "$work/sys/bus/ap/drivers/vfio_ap"
result=0
# queues DRIVER|none [ONLINE]: gives both queues this driver; only zcrypt's has an attribute "online".
queues() {
  for queue in 05.0004 05.0047; do
    rm -f "$card/$queue/driver" "$card/$queue/online"
    [ "$1" = none ] || ln -s "../../../../bus/ap/drivers/$1" "$card/$queue/driver"
    [ -z "${2-}" ] || echo "$2" >"$card/$queue/online"
  done
}
# card TYPE ONLINE
card() { echo "$1" >"$card/type"; echo "$2" >"$card/online"; }
# expect WANTED WHAT: the column "dynamic" of RSA and of ECDH
expect() {
  # shellcheck disable=SC2016 # the inner shell's own parameters
  seen=$(for program in icainfo icainfo-cex; do
    unshare --mount --propagation private sh -c 'mount --bind "$1/sys" /sys && exec "$2" -L "$1/root" \
      -E LD_LIBRARY_PATH=/usr/lib/s390x-linux-gnu:/lib/s390x-linux-gnu "$1/root/usr/bin/$3"' \
      sh "$work" "$qemu" $program | awk -F '|' -v p=$program '
        { gsub(" ", "") } $1 == "RSAME" { rsa = $2 } $1 == "ECDH" { ec = $2 } END { print p, rsa, ec }'
  done | paste -s -d ',')
  echo "$2: $seen"
  [ "$seen" = "icainfo $1,icainfo-cex $1" ] || { echo "changed, was $1" >&2; result=1; }
}
card CEX8C 1
queues cex4queue 1; expect "yes yes" "CCA, queues of the host"
queues vfio_ap; expect "yes yes" "CCA, all queues handed to guests"
queues none; expect "yes yes" "CCA, no queue has a driver"
queues cex4queue 0; expect "yes yes" "CCA, each queue offline"
card CEX8A 1
queues vfio_ap; expect "yes no" "accelerator, all queues handed to guests"
card CEX8C 0
queues cex4queue 0; expect "no no" "CCA, card and queues offline"
card CEX8P 1
queues cex4queue 1; expect "no no" "EP11, queues of the host"
[ "$result" = 0 ] && echo "as described"
exit "$result"
