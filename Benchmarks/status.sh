#!/bin/sh
# `apmatrix status` beside `lszcrypt -V` on composed hosts, in one run: wall time (median of five),
# system calls, peak memory. A native lszcrypt is used if SYSFS_ROOT reaches one; else Debian's for
# s390x runs under qemu and its times are marked: emulation is slower, system calls are the same.
set -eu
program=$1
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if command -v lszcrypt >/dev/null; then
  peer="lszcrypt -V" note=native
else
  "$here/Tests/tools/s390-tools.sh" --install
  peer="$here/Tests/tools/s390-tools.sh lszcrypt -V" note=emulated
fi

compose() { # DIR ADAPTERS GUESTS: every queue with vfio_ap, a domain of all adapters a guest
  "$program" fake create "$1" --kernel 7.1 --domains 0-84 \
    --adapters "$(seq -s , 0 $(($2 - 1)) | sed 's/[0-9][0-9]*/&:cca/g')"
  "$program" fake write "$1" bus/ap/apmask 0x0
  guest=0
  while [ $guest -lt "$3" ]; do
    uuid=$(printf '%08x-1111-4111-8111-111111111111' $((guest + 268435456)))
    parent=devices/vfio_ap/matrix
    "$program" fake write "$1" $parent/mdev_supported_types/vfio_ap-passthrough/create $uuid
    "$program" fake write "$1" $parent/$uuid/ap_config \
      "$(cat "$1/bus/ap/ap_adapter_mask"),$(mask $guest),$(mask $guest)"
    guest=$((guest + 1))
  done
  rm -rf "$1/.apmatrix"
}

mask() { # one bit, counted from the left
  awk -v n="$1" 'BEGIN {
    s = "0x"; for (d = 0; d < 64; d++) s = s (int(n / 4) == d ? 2 ^ (3 - n % 4) : "0"); print s }'
}

median() { # COMMAND...: the middle of five wall times in seconds
  for _ in 1 2 3 4 5; do
    /usr/bin/time -f %e -o "$work/time" "$@" >/dev/null && cat "$work/time"
  done | sort -n | sed -n 3p
}

memory() { /usr/bin/time -f %M -o "$work/time" "$@" >/dev/null && cat "$work/time"; }

calls() { # qemu counts what its guest calls, not what it calls itself
  case $1 in
    *s390-tools.sh) QEMU_STRACE=1 "$@" 2>&1 >/dev/null | wc -l ;;
    # A call that another process's interrupts stands in two lines.
    *) strace -f -o "$work/trace" "$@" >/dev/null && grep '(' "$work/trace" | grep -vc 'resumed>' ;;
  esac
}

row() { printf '%-34s %9s s %9s calls %9s KB\n' "$1" "$2" "$3" "$4"; }

for adapters in 20 60; do
  host=$work/host$adapters
  compose "$host" $adapters 85
  echo "$adapters x 85 queues, 85 guests"
  export SYSFS_ROOT="$host"
  # shellcheck disable=SC2086
  peer_time=$(median $peer)
  # shellcheck disable=SC2086
  peer_calls=$(calls $peer)
  row "  lszcrypt -V ($note)" "$peer_time" "$peer_calls" -
  for options in "" --verbose "--format json"; do
    # shellcheck disable=SC2086
    set -- "$program" status --sysfs "$host" $options
    time=$(median "$@") count=$(calls "$@")
    row "  apmatrix status $options" "$time" "$count" "$(memory "$@")"
    awk -v a="$peer_time" -v b="$time" -v c="$peer_calls" -v d="$count" \
      'BEGIN { printf "%36s 1/%.1f of the time, 1/%.1f of the calls\n", "", a / (b + 1e-9), c / d }'
  done
  unset SYSFS_ROOT
done
