#!/bin/bash
# doctor beside status: 20 x 85 queues, 85 guests, a definition of mdevctl for each, rules and a declared host.
#   Benchmarks/doctor.sh PROGRAM [RUNS]
# Prints the medians of both and the ratio pair by pair.
set -euo pipefail
program=$(realpath "$1")
runs=${2:-31}
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d -p /dev/shm)
trap 'rm -rf "$scratch"' EXIT

"$here/compose.sh" "$program" "$scratch/sys" 20 85 85
etc=$scratch/etc
mkdir -p "$etc/apmatrix" "$etc/udev/rules.d" "$scratch/proc" "$scratch/usr/lib/udev/rules.d"
"$program" import --sysfs "$scratch/sys" >"$etc/apmatrix/apmatrix.yaml"
"$program" export --config "$etc/apmatrix/apmatrix.yaml" --sysfs "$scratch/sys" \
  --mdevctl "$etc/mdevctl.d/matrix" --udev-rules "$etc/udev/rules.d/41-ap.rules" >/dev/null
echo "root=/dev/dasda1 quiet" >"$scratch/proc/cmdline"
echo "RUN+=\"/usr/sbin/mdevctl start-parent-mdevs matrix\"" \
  >"$scratch/usr/lib/udev/rules.d/60-mdevctl.rules"

wrapped() { # NAME ARGUMENT...: a program that pairs.py can run beside another one
  printf '#!/bin/sh\nexec %s %s\n' "$program" "${*:2}" >"$scratch/$1"
  chmod 755 "$scratch/$1"
}
wrapped doctor doctor --sysfs "$scratch/sys" --root "$scratch"
wrapped status status --sysfs "$scratch/sys"
"$scratch/doctor" | tail -n 1 || true
python3 "$here/pairs.py" "$runs" "$scratch/doctor" "$scratch/status"
