#!/bin/sh
# s390-tools 2.35.0 (Debian 13, 2.35.0-1 for s390x; the same with 2.40.0)
#
# Guess: chzdev lets no boot take a queue from a guest that mdevctl starts then: where the guest has 05.0047,
#   `chzdev --type ap --persistent apmask=0-255 aqmask=0-255` is refused ("persistent apmask conflicts with defined
#   autostart mdev", 9), and --force does not help. So is `--remove-all`, after which a boot sets no mask, and the host
#   has every queue as well.
# Seen: --remove-all is taken with 0 and without a word, as is the same said as --remove apmask --remove aqmask. chzdev
#   compares only what a mask that is written adds to the host's; one that is removed adds nothing to it, though the
#   kernel starts with all bits set. The next boot leaves no queue to vfio_ap, and the guest's mdev is not started. The
#   active masks stay as they are, so all works until then; lszdev shows "-" as persistent, and not what that means.
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
mkdir -p "$bus/devices" "${rule%/*}" "$work/host/etc/mdevctl.d/matrix" "$work/host${work%/*}"
ln -s "$work" "$work/host$work" # chzdev puts --base in front of a definition's path twice
tool() {
  name=$1
  shift
  "$qemu" -L "$work/root" -E LD_LIBRARY_PATH=/usr/lib/s390x-linux-gnu "$work/root/usr/sbin/$name" \
    --base "$work/host" "$@" 2>&1
}
result=0
expect() { # WANTED OPTION...: status and masks of the rule; every call begins with adapter 5 and domain 0x47 lent
  wanted=$1
  shift
  for mask in apmask aqmask; do printf '0x%s\n' "$(printf '%064d' 0 | tr 0 f)" >"$bus/$mask"; done
  tool chzdev --type ap --yes apmask=-5 aqmask=-71 >"$work/said" || { cat "$work/said" >&2; exit 1; }
  cat >"$work/host/etc/mdevctl.d/matrix/62177883-f1bb-47f0-914d-32a22e3a8804" <<'JSON'
{"mdev_type": "vfio_ap-passthrough", "start": "auto", "attrs": [{"assign_adapter": "5"}, {"assign_domain": "0x47"}]}
JSON
  status=0
  tool chzdev --type ap --yes "$@" >"$work/said" || status=$?
  seen=$(tool lszdev --type ap | sed -n 's/^ *a[pq]mask *"\([^"]*\)" *"*\([^"]*\)"*$/\1 \2/p' | paste -s -d ' ')
  echo "$*: $status, $seen"
  sed -n 's/^.*\(persistent.*conflicts\)/  \1/p' "$work/said"
  [ "$status $seen" = "$wanted" ] || { echo "changed, was $wanted: $(cat "$work/said")" >&2; result=1; }
  rm -r "$work/host/etc/mdevctl.d/matrix"/*
}
lent="0-4,6-255 0-4,6-255 0-70,72-255 0-70,72-255"
expect "9 $lent" --persistent apmask=+5 aqmask=+71
expect "9 $lent" --persistent --force apmask=+5 aqmask=+71
expect "9 $lent" --persistent apmask=0-255 aqmask=0-255
expect "0 0-4,6-255 - 0-70,72-255 -" --persistent --remove apmask --remove aqmask
expect "0 0-4,6-255 - 0-70,72-255 -" --persistent --remove-all
expect "0 0-4,6-255 - 0-70,72-255 -" --remove-all
[ "$result" = 0 ] && echo "as described"
exit "$result"
