#!/bin/sh
# calls.sh COMMAND...: how many system calls a command and its children make.
set -eu
case $1 in
  # qemu counts what its guest calls, not what it calls itself.
  *s390-tools.sh) QEMU_STRACE=1 "$@" 2>&1 >/dev/null | wc -l ;;
  *)
    trace=$(mktemp)
    trap 'rm -f "$trace"' EXIT
    strace -f -o "$trace" "$@" >/dev/null 2>&1 || :
    # A call that another process's interrupts stands in two lines.
    grep '(' "$trace" | grep -vc 'resumed>'
    ;;
esac
