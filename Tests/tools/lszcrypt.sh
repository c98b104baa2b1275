#!/bin/sh
# Runs Debian's lszcrypt for s390x under qemu, on any machine with Debian's apt.
#
#   Tests/tools/lszcrypt.sh --install           fetches what is missing into .build/peers
#   SYSFS_ROOT=DIR Tests/tools/lszcrypt.sh -V   runs it on an unpacked recording
set -eu

here=$(cd "$(dirname "$0")" && pwd)
root=$here/../../.build/peers/s390x-trixie/root

qemu=$(command -v qemu-s390x-static || command -v qemu-s390x) || {
  echo "lszcrypt.sh: no qemu for s390x: install qemu-user-static" >&2
  exit 1
}
"$here/unpack-debian.sh" s390x trixie "$root" s390-tools libc6
# The loader's path is /lib/ld64.so.1, and the packages leave this link to another one.
[ -e "$root/lib" ] || ln -s usr/lib "$root/lib"
[ "${1:-}" != "--install" ] || exit 0
exec "$qemu" -L "$root" "$root/usr/sbin/lszcrypt" "$@"
