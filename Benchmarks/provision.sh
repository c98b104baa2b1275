#!/bin/bash
# provision.sh PROGRAM BEFORE [ROUNDS]: how long the agent of two builds needs from its start to the last
# guest of a large host (16 x 85, 84 guests), with a real udevd and without one, in turns. Needs root,
# unshare and systemd-udevd; the host is a fake one in memory, in namespaces of its own, made and served
# by the older build, whose files the newer one understands.
set -eu
program=$1 before=$2 rounds=${3:-5}
udevd=/lib/systemd/systemd-udevd
work=$(mktemp -d -p /dev/shm)
trap 'rm -rf "$work"' EXIT

configuration() {
  printf 'version: 1\npolicy: {mode: enforce}\nguests:\n'
  for i in $(seq 84); do
    printf '  g%02d:\n    uuid: 00000000-0000-4000-8000-%012d\n    adapters: 0-15\n    domains: %d\n' \
      "$i" "$i" "$i"
  done
}

# Prints the seconds to the first and to the last guest, which both builds fill in the order of their domains.
once() {
  rm -rf "$work/sys"
  "$before" fake create "$work/sys" --kernel 7.1 --adapters 0-15:cca --domains 0-84 >"$work/create"
  agent=$1 mode=$2 work=$work udevd=$udevd before=$before \
    unshare --net --mount --propagation private bash -c '
    trap "kill \$(jobs -p) 2>/dev/null" EXIT
    mount -t tmpfs tmpfs /run && mkdir -p /run/udev /run/lock && mount --bind "$work/sys" /sys
    if [ "$mode" = udevd ]; then
      "$udevd" --children-max=4 >"$work/udevd" 2>&1 &
      until [ -S /run/udev/control ]; do sleep 0.1; done
    else
      : >/run/udev/control
    fi
    "$before" fake serve /sys >"$work/serve" 2>&1 &
    started=$(date +%s.%N) first=
    "$agent" agent --sysfs /sys --events udev --config "$work/apmatrix.yaml" \
      --status-file "$work/status.json" --lock /run/lock/agent >"$work/log" 2>&1 &
    # Two names are looked at, by the shell alone: to read all would take the time that is measured.
    guest=/sys/devices/vfio_ap/matrix/00000000-0000-4000-8000-0000000000
    until [ -s "${guest}84/guest_matrix" ]; do
      [ -n "$first" ] || [ ! -s "${guest}01/guest_matrix" ] || first=$(date +%s.%N)
      sleep 0.005
    done
    echo "$started $first $(date +%s.%N)" | awk "{ print \$2 - \$1, \$3 - \$1 }"'
}

median() { sort -n | awk '{ all[NR] = $1 } END { print all[int((NR + 1) / 2)] }'; }

configuration >"$work/apmatrix.yaml"
for mode in udevd plain; do
  for _ in $(seq "$rounds"); do
    once "$before" "$mode" >>"$work/before.$mode"
    once "$program" "$mode" >>"$work/now.$mode"
  done
  for column in 1 2; do
    [ "$column" = 1 ] && what=first || what=last
    then=$(awk "{ print \$$column }" "$work/before.$mode" | median)
    now=$(awk "{ print \$$column }" "$work/now.$mode" | median)
    echo "$mode: $what guest after $now s, before $then s, ratio" \
      "$(awk "BEGIN { printf \"%.2f\", $now / $then }")"
  done
done
