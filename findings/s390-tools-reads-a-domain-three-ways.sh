#!/bin/sh
# s390-tools 2.35.0 (Debian 13, 2.35.0-1 for s390x; the same with 2.40.0)
#
# Guess: the domain that lszcrypt prints as 0047 or 00ab (hexadecimal, four digits) can be given so to the programs
#   beside it, as `chzcrypt -d 05.0047` takes it, or it is refused.
# Seen: `chzdev --type ap aqmask=-0047` frees domain 39 (0x27) for guests and keeps 71 (0x47): a leading 0 makes the
#   number octal. `chzcrypt --default-domain` reads octal as well and stops at the first character that does not
#   fit: 0047 is 39, 0048 is 4, and 00ab is 0. All of them end with 0 and say nothing of it; chzdev refuses the last
#   two. With 0x in front all agree.
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

export SYSFS_ROOT="$work/host/sys"
tool() {
  name=$1
  shift
  "$qemu" -L "$work/root" -E LD_LIBRARY_PATH=/usr/lib/s390x-linux-gnu "$work/root/usr/sbin/$name" "$@" 2>&1
}
bus=$SYSFS_ROOT/bus/ap
card=$SYSFS_ROOT/devices/ap/card05
mkdir -p "$bus/devices" "$card/05.0047"
echo 255 >"$bus/ap_max_domain_id"
ln -s ../../../devices/ap/card05 "$bus/devices/card05"
ln -s ../../../devices/ap/card05/05.0047 "$bus/devices/05.0047"
result=0
expect() { # WANTED SEEN WHAT
  echo "$3: $2"
  [ "$2" = "$1" ] || { echo "changed: $3, was $1" >&2; result=1; }
}
# masks DOMAIN: the domains that chzdev leaves with the host, or how it ends.
masks() {
  for mask in apmask aqmask; do printf '0x%s\n' "$(printf '%064d' 0 | tr 0 f)" >"$bus/$mask"; done
  tool chzdev --type ap --base "$work/host" --active --yes "aqmask=-$1" >"$work/said" || { echo "status $?"; return; }
  tool lszdev --type ap --base "$work/host" | sed -n 's/^ *aqmask *"\([^"]*\)".*/\1/p'
}
default() { # DOMAIN: the default domain that chzcrypt writes
  echo 71 >"$bus/ap_domain"
  tool chzcrypt --default-domain "$1" >"$work/said" || { echo "status $?"; return; }
  cat "$bus/ap_domain" "$work/said"
}
online() { # QUEUE: what chzcrypt writes there
  echo 1 >"$card/05.0047/online"
  tool chzcrypt --disable "$1" >"$work/said" || { echo "status $?"; return; }
  cat "$card/05.0047/online"
}
expect 0 "$(online 05.0047)" "chzcrypt --disable 05.0047"
expect 0-38,40-255 "$(masks 0047)" "chzdev aqmask=-0047"
expect 0-70,72-255 "$(masks 0x0047)" "chzdev aqmask=-0x0047"
expect "status 6" "$(masks 0048)" "chzdev aqmask=-0048"
expect "status 6" "$(masks 00ab)" "chzdev aqmask=-00ab"
expect 39 "$(default 0047)" "chzcrypt --default-domain 0047"
expect 4 "$(default 0048)" "chzcrypt --default-domain 0048"
expect 0 "$(default 00ab)" "chzcrypt --default-domain 00ab"
expect 71 "$(default 0x0047)" "chzcrypt --default-domain 0x0047"
[ "$result" = 0 ] && echo "as described"
exit "$result"
