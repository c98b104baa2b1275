#!/bin/sh
# Runs a tool of Debian's s390-tools under qemu, on any machine with Debian's apt.
#
#   Tests/tools/s390-tools.sh --install                    fetches what is missing into ~/.cache/apmatrix
#   SYSFS_ROOT=DIR Tests/tools/s390-tools.sh lszcrypt -V   runs it on an unpacked recording
set -eu

here=$(cd "$(dirname "$0")" && pwd)
home=${HOME:-$(getent passwd "$(id -u)" | cut -d: -f6)}
root=${XDG_CACHE_HOME:-$home/.cache}/apmatrix/peers/s390-tools-trixie/root

qemu=$(command -v qemu-s390x-static || command -v qemu-s390x) || {
  echo "s390-tools.sh: no qemu for s390x: install qemu-user-static" >&2
  exit 1
}
# The C library for cross building is one package for every architecture, so no mirror lacks it.
"$here/unpack-debian.sh" s390x trixie "$root" s390-tools libc6-s390x-cross libjson-c5
# The loader is wanted as /lib/ld64.so.1.
[ -e "$root/lib" ] || ln -s usr/s390x-linux-gnu/lib "$root/lib"
[ "$1" != "--install" ] || exit 0
tool=$1
shift
exec "$qemu" -L "$root" -E LD_LIBRARY_PATH=/usr/lib/s390x-linux-gnu "$root/usr/sbin/$tool" "$@"
