#!/bin/sh
# Fetches Debian packages and unpacks them into a directory of their own.
#
#   Tests/tools/unpack-debian.sh ARCHITECTURE SUITE ROOT PACKAGE...
#
# The packages are unpacked, not installed: nothing outside of ROOT and ROOT.work changes, and no root
# is needed. apt works with a configuration of its own and checks signatures against Debian's keys.
set -eu

architecture=$1 suite=$2 root=$3
shift 3
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
work=$root.work

fail() {
  echo "unpack-debian.sh: $*" >&2
  exit 1
}

[ ! -d "$root" ] || exit 0
mkdir -p "$work"
# Two that start together: the second waits and finds it done.
exec 9>"$work/lock"
flock 9
[ ! -d "$root" ] || exit 0
command -v apt-get >/dev/null || fail "no apt-get: packages can't be fetched here"
[ -r "$keyring" ] || fail "$keyring is missing: install debian-archive-keyring"
mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/debs" "$work/root"
: >"$work/status"
echo "deb [signed-by=$keyring] $mirror $suite main" >"$work/sources.list"
cat >"$work/apt.conf" <<CONF
APT::Architecture "$architecture";
APT::Architectures { "$architecture"; };
APT::Sandbox::User "";
Acquire::Languages "none";
Dir::State "$work";
Dir::State::status "$work/status";
Dir::Cache "$work/cache";
Dir::Etc::sourcelist "$work/sources.list";
Dir::Etc::sourceparts "-";
CONF
export APT_CONFIG="$work/apt.conf"
# A mirror that fails for a moment fails the whole; what it says three times is its word.
for attempt in 1 2 3; do
  apt-get -qq update && (cd "$work/debs" && apt-get -qq download "$@") && break
  [ "$attempt" -lt 3 ] || fail "$* of $suite for $architecture can't be fetched from $mirror"
  sleep 20
done
for package in "$work"/debs/*.deb; do
  dpkg-deb -x "$package" "$work/root"
done
mv "$work/root" "$root"
rm -rf "$work"
