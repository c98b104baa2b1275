#!/bin/bash
# growth.sh PROGRAM: what `status` costs for each queue, from 4 x 4 to 64 x 256 with eight guests at most:
# processor time (median of nine), system calls, and both for each queue more than the smallest host has. Only
# the two forms that show queues read something of every queue.
set -euo pipefail
program=$(realpath "$1")
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

printf '%-9s %7s %-14s %8s %8s %12s %12s\n' host queues command "CPU ms" calls "us a queue" "calls a queue"
for size in 4x4 8x16 16x64 32x128 64x256; do
  adapters=${size%x*} domains=${size#*x}
  host=$work/$size
  "$here/compose.sh" "$program" "$host" "$adapters" "$domains" $((domains < 8 ? domains : 8))
  rm -r "$host/.apmatrix"
  queues=$((adapters * domains))
  for options in "" --verbose "--format json"; do
    # shellcheck disable=SC2086
    cpu=$("$here/pairs.py" 9 "$program" - status --sysfs "$host" $options | cut -d' ' -f2)
    # shellcheck disable=SC2086
    calls=$("$here/calls.sh" "$program" status --sysfs "$host" $options)
    base=$work/base${options// /}
    [ -e "$base" ] || echo "$queues $cpu $calls" >"$base"
    read -r base_queues base_cpu base_calls <"$base"
    slope=$(awk -v q=$((queues - base_queues)) -v c="$cpu" -v b="$base_cpu" -v n="$calls" \
      -v m="$base_calls" 'BEGIN { if (q > 0) printf "%12.2f %12.2f", (c - b) / q * 1000, (n - m) / q }')
    printf '%-9s %7d %-14s %8s %8d %s\n' "$size" "$queues" "${options:-default}" "$cpu" "$calls" "$slope"
  done
  rm -r "$host"
done
