# The cache: one directory for each step, and beside it the key that it was built with.
# shellcheck shell=bash disable=SC2154

declare -A keys
report=()
started=$SECONDS

open_cache() {
  cache=${APMATRIX_S390X_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/apmatrix-s390x}
  mkdir -p "$cache/logs" || fail "$cache: can't be created; set APMATRIX_S390X_CACHE"
  cache=$(cd "$cache" && pwd)
  exec 8>"$cache/lock"
  flock --nonblock 8 || {
    echo "s390x: waiting for another build that uses $cache" >&2
    flock 8
  }
}

# key_of STEP DEPENDENCY...: what its result depends on, as one checksum: its script, its parts and the
# files that the script names (common.sh changes no result), the compiler, and the same of the steps
# before it.
key_of() {
  local name=$1 dependency file
  shift
  {
    cat "$here/steps/$name"
    [ ! -d "$here/parts/$name" ] || find "$here/parts/$name" -type f | sort | xargs cat
    # shellcheck disable=SC2016
    grep -oE '\$here/[A-Za-z0-9./_-]+' "$here/steps/$name" |
      grep -v '/common\.sh$' | sort -u | while read -r file; do
      [ -d "$here/${file#\$here/}" ] || cat "$here/${file#\$here/}"
    done
    swiftc --version 2>/dev/null | head -n 1
    env | grep -E '^APMATRIX_(SWIFTLANG|DEBIAN)_' | sort || true
    for dependency; do echo "${keys[$dependency]}"; done
  } | sha256sum | cut -d ' ' -f 1
}

# step NAME MEGABYTES DEPENDENCY... : DESCRIPTION. Runs steps/NAME in an empty directory, which becomes
# its result if it succeeds, and sets $NAME to it for the steps after it.
step() {
  local name=$1 megabytes=$2 needs=() began=$SECONDS key
  shift 2
  while [ "$1" != : ]; do
    needs+=("$1")
    shift
  done
  key=$(key_of "$name" "${needs[@]}")
  keys[$name]=$key
  export "$name=$cache/$name"
  if [ "$(cat "$cache/$name.key" 2>/dev/null)" = "$key" ] && [ -d "$cache/$name" ]; then
    report+=("$(printf '%6s  %s' cached "$2")")
    return
  fi
  enough_disk "$megabytes"
  echo "s390x: $2" >&2
  rm -rf "${cache:?}/$name" "$cache/$name.key" "$cache/$name.part"
  mkdir "$cache/$name.part"
  log=$cache/logs/$name
  : >"$log"
  export log
  (cd "$cache/$name.part" && "$here/steps/$name") || exit 1
  mv "$cache/$name.part" "$cache/$name"
  echo "$key" >"$cache/$name.key"
  report+=("$(printf '%4d s  %s' $((SECONDS - began)) "$2")")
}

# enough_disk MEGABYTES: asked before each step, so that none ends in the middle of a file.
enough_disk() {
  local free
  free=$(df -Pm "$cache" | awk 'NR == 2 {print $4}')
  [ "$free" -ge "$1" ] ||
    fail "$cache: $free MB free and $1 MB needed; make room, or set APMATRIX_S390X_CACHE"
}

times() {
  printf '%s\n' "${report[@]}" >&2
  printf '%4d s  in all\n' $((SECONDS - started)) >&2
}
