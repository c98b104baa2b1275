#!/bin/sh
# Runs the mdevctl of Debian 13 (1.4.0) on any x86-64 machine with Debian's apt, with its own libc.
#
#   Tests/tools/mdevctl.sh --install                      fetches what is missing into ~/.cache/apmatrix
#   MDEVCTL_ENV_ROOT=DIR Tests/tools/mdevctl.sh list -d   runs it below a directory
#
# Debian 12 has 1.2.0, which knows no MDEVCTL_ENV_ROOT. The directories that mdevctl wants are made.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
home=${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}
root=${XDG_CACHE_HOME:-$home/.cache}/apmatrix/peers/amd64-trixie/root

"$here/unpack-debian.sh" amd64 trixie "$root" mdevctl libc6 libgcc-s1
[ "${1:-}" != "--install" ] || exit 0
: "${MDEVCTL_ENV_ROOT:?names the directory that stands for /}"
for scripts in etc/mdevctl.d usr/lib/mdevctl; do
  mkdir -p "$MDEVCTL_ENV_ROOT/$scripts/scripts.d/callouts"
  mkdir -p "$MDEVCTL_ENV_ROOT/$scripts/scripts.d/notifiers"
done
mkdir -p "$MDEVCTL_ENV_ROOT/sys/bus/mdev/devices" "$MDEVCTL_ENV_ROOT/sys/class/mdev_bus"
unset RUST_BACKTRACE
exec "$root/usr/lib64/ld-linux-x86-64.so.2" --library-path "$root/usr/lib/x86_64-linux-gnu" \
  "$root/usr/bin/mdevctl" "$@"
