#!/bin/bash
# Many hosts at once: apmatrix fleet beside status --format json once for each, joined by jq.
#   Benchmarks/fleet.sh PROGRAM [OLDER] [HOSTS]
#
# The hosts are composed from two recordings of 16 x 85 queues with 84 guests: each guest has a uuid that only one
# other host knows, and one card of each host is off. The other side runs OLDER, or PROGRAM. Needs jq, GNU time, and
# 0.7 MB for each host.
set -euo pipefail
program=$(realpath "$1")
older=$(realpath "${2:-$1}")
hosts=${3:-1000}
recordings=$(cd "$(dirname "$0")/../Testdata/recordings/7.2.13" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/hosts"
files=("$recordings"/large-16x85-0{0,1}-*.sysfs)
for number in $(seq "$hosts"); do
  awk -v pair="$(printf '%04x' $((number / 2)))" -v card="/devices/ap/card$(printf '%02x' $((number % 16)))" '
    { gsub(/-1111-4111-/, "-" pair "-4111-") }
    /^\// { off = $0 == card }
    off && /^(config|online) / { sub(/= 1$/, "= 0") }
    { print }' "${files[$((number % 2))]}" >"$scratch/hosts/lpar$(printf '%04d' "$number").sysfs"
done

# joined: a line for each host with its queues by owner, as fleet has them.
joined() {
  for host in "$scratch"/hosts/*; do
    "$older" status --sysfs "$host" --format json
  done | jq -c '{origin, queues: (.queues | group_by(.owner) | map({(.[0].owner): length}) | add),
    degraded: ([.guests[] | select(.missing | length > 0)] | length), problems: (.problems | length)}'
}
export -f joined
export older scratch program

# seconds COMMAND: its wall time and its peak of memory in KB.
seconds() { command time -f '%e %M' bash -c "$1" 2>&1 >"$scratch/out" | tail -n 1; }

for round in 1 2 3; do
  # shellcheck disable=SC2016 # expanded by the shell that is timed
  read -r fleet memory < <(seconds '"$program" fleet "$scratch/hosts" --format json')
  read -r loop _ < <(seconds joined)
  echo "round $round: fleet $fleet s, $memory KB; status and jq $loop s; ratio $(
    awk -v a="$loop" -v b="$fleet" 'BEGIN {printf "%.1f", a / b}')"
done
