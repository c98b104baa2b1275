#!/bin/sh
# s390-tools 2.35.0 (Debian 13, 2.35.0-1 for s390x; the same with 2.40.0)
#
# Guess: a host whose adapters are all left to guests is saved with `chzdev --type ap --export FILE` and restored, here
#   or on another one, with `chzdev --import FILE`; the manual says that the one writes what the other reads. And
#   `chzdev --type ap --apply` sets what is persistent.
# Seen: a mask without a bit is exported as apmask="", and chzdev takes that from nobody: "Invalid input string", status
#   6, and nothing of the file is set, not the other mask and not what is persistent, even where only the active mask
#   was empty, and with --force. `--apply` so refuses the persistent mask that chzdev itself wrote. `apmask=-0-255` says
#   the same and is taken, also in the file.
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
all=0x$(printf '%064d' 0 | tr 0 f)
fresh() { # a host as it is after a boot without a rule
  rm -rf "$work/host"
  mkdir -p "$bus/devices" "${rule%/*}"
  for mask in apmask aqmask; do echo "$all" >"$bus/$mask"; done
}
chzdev() { # prints the status
  status=0
  "$qemu" -L "$work/root" -E LD_LIBRARY_PATH=/usr/lib/s390x-linux-gnu "$work/root/usr/sbin/chzdev" \
    --base "$work/host" --yes "$@" >"$work/said" 2>&1 || status=$?
  echo "$status"
}
state() { # the beginning of both masks, and how many the rule sets
  for mask in apmask aqmask; do cut -c 1-5 "$bus/$mask" | tr '\n' ' '; done
  grep -c '^ATTR' "$rule" 2>/dev/null || [ -e "$rule" ] || echo 0
}
result=0
expect() { # WANTED SEEN WHAT
  echo "$3: $2"
  [ "$2" = "$1" ] || { echo "changed: $3, was $1" >&2; result=1; }
}
fresh
expect 0 "$(chzdev --type ap apmask=-0-255 aqmask=-4)" "all adapters to guests"
expect "0x000 0xf7f 2" "$(state)" "the host"
expect 0 "$(chzdev --type ap --export "$work/saved")" "export"
expect 2 "$(grep -c '^apmask=""$' "$work/saved")" 'apmask="" in the file'
for options in "" --active --persistent --force; do
  fresh
  # shellcheck disable=SC2086
  expect 6 "$(chzdev --import "$work/saved" $options)" "import $options"
  expect "0xfff 0xfff 0" "$(state)" "the host"
done
grep -q 'Invalid input string' "$work/said" || { echo "changed: $(cat "$work/said")" >&2; result=1; }
# Only the active mask is empty.
expect 0 "$(chzdev --type ap --persistent apmask=-5)" "adapter 5 to guests at boot"
expect 0 "$(chzdev --type ap --active apmask=-0-255)" "all adapters for now"
expect 0 "$(chzdev --type ap --export "$work/mixed")" "export"
fresh
expect 6 "$(chzdev --import "$work/mixed")" "import"
expect "0xfff 0xfff 0" "$(state)" "the host"
# Its own rule.
expect 0 "$(chzdev --type ap --persistent apmask=-0-255)" "all adapters to guests at boot"
expect 6 "$(chzdev --type ap --apply)" "apply"
expect "0xfff 0xfff 1" "$(state)" "the host"
# Said otherwise, the file is taken.
fresh
sed 's/^apmask=""$/apmask=-0-255/' "$work/saved" >"$work/mended"
expect 0 "$(chzdev --import "$work/mended")" "import with apmask=-0-255"
expect "0x000 0xf7f 2" "$(state)" "the host"
[ "$result" = 0 ] && echo "as described"
exit "$result"
