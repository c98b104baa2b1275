#!/bin/sh
# mdevctl 1.4.0 (Debian 13, 1.4.0-2+b1)
#
# Guess: `mdevctl modify` changes a definition that is there, and refuses a uuid, or a parent, with a slip.
# Seen: without --jsonfile it does ("Mediated device matrix/UUID is not defined", and 1). With --jsonfile, as one gives
#   a guest another matrix, it makes a new definition under the mistyped uuid or below the mistyped parent, says
#   nothing, and ends with 0; the guest keeps its old matrix at the next boot. Where the new one says "auto", an mdev
#   that nobody knows starts beside the guest's, or takes its queues before it.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/root"
: >"$work/apt/status"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [signed-by=$keyring] http://deb.debian.org/debian trixie main" >"$work/apt/sources"
cat >"$work/apt/conf" <<CONF
APT::Architecture "amd64"; APT::Architectures { "amd64"; }; APT::Sandbox::User "";
Dir::State "$work/apt"; Dir::State::status "$work/apt/status"; Dir::Cache "$work/apt/cache";
Dir::Etc::sourcelist "$work/apt/sources"; Dir::Etc::sourceparts "-";
CONF
export APT_CONFIG="$work/apt/conf"
apt-get -qq update
(cd "$work" && apt-get -qq download mdevctl=1.4.0-2+b1 libc6 libgcc-s1)
for deb in "$work"/*.deb; do dpkg-deb -x "$deb" "$work/root"; done

export MDEVCTL_ENV_ROOT="$work/env"
scripts=$MDEVCTL_ENV_ROOT/usr/lib/mdevctl/scripts.d
mkdir -p "$MDEVCTL_ENV_ROOT/etc/mdevctl.d" "$scripts/callouts" "$scripts/notifiers"
mdevctl() {
  "$work/root/usr/lib64/ld-linux-x86-64.so.2" --library-path "$work/root/usr/lib/x86_64-linux-gnu" \
    "$work/root/usr/bin/mdevctl" "$@"
}
uuid=62177883-f1bb-47f0-914d-32a22e3a8804
slip=62177883-f1bb-47f0-914d-32a22e3a8805
matrix() { # ADAPTER
  printf '{"mdev_type": "vfio_ap-passthrough", "start": "auto",\n'
  printf ' "attrs": [{"assign_adapter": "%s"}, {"assign_domain": "4"}]}\n' "$1"
}
matrix 5 >"$work/five"
matrix 6 >"$work/six"
mdevctl define --uuid $uuid --parent matrix --jsonfile "$work/five"
result=0
fault() {
  echo "changed: $1" >&2
  result=1
}
mdevctl modify --uuid $slip --parent matrix --manual 2>"$work/said" && fault "modified what nobody has defined"
sed -n 1p "$work/said"
for words in "$slip matrix" "$uuid matrx"; do
  mdevctl modify --uuid "${words% *}" --parent "${words#* }" --jsonfile "$work/six" >"$work/said" 2>&1 ||
    fault "refused: $words"
  [ ! -s "$work/said" ] || fault "said: $(cat "$work/said")"
done
mdevctl list --defined | sort | tee "$work/list"
printf '%s\n' "$uuid matrix vfio_ap-passthrough auto" "$uuid matrx vfio_ap-passthrough auto" \
  "$slip matrix vfio_ap-passthrough auto" >"$work/expected"
sed 's/ (.*//; s/ *$//' "$work/list" | cmp -s - "$work/expected" || fault "the list"
grep -q '"5"' "$MDEVCTL_ENV_ROOT/etc/mdevctl.d/matrix/$uuid" || fault "the guest's matrix"
[ "$result" = 0 ] && echo "as described"
exit "$result"
