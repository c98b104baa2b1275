#!/bin/sh
# s390-tools 2.35.0 (Debian 13, 2.35.0-1 for s390x; the same with 2.40.0)
#
# Guess: `chzdev --base /mnt --type ap --persistent apmask=... aqmask=...` prepares the system that is mounted there, an
#   image or a rescued host: the manual says that PATH is the base for all files of both configurations. So it refuses
#   masks that take a queue from a guest which that system starts at boot, as it does for the running one ("conflicts
#   with defined autostart mdev", 9), and + and - start from nothing but what is below /mnt.
# Seen: the rule is written there, and with 0. No definition below /mnt is checked: chzdev finds it, puts the base in
#   front of its path a second time, and passes by what it can't open. And + and - start from the mask of the host that
#   runs chzdev, whatever /mnt has below sys, so an image takes over what the host happens to lend. With `--base
#   /etc=/mnt/etc` definitions are checked; a list without signs does not ask what was.
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

# The host that runs chzdev lends adapters 0 to 3. The image starts a guest with 05.0047 at boot.
export SYSFS_ROOT="$work/host/sys" # for what libap of s390-tools reads
full=$(printf '%064d' 0 | tr 0 f)
image=$work/image
mkdir -p "$SYSFS_ROOT/bus/ap/devices" "$image/sys/bus/ap/devices" "$image/etc/udev/rules.d" \
  "$image/etc/mdevctl.d/matrix"
echo "0x0${full#?}" >"$SYSFS_ROOT/bus/ap/apmask"
echo "0x$full" | tee "$SYSFS_ROOT/bus/ap/aqmask" "$image/sys/bus/ap/apmask" >"$image/sys/bus/ap/aqmask"
definition=etc/mdevctl.d/matrix/62177883-f1bb-47f0-914d-32a22e3a8804
cat >"$image/$definition" <<'JSON'
{"mdev_type": "vfio_ap-passthrough", "start": "auto", "attrs": [{"assign_adapter": "5"}, {"assign_domain": "0x47"}]}
JSON
rule=$image/etc/udev/rules.d/41-ap.rules
tool() { # BASE SETTING...
  base=$1
  shift
  "$qemu" -L "$work/root" -E LD_LIBRARY_PATH=/usr/lib/s390x-linux-gnu "$work/root/usr/sbin/chzdev" --yes \
    --base "$base" --type ap --persistent "$@"
}
result=0
expect() { # WANTED BASE SETTING...: status, and the first digits of the masks of the image's rule
  wanted=$1
  shift
  status=0
  tool "$@" >"$work/said" 2>&1 || status=$?
  seen="$status $(sed -n 's/^ATTR.*\(a.mask\).*="\(.*\)"/\1 \2/p' "$rule" | cut -c 1-27 | paste -s -d ' ')"
  echo "--base $(echo "$*" | sed "s,$work,,"): $seen"
  sed -n 's/^.*\(persistent.*conflicts\)/  \1/p' "$work/said"
  [ "$seen" = "$wanted" ] || { echo "changed, was $wanted: $(cat "$work/said")" >&2; result=1; }
}
lend() {
  rm -f "$rule"
  tool "$image" apmask=0-4,6-255 aqmask=0-70,72-255 >/dev/null
}
lent="apmask 0xfbffffffffffffffff aqmask 0xfffffffffffffffffe"
all="apmask 0xffffffffffffffffff aqmask 0xffffffffffffffffff"
lend
expect "9 $lent" "/etc=$image/etc" apmask=0-255 aqmask=0-255
expect "0 $all" "$image" apmask=0-255 aqmask=0-255
rm "$rule"
expect "0 apmask 0x0bffffffffffffffff" "$image" apmask=-5
# Where the base is a second time below itself, the definition is found.
mkdir -p "$image${image%/*}"
ln -s "$image" "$image$image"
lend
expect "9 $lent" "$image" apmask=0-255 aqmask=0-255
[ "$result" = 0 ] && echo "as described"
exit "$result"
