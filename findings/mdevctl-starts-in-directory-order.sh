#!/bin/sh
# mdevctl 1.4.0 (Debian 13, 1.4.0-2+b1)
#
# Guess: at boot `mdevctl start-parent-mdevs matrix` starts the definitions of vfio_ap in the order in which
#   `mdevctl list --defined` shows them, by uuid. A queue (APQN) can be in one mdev only, so where two
#   definitions share one, the first uuid has it after each boot and the other is refused (EADDRINUSE).
# Seen: `list` sorts, `start-parent-mdevs` does not: it starts them as the directory /etc/mdevctl.d/matrix
#   gives its entries (readdir). On tmpfs that is the newest file first, on ext4 a hash with a seed of the file
#   system: the same definitions, restored from a backup or copied to another disk, give the shared queue to
#   another guest.
set -eu
work=$(mktemp -d)
memory=$(mktemp -d -p /dev/shm)
trap 'rm -rf "$work" "$memory"' EXIT
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
[ "$(stat -f -c %T /dev/shm)" = tmpfs ] || { echo "/dev/shm is no tmpfs here" >&2; exit 1; }

export MDEVCTL_ENV_ROOT="$memory/env"
mdevctl() {
  "$work/root/usr/lib64/ld-linux-x86-64.so.2" --library-path "$work/root/usr/lib/x86_64-linux-gnu" \
    "$work/root/usr/bin/mdevctl" "$@" 2>&1 || true
}
definitions=$MDEVCTL_ENV_ROOT/etc/mdevctl.d/matrix
type=$MDEVCTL_ENV_ROOT/sys/class/mdev_bus/matrix/mdev_supported_types/vfio_ap-passthrough
web=62177883-f1bb-47f0-914d-32a22e3a8804
db=cef03c3c-903d-4ecc-9a83-40694cb8aee4
result=0

# started FIRST SECOND: writes two definitions that share 05.0004 in this order, and prints in which order they
# are started, as a callout hears of it before anything is looked at.
started() {
  rm -rf "$MDEVCTL_ENV_ROOT"
  mkdir -p "$definitions" "$type" "$MDEVCTL_ENV_ROOT/sys/bus/mdev/devices"
  for scripts in etc/mdevctl.d usr/lib/mdevctl; do
    mkdir -p "$MDEVCTL_ENV_ROOT/$scripts/scripts.d/callouts" "$MDEVCTL_ENV_ROOT/$scripts/scripts.d/notifiers"
  done
  echo 2 >"$type/available_instances"
  : >"$type/create"
  callout=$MDEVCTL_ENV_ROOT/etc/mdevctl.d/scripts.d/callouts/heard
  printf '#!/bin/sh\necho "$*" >>%s\n' "$memory/heard" >"$callout"
  chmod 755 "$callout"
  : >"$memory/heard"
  for uuid in "$1" "$2"; do
    echo '{"mdev_type":"vfio_ap-passthrough","start":"auto","attrs":[{"assign_adapter":"5"},{"assign_domain":"4"}]}' \
      >"$definitions/$uuid"
  done
  [ "$(mdevctl list --defined | cut -c 1-36 | tr '\n' ' ')" = "$web $db " ] ||
    { echo "changed: mdevctl list does not sort" >&2; exit 1; }
  mdevctl start-parent-mdevs matrix >/dev/null
  sed -n 's/.*-e pre -a start .*-u \([0-9a-f-]*\).*/\1/p' "$memory/heard" | tr '\n' ' '
}
for pair in "$web $db" "$db $web"; do
  # shellcheck disable=SC2086
  order=$(started $pair)
  echo "written $pair: started $order"
  # shellcheck disable=SC2012 # the order of the directory is what is asked for
  [ "$order" = "$(ls -U "$definitions" | tr '\n' ' ')" ] || result=1
  [ "$order" = "${pair#* } ${pair% *} " ] || result=1
done
[ "$result" = 0 ] && echo "as described" || echo "changed" >&2
exit "$result"
