#!/bin/sh
# compose.sh PROGRAM DIRECTORY ADAPTERS DOMAINS GUESTS: a fake host whose queues are all with vfio_ap, and that
# many guests with one domain of all adapters each.
set -eu
program=$1 host=$2 adapters=$3 domains=$4 guests=$5

mask() { # one bit, counted from the left
  awk -v n="$1" 'BEGIN {
    s = "0x"; for (d = 0; d < 64; d++) s = s (int(n / 4) == d ? 2 ^ (3 - n % 4) : "0"); print s }'
}

"$program" fake create "$host" --kernel 7.1 --domains 0-$((domains - 1)) \
  --adapters "$(seq -s , 0 $((adapters - 1)) | sed 's/[0-9][0-9]*/&:cca/g')" >/dev/null
"$program" fake write "$host" bus/ap/apmask 0x0
parent=devices/vfio_ap/matrix
guest=0
while [ $guest -lt "$guests" ]; do
  uuid=$(printf '%08x-1111-4111-8111-111111111111' $((guest + 268435456)))
  "$program" fake write "$host" $parent/mdev_supported_types/vfio_ap-passthrough/create "$uuid"
  "$program" fake write "$host" "$parent/$uuid/ap_config" \
    "$(cat "$host/bus/ap/ap_adapter_mask"),$(mask $guest),$(mask $guest)"
  guest=$((guest + 1))
done
