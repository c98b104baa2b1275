#!/bin/sh
# s390-tools 2.35.0 (Debian 13, 2.35.0-1 for s390x; the same with 2.40.0)
#
# Guess: after `chzdev --type ap --active apmask=-7`, a loan until the next boot, `chzdev --type ap --persistent
#   apmask=-5` on a host without a persistent mask writes one that leaves adapter 5 to guests, and no other.
# Seen: it leaves 5 and 7. Where no rule has the mask, + and - start from the active one, also with --persistent; where
#   one has it, from the rule's. So the same command has two results, and what was lent for an hour is gone from the
#   host at each boot. That holds for each mask by itself, and for a command that changes both configurations. It is
#   not said: lszdev shows "Persistent : yes" with and without a rule, and the help speaks of "the current mask". A
#   list without signs (apmask=0-4,6-255) does not ask what was.
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
bus=$SYSFS_ROOT/bus/ap
rule=$work/host/etc/udev/rules.d/41-ap.rules
tool() {
  name=$1
  shift
  "$qemu" -L "$work/root" -E LD_LIBRARY_PATH=/usr/lib/s390x-linux-gnu "$work/root/usr/sbin/$name" --type ap \
    --base "$work/host" "$@"
}
chzdev() { tool chzdev --yes "$@" >/dev/null; }
boot() { # a host after a boot without a rule: every queue is its own
  rm -rf "$work/host"
  mkdir -p "$bus/devices" "${rule%/*}"
  for mask in apmask aqmask; do printf '0x%s\n' "$(printf '%064d' 0 | tr 0 f)" >"$bus/$mask"; done
}
persistent() { # MASK: what lszdev shows of it
  tool lszdev | sed -n "s/^ *$1  *\"[^\"]*\" *\"*\([^\"]*\)\"*\$/\1/p"
}
result=0
expect() { # WANTED SEEN WHAT
  echo "$3: $2"
  [ "$2" = "$1" ] || { echo "changed: $3, was $1" >&2; result=1; }
}
boot
expect "yes - -" "$(tool lszdev | sed -n 's/^ *Persistent *: //p') $(persistent apmask) $(persistent aqmask)" "no rule"
chzdev --active apmask=-7
chzdev --persistent apmask=-5
expect 0-4,6,8-255 "$(persistent apmask)" "7 lent, then --persistent -5"
expect 'ATTR{../../bus/ap/apmask}="0xfaf' "$(grep ^ATTR "$rule" | cut -c 1-32)" "the rule"

boot
chzdev --persistent apmask=-9
chzdev --active apmask=-7
chzdev --persistent apmask=-5
expect 0-4,6-8,10-255 "$(persistent apmask)" "the same where a rule has the mask"
# The rule has apmask only.
chzdev --active aqmask=-71
chzdev --persistent aqmask=-4
expect 0-3,5-70,72-255 "$(persistent aqmask)" "domain 71 lent, then --persistent -4, rule without aqmask"

boot
chzdev --active apmask=-7
chzdev apmask=-5
expect 0-4,6,8-255 "$(persistent apmask)" "7 lent, then -5 for both configurations"
boot
chzdev --active apmask=-7
chzdev --persistent apmask=0-4,6-255
expect 0-4,6-255 "$(persistent apmask)" "7 lent, then a list without signs"
[ "$result" = 0 ] && echo "as described"
exit "$result"
