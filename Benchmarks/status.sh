#!/bin/bash
# status.sh PROGRAM [BEFORE]: `apmatrix status` beside `lszcrypt -V`, and beside an older build, on composed
# hosts: wall time, processor time, system calls, peak memory. Medians of nine runs in turns; compare ratios.
#
# A native lszcrypt is used where PATH has one. Debian's for s390x under qemu makes the system calls that it
# makes on a real host; its time would be the emulator's and is not measured.
set -euo pipefail
program=$(realpath "$1") before=${2:+$(realpath "$2")}
here=$(cd "$(dirname "$0")" && pwd)
runs=9
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if command -v lszcrypt >/dev/null; then
  peer=$(command -v lszcrypt) note=native
else
  "$here/../Tests/tools/s390-tools.sh" --install
  peer=$here/../Tests/tools/s390-tools.sh note=emulated
fi

quotient() { awk -v a="$1" -v b="$2" 'BEGIN { if (a > 0) printf "1/%.1f", b / a; else print "-" }'; }
row() { printf '  %-32s %9s %9s %9s %9s  %s\n' "$@"; }

measure_peer() { # HOST: sets peer_time and peer_calls
  export SYSFS_ROOT=$1
  if [ $note = native ]; then
    peer_time=$("$here/pairs.py" $runs "$peer" - -V | cut -d' ' -f1)
    peer_calls=$("$here/calls.sh" "$peer" -V)
  else
    peer_time=0 peer_calls=$("$here/calls.sh" "$peer" lszcrypt -V)
  fi
  unset SYSFS_ROOT
  row "lszcrypt -V ($note)" "${peer_time/#0/-}" - "$peer_calls" - ""
}

measure() { # LABEL ARGUMENT...
  local label=$1 ratio="" calls notes=""
  shift
  "$here/pairs.py" $runs "$program" "${before:--}" "$@" >"$work/medians"
  calls=$("$here/calls.sh" "$program" "$@")
  ratio=$(sed -n 3p "$work/medians")
  # shellcheck disable=SC2046
  set -- $(sed -n 1p "$work/medians")
  [ "$peer_calls" = 0 ] || notes="$(quotient "$calls" "$peer_calls") of lszcrypt's calls"
  [ "$peer_time" = 0 ] || notes+=", $(quotient "$1" "$peer_time") of its time"
  row "$label" "$1" "$2" "$calls" "$3" "$notes"
  # shellcheck disable=SC2086
  [ -z "$before" ] || printf '  %-32s %9s %9s %19s\n' "  beside the build before" $ratio
}

for adapters in 20 60; do
  fake=$work/fake$adapters plain=$work/plain$adapters
  # Made by the older build, whose files the newer one understands.
  "$here/compose.sh" "${before:-$program}" "$fake" $adapters 85 85
  cp -a "$fake" "$plain"
  rm -r "$plain/.apmatrix"
  for host in "$plain" "$fake"; do
    [ "$host" = "$plain" ] && kind="a plain directory" || kind="a fake host"
    echo "$adapters x 85 queues, 85 guests, $kind"
    row "" "ms" "CPU ms" calls KB ""
    measure_peer "$host"
    measure "status" status --sysfs "$host"
    measure "status --verbose" status --sysfs "$host" --verbose
    measure "status --format json" status --sysfs "$host" --format json
  done
done
peer_time=0 peer_calls=0
empty=$work/empty
"$here/compose.sh" "$program" "$empty" 20 85 0
rm -r "$empty/.apmatrix"
echo "20 x 85 queues without guests; plan for 16 x 85 with 84 guests; start; size"
measure "status" status --sysfs "$empty"
"$here/planned.sh" "$program" "$work/planned" >"$work/config.yaml"
measure "plan" plan --sysfs "$work/planned" --config "$work/config.yaml"
measure "--version" --version
for built in "$program" $before; do
  strip -o "$work/stripped" "$built"
  echo "  $(stat -c %s "$work/stripped") bytes stripped, $built"
done
