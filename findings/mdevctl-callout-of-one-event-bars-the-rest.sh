#!/bin/sh
# mdevctl 1.4.0 (Debian 13, 1.4.0-2+b1)
#
# Guess: a callout program that tells mdevctl the matrix of a running mdev, which nothing in Debian does, says of itself
#   that it supports the event "get" only, as the manual asks for. Other events are none of its business, and mdevctl
#   carries on as without it; or it gets them and answers 2, which the manual exempts from the errors that stop mdevctl.
# Seen: once a program has answered with what it supports, every other event is refused: define, modify and undefine
#   end with 1, and `start-parent-mdevs` starts no guest's mdev at boot, with status 0. 2 as an answer then counts as an
#   error too. A program that says nothing of itself may answer 2; one that does has to name all actions and "pre" as
#   well, and to answer 0 to what it does not do.
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
mdevctl() {
  "$work/root/usr/lib64/ld-linux-x86-64.so.2" --library-path "$work/root/usr/lib/x86_64-linux-gnu" \
    "$work/root/usr/bin/mdevctl" "$@" 2>"$work/errors"
}
definitions=$MDEVCTL_ENV_ROOT/etc/mdevctl.d/matrix
matrix=$MDEVCTL_ENV_ROOT/sys/devices/vfio_ap/matrix
type=$matrix/mdev_supported_types/vfio_ap-passthrough
callout=$MDEVCTL_ENV_ROOT/usr/lib/mdevctl/scripts.d/callouts/matrix
web=62177883-f1bb-47f0-914d-32a22e3a8804
db=cef03c3c-903d-4ecc-9a83-40694cb8aee4

status() { if mdevctl "$@" >/dev/null; then echo 0; else echo "$?"; fi; }
# tried SUPPORTS OTHERWISE: what mdevctl does beside a program that answers with that to the question what it supports,
# and ends with that for all but the attributes.
tried() {
  rm -rf "$MDEVCTL_ENV_ROOT"
  mkdir -p "$definitions" "$type" "$matrix/$web" "$MDEVCTL_ENV_ROOT/sys/bus/mdev/devices" \
    "$MDEVCTL_ENV_ROOT/sys/class/mdev_bus" "${callout%/*}" "$MDEVCTL_ENV_ROOT/usr/lib/mdevctl/scripts.d/notifiers"
  # An mdev that runs, and one that is to start with the host.
  ln -s ../../devices/vfio_ap/matrix "$MDEVCTL_ENV_ROOT/sys/class/mdev_bus/matrix"
  ln -s ../mdev_supported_types/vfio_ap-passthrough "$matrix/$web/mdev_type"
  ln -s "../../../devices/vfio_ap/matrix/$web" "$MDEVCTL_ENV_ROOT/sys/bus/mdev/devices/$web"
  echo 65536 >"$type/available_instances"
  echo '{"mdev_type":"vfio_ap-passthrough","start":"auto","attrs":[]}' >"$definitions/$db"
  cat >"$callout" <<CALLOUT
#!/bin/sh
[ "\$2" = vfio_ap-passthrough ] || exit 2
case "\$4 \$6" in
  "get capabilities") [ -z '$1' ] || { echo '{"supports":$1}'; exit 0; } ;;
  "get attributes") echo '[{"assign_adapter":"5"},{"assign_domain":"4"}]'; exit 0 ;;
esac
exit $2
CALLOUT
  chmod 755 "$callout"
  listed=$(mdevctl list --verbose | grep -c assign_ || true)
  define=$(status define --uuid "$web" --auto)
  : >"$type/create"
  boot=$(status start-parent-mdevs matrix)
  started=$(grep -c "$db" "$type/create" || true)
  modify=$(status modify --uuid "$db" --manual)
  undefine=$(status undefine --uuid "$db")
  echo "attributes $listed, define $define, boot $boot started $started, modify $modify, undefine $undefine"
}
result=0
expect() { # WANTED SEEN WHAT
  echo "$3: $2"
  [ "$2" = "$1" ] || { echo "changed: $3, was $1" >&2; result=1; }
}
get='"events":["get"]'
all='"actions":["start","stop","define","undefine","modify","attributes","capabilities"]'
expect "attributes 2, define 0, boot 0 started 1, modify 0, undefine 0" "$(tried '' 2)" "says nothing, answers 2"
expect "attributes 2, define 1, boot 0 started 0, modify 1, undefine 1" \
  "$(tried "{\"version\":2,\"actions\":[\"attributes\",\"capabilities\"],$get}" 2)" "supports get"
expect "attributes 2, define 1, boot 0 started 0, modify 1, undefine 1" \
  "$(tried "{\"version\":2,$all,$get}" 0)" "supports all actions, event get"
expect "attributes 2, define 1, boot 0 started 0, modify 1, undefine 1" \
  "$(tried "{\"version\":2,$all,\"events\":[\"pre\",\"post\",\"notify\",\"get\"]}" 2)" "supports all, answers 2"
expect "attributes 2, define 0, boot 0 started 1, modify 0, undefine 0" \
  "$(tried "{\"version\":2,$all,\"events\":[\"pre\",\"get\"]}" 0)" "supports all actions, events pre and get, answers 0"
[ "$result" = 0 ] && echo "as described"
exit "$result"
