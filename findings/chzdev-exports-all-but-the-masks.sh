#!/bin/sh
# s390-tools 2.35.0 (Debian 13, 2.35.0-1 for s390x; the same with 2.40.0)
#
# Guess: `chzdev --all --export FILE` saves all that chzdev keeps on a host, and `chzdev --import FILE` makes another
#   one, or a new installation, like it, with the masks that leave queues to guests: the manual says that the
#   configuration of all selected devices and device types is written. `--all --type ap` selects the masks.
# Seen: without a word, and with 0, the file has each device and neither mask; after the import the next boot leaves
#   every queue to the host, and the guests have none. --all stands for devices, and AP has none for chzdev, only its
#   device type. With --type the type's own settings are written beside its devices (dasd with nopav), but not the
#   masks: `--all --type ap` ends with "No settings found to export" and 8, also where a rule sets both. `--type ap`
#   without --all writes them. `lszdev --all` and `lszdev --persistent` have no line for masks either.
# Needs qemu-user-static.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
qemu=$(command -v qemu-s390x-static || command -v qemu-s390x) || { echo "no qemu for s390x" >&2; exit 1; }
mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/root"
: >"$work/apt/status"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
echo "deb [signed-by=$keyring] http://deb.debian.org/debian trixie main" >"$work/apt/sources"
cat >"$work/apt/conf" <<CONF
APT::Architecture "s390x"; APT::Architectures { "s390x"; }; APT::Sandbox::User "";
Dir::State "$work/apt"; Dir::State::status "$work/apt/status"; Dir::Cache "$work/apt/cache";
Dir::Etc::sourcelist "$work/apt/sources"; Dir::Etc::sourceparts "-";
CONF
export APT_CONFIG="$work/apt/conf"
apt-get -qq update
(cd "$work" && apt-get -qq download s390-tools=2.35.0-1 libc6-s390x-cross libjson-c5)
for deb in "$work"/*.deb; do dpkg-deb -x "$deb" "$work/root"; done
ln -s usr/s390x-linux-gnu/lib "$work/root/lib" # the loader is wanted as /lib/ld64.so.1

export SYSFS_ROOT
tool() { # HOST NAME OPTION...
  SYSFS_ROOT=$work/$1/sys
  host=$work/$1
  name=$2
  shift 2
  "$qemu" -L "$work/root" -E LD_LIBRARY_PATH=/usr/lib/s390x-linux-gnu "$work/root/usr/sbin/$name" --base "$host" "$@"
}
chzdev() {
  host=$1
  shift
  tool "$host" chzdev --yes --no-root-update "$@"
}
new() { # HOST: one after a boot without a rule
  mkdir -p "$work/$1/sys/bus/ap/devices" "$work/$1/etc/udev/rules.d" "$work/$1/etc/modprobe.d" "$work/$1/proc"
  touch "$work/$1/proc/cio_ignore" "$work/$1/proc/sysinfo"
  for mask in apmask aqmask; do printf '0x%s\n' "$(printf '%064d' 0 | tr 0 f)" >"$work/$1/sys/bus/ap/$mask"; done
}
exported() { # OPTION...: the status, and which sections are written
  status=0
  chzdev old --export "$work/saved" "$@" >/dev/null 2>"$work/said" || status=$?
  sections=$(sed -n 's/^\(\[.*\]\)$/\1/p' "$work/saved" | tr -d '\n')
  echo "$status $sections$(sed -n 's/.*: \(No settings.*\)/\1/p' "$work/said")"
  rm -f "$work/saved"
}
result=0
expect() { # WANTED WHAT SEEN
  echo "$2: $3"
  [ "$3" = "$1" ] || { echo "changed: $2, was $1" >&2; result=1; }
}
new old
chzdev old --type ap --persistent apmask=-5 aqmask=-71 >/dev/null
chzdev old --type dasd --persistent nopav=1 >/dev/null
chzdev old --persistent --enable dasd-eckd 0.0.1000 >/dev/null 2>&1
expect "0 [persistent dasd-eckd 0.0.1000]" "--all" "$(exported --all)"
expect "0 [persistent dasd-eckd 0.0.1000]" "--all --persistent" "$(exported --all --persistent)"
expect "0 [persistent dasd][persistent dasd-eckd 0.0.1000]" "--all --type dasd" "$(exported --all --type dasd)"
expect "8 No settings found to export" "--all --type ap" "$(exported --all --type ap)"
expect "8 No settings found to export" "--all --type ap --persistent" "$(exported --all --type ap --persistent)"
expect "0 [active ap][persistent ap]" "--type ap" "$(exported --type ap)"
types() { tool old lszdev "$1" --columns TYPE --no-headings | tr -d ' ' | paste -s -d ' '; }
for option in --all --persistent; do expect dasd-eckd "lszdev $option" "$(types $option)"; done

new restored
chzdev old --all --persistent --export "$work/saved" >/dev/null 2>&1
chzdev restored --import "$work/saved" >/dev/null 2>&1
rules() { (cd "$work/$1/etc/udev/rules.d" && find . -name '41-[ad]*' | LC_ALL=C sort | paste -s -d ' '); }
expect "./41-ap.rules ./41-dasd-eckd-0.0.1000.rules" "rules of the host" "$(rules old)"
expect "./41-dasd-eckd-0.0.1000.rules" "rules of the one like it" "$(rules restored)"
[ "$result" = 0 ] && echo "as described"
exit "$result"
