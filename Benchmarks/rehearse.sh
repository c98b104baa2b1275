#!/bin/sh
# rehearse.sh PROGRAM [ROUNDS]: what a rehearsal costs beside the plan that it plays, in turns: the plan for 84
# guests on a host of 16 x 85 queues, 254 steps, once on a fake host and once on a plain copy of it.
set -eu
program=$1 rounds=${2:-25}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$here/planned.sh" "$program" "$work/copy" >"$work/config.yaml"
"$program" fake create "$work/fake" --kernel 7.1 --domains 0-84 \
  --adapters "$(seq -s , 0 15 | sed 's/[0-9][0-9]*/&:cca/g')" >/dev/null
for host in fake copy; do
  python3 "$here/pairs.py" "$rounds" "$program" "$program" \
    plan --config "$work/config.yaml" --sysfs "$work/$host" + --rehearse |
    awk -v host="$host" '
      NR == 1 { wall = $1; processor = $2; peak = $3 }
      NR == 2 {
        printf "%s: plan %.1f ms wall, %.1f ms of processor time, %d KB\n", host, $1, $2, $3
        printf "%s: with its rehearsal %.1f ms, %.1f ms, %d KB: %d KB more\n", host, wall, processor,
          peak, peak - $3
      }
      NR == 3 {
        printf "%s: the rehearsal costs %.2f of the wall time, %.2f of the processor time\n", host,
          $1 - 1, $2 - 1
      }'
done
