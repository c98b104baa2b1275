#!/bin/sh
# Runs Debian's lszcrypt for s390x under qemu, on any machine with Debian's apt.
#
#   Tests/tools/lszcrypt.sh --install           fetches what is missing into .build/peers
#   SYSFS_ROOT=DIR Tests/tools/lszcrypt.sh -V   runs it on an unpacked recording
#
# The packages are unpacked, not installed: nothing outside of .build/peers changes, and no root is
# needed. apt checks their signatures against Debian's archive keys.
set -eu

suite=trixie
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
here=$(cd "$(dirname "$0")/../.." && pwd)
cache=$here/.build/peers/s390x-$suite
root=$cache/root

fail() {
  echo "lszcrypt.sh: $*" >&2
  exit 1
}

install() {
  command -v apt-get >/dev/null || fail "no apt-get: the package can't be fetched here"
  [ -r "$keyring" ] || fail "$keyring is missing: install debian-archive-keyring"
  apt=$cache/apt
  mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$cache/debs"
  : >"$apt/status"
  echo "deb [signed-by=$keyring] $mirror $suite main" >"$apt/sources.list"
  cat >"$apt/apt.conf" <<CONF
APT::Architecture "s390x";
APT::Architectures { "s390x"; };
APT::Sandbox::User "";
Acquire::Languages "none";
Dir::State "$apt";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "-";
CONF
  export APT_CONFIG="$apt/apt.conf"
  apt-get -qq update || fail "the package list of $suite can't be fetched from $mirror"
  (cd "$cache/debs" && apt-get -qq download s390-tools libc6) ||
    fail "s390-tools for s390x can't be fetched from $mirror"
  rm -rf "$root.new" && mkdir "$root.new"
  for package in "$cache"/debs/*.deb; do
    dpkg-deb -x "$package" "$root.new"
  done
  # The loader's path is /lib/ld64.so.1, and the packages leave this link to another one.
  [ -e "$root.new/lib" ] || ln -s usr/lib "$root.new/lib"
  mv "$root.new" "$root"
  rm -rf "$apt" "$cache/debs"
}

qemu=$(command -v qemu-s390x-static || command -v qemu-s390x) ||
  fail "no qemu for s390x: install qemu-user-static"
[ -d "$root" ] || install
[ "${1:-}" != "--install" ] || exit 0
exec "$qemu" -L "$root" "$root/usr/sbin/lszcrypt" "$@"
