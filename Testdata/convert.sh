#!/bin/sh
# Makes the recordings under Testdata/recordings of unpacked kernels' sysfs trees.
#
# usage: Testdata/convert.sh RECORDINGS
#
# RECORDINGS holds <kernel>/<scenario>/<name>.tar.xz (sys/..., as read(2) gave it) and beside each
# <name>.unreadable.tsv. Trees that equal an earlier one of their kernel in all but counters are
# left out. Of the hosts with more than LIMIT queues, each kernel keeps the fullest one.
set -eu
LIMIT=100

here=$(cd "$(dirname "$0")/.." && pwd)
source=$(cd "$1" && pwd)
target=$here/Testdata/recordings
apmatrix=${APMATRIX:-$here/.build/release/apmatrix}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

[ -x "$apmatrix" ] || swift build --package-path "$here" -c release --product apmatrix
rm -rf "$target"

# What a reader sees without the counters that run by themselves.
fingerprint() {
  grep -vE '^(scans|request_count|[a-z]*q_count|bindings_complete_count|load|interrupt) ' "$1" |
    sha256sum | cut -d' ' -f1
}

# The archive is made of modes and bytes; an attribute that failed otherwise needs its errno from
# the list. No such attribute lies in the part that is recorded, and that must stay so.
check_unreadable() {
  if cut -f1,2 "$1" | grep -E '^read	/sys/(bus|devices|module)/'; then
    echo "$1: an attribute with an errno in the recorded part" >&2
    exit 1
  fi
}

for tar in "$source"/*/*/*.tar.xz; do
  name=$(basename "$tar" .tar.xz)
  scenario=$(basename "$(dirname "$tar")")
  kernel=$(basename "$(dirname "$(dirname "$tar")")")
  check_unreadable "${tar%.tar.xz}.unreadable.tsv"
  hardware=--with-hardware-attributes
  if [ "$(tar tJf "$tar" | grep -c 'bus/ap/devices/..\.')" -gt "$LIMIT" ]; then
    case $kernel/$name in
      7.*/02-assigned | 6.*/02-assigned-*) hardware= ;;
      *) continue ;;
    esac
  fi

  rm -rf "$work/tree" && mkdir "$work/tree"
  tar xJf "$tar" -C "$work/tree"
  # shellcheck disable=SC2086
  "$apmatrix" record --copy $hardware --kernel "${kernel#stock-}" \
    --sysfs "$work/tree/sys" "$work/new.sysfs"

  print=$(fingerprint "$work/new.sysfs")
  if grep -qs "^$kernel $print " "$work/kept"; then
    echo "$kernel/$scenario-$name: as $(grep "^$kernel $print " "$work/kept" | cut -d' ' -f3)"
    continue
  fi
  echo "$kernel $print $scenario-$name" >>"$work/kept"
  mkdir -p "$target/$kernel"
  mv "$work/new.sysfs" "$target/$kernel/$scenario-$name.sysfs"
done
