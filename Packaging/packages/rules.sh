# The rules that both packages keep, for the scripts that try them in a Debian.
# shellcheck shell=sh
exec 3>&1

# must WHAT COMMAND...: every line that begins with it is a rule.
must() {
  what=$1
  shift
  if "$@" >/tmp/output 2>&1; then
    echo "  $what" >&3
  else
    cat /tmp/output >&2
    echo "${0##*/}: not so: $what" >&2
    exit 1
  fi
}
no() { ! "$@"; }
# An administrator makes the unit's state this one.
make() {
  case $1 in
    enabled) systemctl enable apmatrix.service ;;
    disabled) systemctl disable apmatrix.service ;;
    masked) systemctl mask apmatrix.service ;;
    unmasked) systemctl unmask apmatrix.service ;;
  esac 2>/dev/null
}
is() { [ "$(systemctl is-enabled apmatrix.service 2>/dev/null)" = "$1" ]; }
gone() { ! [ -e "$1" ] && ! [ -L "$1" ]; }

drop_in=/usr/lib/systemd/system/apmatrix.service.d/reload-before-253.conf
fits() {
  version=$(systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
  if [ "$version" -lt 253 ]; then [ -e "$drop_in" ]; else gone "$drop_in"; fi
}

# another_systemd VERSION: a systemctl that says it is of that version; without one, the real one again.
another_systemd() {
  [ -e /usr/bin/systemctl.real ] || mv /usr/bin/systemctl /usr/bin/systemctl.real
  if [ -z "${1:-}" ]; then
    mv /usr/bin/systemctl.real /usr/bin/systemctl
    return
  fi
  cat >/usr/bin/systemctl <<EOF
#!/bin/sh
[ "\$1" != --version ] || { echo "systemd $1"; exit; }
exec systemctl.real "\$@"
EOF
  chmod +x /usr/bin/systemctl
}

# What an administrator has made and what an agent that ran has left.
used_host() {
  mkdir /etc/apmatrix /run/apmatrix
  touch /etc/apmatrix/apmatrix.yaml /run/apmatrix/status.json
}
