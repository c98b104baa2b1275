#!/bin/sh
# mdevctl 1.4.0 (Debian 13, 1.4.0-2+b1)
#
# Guess: one definition below /etc/mdevctl.d that is wrong (a number without quotes, no "start", an empty
#   file that is just being replaced, a name in capitals) is skipped or named, and the others are listed.
# Seen: mdevctl parses all files before it prints, and the first that it dislikes ends it: no definition is
#   listed, of no parent, and the message does not name the file. `start-parent-mdevs`, which udev runs at
#   boot, fails alike, so no mdev is started. A file named in capitals is read, and hides all others if it
#   is wrong, but is not listed if it is right.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/root"
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
(cd "$work" && apt-get -qq download mdevctl=1.4.0-2+b1 libc6 libgcc-s1)
for deb in "$work"/*.deb; do dpkg-deb -x "$deb" "$work/root"; done

export MDEVCTL_ENV_ROOT="$work/env"
mdevctl() {
  "$work/root/usr/lib64/ld-linux-x86-64.so.2" --library-path "$work/root/usr/lib/x86_64-linux-gnu" \
    "$work/root/usr/bin/mdevctl" "$@" 2>&1 || true
}
definitions=$MDEVCTL_ENV_ROOT/etc/mdevctl.d/matrix
mkdir -p "$definitions" "$MDEVCTL_ENV_ROOT/sys/bus/mdev/devices" "$MDEVCTL_ENV_ROOT/sys/class/mdev_bus"
for scripts in etc/mdevctl.d usr/lib/mdevctl; do
  mkdir -p "$MDEVCTL_ENV_ROOT/$scripts/scripts.d/callouts" "$MDEVCTL_ENV_ROOT/$scripts/scripts.d/notifiers"
done
good='"mdev_type":"vfio_ap-passthrough","start":"auto"'
echo "{$good,\"attrs\":[]}" >"$definitions/cef03c3c-903d-4ecc-9a83-40694cb8aee4"
other=62177883-f1bb-47f0-914d-32a22e3a8804
result=0
expect() {
  if ! printf '%s' "$1" | grep -q "$2"; then
    echo "changed: $3: $1" >&2
    result=1
  fi
}
expect "$(mdevctl list -d)" "^cef03c3c" "the good one alone is listed"
for bad in "{$good,\"attrs\":[{\"assign_adapter\":5}]}" '{"mdev_type":"x","attrs":[]}' ""; do
  printf '%s' "$bad" >"$definitions/$other"
  expect "$(mdevctl list -d)" "^Error" "a bad one beside it ends the list"
  expect "$(mdevctl list -d | grep -c -e cef03c3c -e "$other")" "^0$" "neither the good one nor the bad one is named"
  expect "$(mdevctl start-parent-mdevs matrix)" "^Error" "nor is anything started"
done
rm "$definitions/$other"
echo "{$good,\"attrs\":[]}" >"$definitions/62177883-F1BB-47F0-914D-32A22E3A8804"
expect "$(mdevctl list -d | wc -l)" "^1$" "a right file named in capitals is not listed"
echo "" >"$definitions/62177883-F1BB-47F0-914D-32A22E3A8804"
expect "$(mdevctl list -d)" "^Error" "a wrong file named in capitals ends the list"
[ "$result" = 0 ] && echo "as described"
exit "$result"
