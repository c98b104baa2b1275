#!/bin/sh
# Makes the smallest Debian 13 with systemd, udev and mdevctl in a directory, and prints where it is.
#
#   Tests/tools/debian-root.sh
#
# Ten seconds, once, below ~/.cache/apmatrix; it needs root and mmdebstrap, which checks signatures.
set -eu

home=${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}
root=${XDG_CACHE_HOME:-$home/.cache}/apmatrix/peers/amd64-trixie/system
mirror=${DEBIAN_MIRROR:-http://deb.debian.org/debian}

fail() {
  echo "debian-root.sh: $*" >&2
  exit 1
}

mkdir -p "$(dirname "$root")"
# Two that start together: the second waits and finds it done.
exec 9>"$root.lock"
flock 9
if [ ! -d "$root" ]; then
  command -v mmdebstrap >/dev/null || fail "no mmdebstrap: .ci/setup --tests installs it"
  # A mirror that fails for a moment fails the whole; what is there after three times is its word.
  for attempt in 1 2 3; do
    rm -rf "$root.new"
    mmdebstrap --quiet --mode=root --variant=minbase \
      --include=systemd,udev,kmod,mdevctl,libyaml-0-2,libstdc++6 --aptopt='Acquire::Retries "3"' \
      trixie "$root.new" "$mirror" >"$root.log" 2>&1 && break
    [ "$attempt" -lt 3 ] || fail "mmdebstrap failed three times; see $root.log"
    sleep 20
  done
  mv "$root.new" "$root"
fi
echo "$root"
