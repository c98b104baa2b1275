# What is built from what. Every result in the cache is keyed by this file; what a
# program is measured by stands in limits.sh, which keys none.
# shellcheck shell=sh disable=SC2034

triple=s390x-unknown-linux-gnu

# Debian's source package of Swift, and the checksum of its .dsc, which has those of its tarballs.
# The checksum, not the age of the archive's index, says that it is the one that was tried.
swift_version=${APMATRIX_SWIFTLANG_VERSION:-6.2.3-1}
known_dsc=1911ea3d2d391acce4cecdb6170dcf0fd9ba80d72320405d7b066b5bc34bc611
swift_dsc_sha256=${APMATRIX_SWIFTLANG_SHA256:-$known_dsc}

# Where Debian is, and whose signature its indexes need.
mirror=${APMATRIX_DEBIAN_MIRROR:-http://deb.debian.org/debian}
keyring=${APMATRIX_DEBIAN_KEYRING:-/usr/share/keyrings/debian-archive-keyring.gpg}
source_suite=sid
sysroot_suite=bookworm

# Headers and libraries of the target, each development package with what its links point to. GCC 12's
# unwinder would ask for a function of glibc 2.35.
sysroot_packages="libc6-dev libc6 linux-libc-dev libcrypt-dev libcrypt1
  libgcc-11-dev libgcc-s1 libstdc++-11-dev libstdc++6
  libudev-dev libudev1 libyaml-dev libyaml-0-2"

# Build tools from PyPI: Debian 12's CMake is older than the 3.29 that Swift's runtime asks for.
build_tools="cmake==4.4.5 --hash=sha256:85625a9b6d5e88ff99c7eb79123d85570844e77ac076366cf75c609cc0b1b579
ninja==1.13.2 --hash=sha256:65a24341b5ac09fcadcc37082660be40a94174e51a937fabf6e2cae26225fa2c"
