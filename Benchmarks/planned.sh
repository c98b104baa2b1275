#!/bin/sh
# planned.sh PROGRAM DIRECTORY: makes a copy of a host of 16 x 85 queues that are all with the host, and prints
# a configuration for 84 guests with one domain of all adapters each.
set -eu
"$1" fake create "$2" --kernel 7.1 --domains 0-84 \
  --adapters "$(seq -s , 0 15 | sed 's/[0-9][0-9]*/&:cca/g')" >/dev/null
rm -r "$2/.apmatrix"
printf 'version: 1\npolicy: {mode: enforce}\nguests:\n'
for domain in $(seq 84); do
  printf '  g%02d:\n    uuid: 00000000-0000-4000-8000-%012x\n' "$domain" "$domain"
  printf '    adapters: 0-15\n    domains: %d\n' "$domain"
done
