#!/bin/bash
# Many hosts at once: apmatrix fleet beside status --format json once for each, joined by jq.
#   Benchmarks/fleet.sh PROGRAM [OLDER] [HOSTS]
#
# The hosts are links to two recordings of 16 x 85 queues with 84 guests. The other side runs OLDER, or PROGRAM.
# Needs jq and GNU time.
set -euo pipefail
program=$(realpath "$1")
older=$(realpath "${2:-$1}")
hosts=${3:-1000}
recordings=$(cd "$(dirname "$0")/../Testdata/recordings/7.2.13" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/hosts"
cp "$recordings"/large-16x85-0{0,1}-*.sysfs "$scratch"
files=("$scratch"/large*)
for number in $(seq -w "$hosts"); do
  ln "${files[$((10#$number % 2))]}" "$scratch/hosts/lpar$number.sysfs"
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
