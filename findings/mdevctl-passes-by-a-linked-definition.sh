#!/bin/sh
# mdevctl 1.4.0 (Debian 13, 1.4.0-2+b1) and s390-tools 2.35.0-1 for s390x
#
# Guess: a definition in /etc/mdevctl.d/matrix can be a symbolic link, as tools that deploy files from a store make
#   them: the file behind it is read, as by every program that opens it. mdevctl seems to agree: while the guest's mdev
#   runs, `mdevctl list` shows it as "auto (defined)", `define` refuses it with "already defined", and chzdev lets no
#   mask take a queue from this "defined autostart mdev".
# Seen: it is not started at boot, without a word and with status 0. Where mdevctl goes through its definitions, it
#   takes plain files and directories alone: `start-parent-mdevs`, `list --defined`, `start`, `modify` and `undefine` do
#   not see it ("insufficiently specified", "not defined", "No devices match"). Where it knows a running mdev's name, or
#   has a definition in hand, it opens the path, and that follows the link; so does chzdev. A link in the place of the
#   directory matrix hides all that is in it. A hard link, and /etc/mdevctl.d itself as a link, are as good as a file.
# Needs qemu-user-static.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
qemu=$(command -v qemu-s390x-static || command -v qemu-s390x) || { echo "no qemu for s390x" >&2; exit 1; }
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
fetch() { # ARCHITECTURE PACKAGE...: unpacked below $work/ARCHITECTURE
  root=$work/$1
  mkdir -p "$root/apt/lists/partial" "$root/apt/cache/archives/partial"
  : >"$root/apt/status"
  echo "deb [signed-by=$keyring] http://deb.debian.org/debian trixie main" >"$root/apt/sources"
  cat >"$root/apt/conf" <<CONF
APT::Architecture "$1"; APT::Architectures { "$1"; }; APT::Sandbox::User "";
Dir::State "$root/apt"; Dir::State::status "$root/apt/status"; Dir::Cache "$root/apt/cache";
Dir::Etc::sourcelist "$root/apt/sources"; Dir::Etc::sourceparts "-";
CONF
  shift
  APT_CONFIG="$root/apt/conf" apt-get -qq update
  (cd "$root" && APT_CONFIG="$root/apt/conf" apt-get -qq download "$@")
  for deb in "$root"/*.deb; do dpkg-deb -x "$deb" "$root"; done
}
fetch amd64 mdevctl=1.4.0-2+b1 libc6 libgcc-s1
fetch s390x s390-tools=2.35.0-1 libc6-s390x-cross libjson-c5
ln -s usr/s390x-linux-gnu/lib "$work/s390x/lib" # the loader is wanted as /lib/ld64.so.1

export MDEVCTL_ENV_ROOT="$work/host" SYSFS_ROOT="$work/host/sys"
mdevctl() {
  "$work/amd64/usr/lib64/ld-linux-x86-64.so.2" --library-path "$work/amd64/usr/lib/x86_64-linux-gnu" \
    "$work/amd64/usr/bin/mdevctl" "$@"
}
chzdev() {
  "$qemu" -L "$work/s390x" -E LD_LIBRARY_PATH=/usr/lib/s390x-linux-gnu "$work/s390x/usr/sbin/chzdev" \
    --yes --base "/etc=$work/host/etc" "$@"
}
uuid=62177883-f1bb-47f0-914d-32a22e3a8804
definitions=$work/host/etc/mdevctl.d
scripts=$work/host/usr/lib/mdevctl/scripts.d
store=$work/store
parent=$SYSFS_ROOT/devices/vfio_ap/matrix
type=$parent/mdev_supported_types/vfio_ap-passthrough
fresh() { # what vfio_ap shows, the masks of a host that lends 05.0047, and no definition
  rm -rf "$work/host" "$store"
  mkdir -p "$type" "$SYSFS_ROOT/bus/mdev/devices" "$SYSFS_ROOT/class/mdev_bus" "$SYSFS_ROOT/bus/ap/devices" \
    "$scripts/callouts" "$scripts/notifiers" "$definitions/matrix" "$work/host/etc/udev/rules.d" "$store/matrix"
  ln -s "$parent" "$SYSFS_ROOT/class/mdev_bus/matrix"
  echo 65536 >"$type/available_instances"
  echo vfio-ap >"$type/device_api"
  : >"$type/create"
  echo "0xfb$(printf '%062d' 0 | tr 0 f)" >"$SYSFS_ROOT/bus/ap/apmask"
  echo "0x$(printf '%017d' 0 | tr 0 f)e$(printf '%046d' 0 | tr 0 f)" >"$SYSFS_ROOT/bus/ap/aqmask"
  echo '{"mdev_type": "vfio_ap-passthrough", "start": "auto", "attrs":
    [{"assign_adapter": "5"}, {"assign_domain": "71"}]}' >"$store/matrix/$uuid"
}
run() { # the guest's mdev is running
  mkdir "$parent/$uuid"
  ln -s "$parent/$uuid" "$SYSFS_ROOT/bus/mdev/devices/$uuid"
  ln -s ../mdev_supported_types/vfio_ap-passthrough "$parent/$uuid/mdev_type"
}
result=0
expect() { # WANTED SEEN WHAT
  echo "$3: ${2:-nothing}"
  [ "$2" = "$1" ] || { echo "changed: $3, was ${1:-nothing}" >&2; result=1; }
}
started() { # what is asked of vfio_ap at boot; the mdev then isn't there, since no kernel made it
  mdevctl start-parent-mdevs matrix >/dev/null 2>&1 || echo "status $?"
  cat "$type/create"
}
says() { # COMMAND...: its first line
  "$@" 2>&1 | head -n 1
}
look() { # the definition as mdevctl sees it
  echo "boot $(started), defined $(mdevctl list --defined --uuid $uuid | wc -l)"
}
fresh
cp "$store/matrix/$uuid" "$definitions/matrix/$uuid"
expect "boot $uuid, defined 1" "$(look)" "a file"
fresh
ln "$store/matrix/$uuid" "$definitions/matrix/$uuid"
expect "boot $uuid, defined 1" "$(look)" "a hard link"
fresh
rm -r "$definitions"
ln -s "$store" "$definitions"
expect "boot $uuid, defined 1" "$(look)" "/etc/mdevctl.d a link"
fresh
rm -r "$definitions/matrix"
ln -s "$store/matrix" "$definitions/matrix"
expect "boot , defined 0" "$(look)" "its directory matrix a link"
fresh
ln -s "$store/matrix/$uuid" "$definitions/matrix/$uuid"
expect "boot , defined 0" "$(look)" "a symbolic link"
expect "Error: Device is insufficiently specified" "$(says mdevctl start --uuid $uuid)" "start"
expect "Error: Mediated device $uuid is not defined" "$(says mdevctl modify --uuid $uuid --manual)" "modify"
expect "Error: No devices match the specified uuid" "$(says mdevctl undefine --uuid $uuid)" "undefine"
expect "Error: Device $uuid on matrix already defined" \
  "$(says mdevctl define --uuid $uuid --parent matrix --type vfio_ap-passthrough)" "define"
expect "chzdev: persistent apmask conflicts with defined autostart mdev $uuid APQN 5.71" \
  "$(chzdev --type ap --persistent apmask=0-255 aqmask=0-255 2>&1 | grep 'conflicts' | head -n 1)" "chzdev"
run
expect "$uuid matrix vfio_ap-passthrough auto (defined)" "$(mdevctl list)" "list while it runs"
expect "" "$(mdevctl list --defined)" "list --defined while it runs"
[ "$result" = 0 ] && echo "as described"
exit "$result"
