#!/bin/sh
# mdevctl 1.4.0 (Debian 13, 1.4.0-2+b1) and s390-tools 2.35.0-1 for s390x
#
# Guess: `mdevctl define --uuid UUID --auto` of a running mdev keeps it as it is, with its adapters and domains, for
#   the next boot; its README "promotes" an mdev so. And what `list --dumpjson` says of it defines another like it.
# Seen: both have no adapter and no domain, and exit with 0. mdevctl never reads a matrix: the attributes of an active
#   mdev come from a callout program alone, and without one there are none. For vfio_ap that is ap-check of
#   s390-tools, which Debian's package does not have. `mdevctl list` then shows "auto (defined)", and after the next
#   boot the guest has an mdev without a queue.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/root"
: >"$work/apt/status"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [signed-by=$keyring] http://deb.debian.org/debian trixie main" >"$work/apt/sources"
cat >"$work/apt/conf" <<CONF
APT::Architecture "amd64"; APT::Architectures { "amd64"; "s390x"; }; APT::Sandbox::User "";
Dir::State "$work/apt"; Dir::State::status "$work/apt/status"; Dir::Cache "$work/apt/cache";
Dir::Etc::sourcelist "$work/apt/sources"; Dir::Etc::sourceparts "-";
CONF
export APT_CONFIG="$work/apt/conf"
apt-get -qq update
(cd "$work" && apt-get -qq download mdevctl=1.4.0-2+b1 libc6 libgcc-s1 s390-tools:s390x=2.35.0-1)
for deb in "$work"/*.deb; do dpkg-deb -x "$deb" "$work/root"; done

export MDEVCTL_ENV_ROOT="$work/env"
mdevctl() {
  "$work/root/usr/lib64/ld-linux-x86-64.so.2" --library-path "$work/root/usr/lib/x86_64-linux-gnu" \
    "$work/root/usr/bin/mdevctl" "$@"
}
# A running mdev of a guest, as vfio_ap shows it.
uuid=62177883-f1bb-47f0-914d-32a22e3a8804
sys=$MDEVCTL_ENV_ROOT/sys
callouts=$MDEVCTL_ENV_ROOT/usr/lib/mdevctl/scripts.d/callouts
matrix=$sys/devices/vfio_ap/matrix
definition=$MDEVCTL_ENV_ROOT/etc/mdevctl.d/matrix/$uuid
mkdir -p "$matrix/mdev_supported_types/vfio_ap-passthrough" "$matrix/$uuid" "$sys/bus/mdev/devices" \
  "$sys/class/mdev_bus" "$MDEVCTL_ENV_ROOT/etc/mdevctl.d" "$callouts" "${callouts%callouts}notifiers"
ln -s "$matrix" "$sys/class/mdev_bus/matrix"
ln -s "$matrix/$uuid" "$sys/bus/mdev/devices/$uuid"
ln -s ../mdev_supported_types/vfio_ap-passthrough "$matrix/$uuid/mdev_type"
printf '05.0004\n05.0047\n' >"$matrix/$uuid/matrix"
result=0
expect() { # NUMBER FILE WHAT: how many adapters and domains the file names
  seen=$(grep -c -e assign_adapter -e assign_domain "$2" || true)
  echo "$3: $seen"
  [ "$seen" = "$1" ] || { echo "changed: $3" >&2; result=1; }
}
[ -z "$(find "$work/root" -name 'ap-check*')" ] || { echo "changed: a package has ap-check" >&2; result=1; }
mdevctl list --uuid $uuid --dumpjson >"$work/dump"
expect 0 "$work/dump" "dumped"
mdevctl define --uuid $uuid --auto
expect 0 "$definition" "defined"
line=$(mdevctl list)
[ "$line" = "$uuid matrix vfio_ap-passthrough auto (defined)" ] || { echo "changed: $line" >&2; result=1; }
# With a program that says what ap-check would.
rm "$definition"
cat >"$callouts/says" <<'CALLOUT'
#!/bin/sh
case "$*" in *"-e get -a attributes"*)
  echo '[{"assign_adapter":"5"},{"assign_domain":"4"},{"assign_domain":"71"}]' ;;
esac
CALLOUT
chmod 755 "$callouts/says"
mdevctl define --uuid $uuid --auto
expect 3 "$definition" "defined with a callout"
[ "$result" = 0 ] && echo "as described"
exit "$result"
