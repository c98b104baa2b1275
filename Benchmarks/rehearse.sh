#!/bin/sh
# rehearse.sh PROGRAM [OLDER [ROUNDS]]: what a rehearsal costs beside the plan that it plays, in turns: the plan for
# 84 guests on a host of 16 x 85 queues, 254 steps, once on a fake host and once on a plain copy of it. With an older
# program also what share of that one's plan for the same host it is.
set -eu
program=$1 older=${2:-} rounds=${3:-25}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$here/planned.sh" "$program" "$work/copy" >"$work/config.yaml"
"$program" fake create "$work/fake" --kernel 7.1 --domains 0-84 \
  --adapters "$(seq -s , 0 15 | sed 's/[0-9][0-9]*/&:cca/g')" >/dev/null
# beside PROGRAM BEFORE [+ MORE...]: medians of a plan by both, and their ratio pair by pair.
beside() {
  first=$1 second=$2
  shift 2
  python3 "$here/pairs.py" "$rounds" "$first" "$second" \
    plan --config "$work/config.yaml" --sysfs "$work/$host" "$@"
}
for host in fake copy; do
  {
    beside "$program" "$program" + --rehearse
    [ -z "$older" ] || beside "$program" "$older"
  } | awk -v host="$host" '
      NR == 1 { wall = $1; processor = $2; peak = $3 }
      NR == 2 {
        printf "%s: plan %.1f ms wall, %.1f ms of processor time, %d KB\n", host, $1, $2, $3
        printf "%s: with its rehearsal %.1f ms, %.1f ms, %d KB: %d KB more\n", host, wall, processor,
          peak, peak - $3
      }
      NR == 3 {
        wall = $1 - 1; processor = $2 - 1
        printf "%s: the rehearsal costs %.2f of the wall time, %.2f of the processor time\n", host,
          wall, processor
      }
      NR == 5 { printf "%s: the older plan %.1f ms wall, %.1f ms of processor time\n", host, $1, $2 }
      NR == 6 {
        printf "%s: the rehearsal costs %.2f of its wall time, %.2f of its processor time\n", host,
          wall * $1, processor * $2
      }'
done
