# What the scripts of this directory share.
# shellcheck shell=bash disable=SC2034

# One line about what is wrong and what to do; the end.
fail() {
  echo "packages: $*" >&2
  exit 1
}

# need COMMAND PACKAGE
need() {
  command -v "$1" >/dev/null || fail "no $1; apt-get install $2"
}

# is_for PROGRAM ARCHITECTURE
is_for() {
  local machine
  [ -f "$1" ] || fail "$1: no such file"
  machine=$(LC_ALL=C readelf -h "$1" 2>/dev/null | sed -n 's/^ *Machine: *//p')
  case $2:$machine in
    x86_64:*X86-64 | s390x:*S/390) ;;
    *) fail "$1: a program for ${machine:-no machine at all}, not for $2" ;;
  esac
}

# The packages' own release of a version of the program.
release=1
