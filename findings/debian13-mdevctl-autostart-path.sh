#!/bin/sh
# mdevctl 1.4.0-2+b1 of Debian 13
#
# Guess: the package's udev rule starts the definitions with "start": "auto" when their parent registers.
# Seen: the rule runs /usr/sbin/mdevctl, and the package has /usr/bin/mdevctl only (Debian 13 keeps the two
#   directories apart), so nothing is started; the shell's "not found" goes to syslog.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial"
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
(cd "$work" && apt-get -qq download mdevctl=1.4.0-2+b1 base-files)
for deb in "$work"/*.deb; do dpkg-deb -x "$deb" "$work/root"; done
rule=$work/root/usr/lib/udev/rules.d/60-mdevctl.rules
grep -q '/usr/sbin/mdevctl start-parent-mdevs' "$rule" || { echo "changed: the rule's path" >&2; exit 1; }
[ -x "$work/root/usr/bin/mdevctl" ] || { echo "changed: no /usr/bin/mdevctl" >&2; exit 1; }
[ ! -e "$work/root/usr/sbin/mdevctl" ] || { echo "changed: /usr/sbin/mdevctl is there" >&2; exit 1; }
[ ! -L "$work/root/usr/sbin" ] || { echo "changed: /usr/sbin is a link" >&2; exit 1; }
echo "as described"
