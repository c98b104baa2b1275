# The program itself, built by the package manager with the SDK, stripped, and looked at.
# shellcheck shell=bash disable=SC2154

# swift_build DIRECTORY ARGUMENT...: as a developer types it, but with an SDK of the cache, which need not be
# installed. The package manager keeps track of what has changed.
swift_build() {
  local sdks=$1
  shift
  swift build --package-path "$project" --scratch-path "$project/.build/s390x" \
    --swift-sdks-path "$sdks" --swift-sdk "$triple" "$@"
}

# forget_unless CONFIGURATION KEY: removes what was compiled with an SDK of another key, since the package
# manager does not look at that.
forget_unless() {
  local built=$project/.build/s390x/$triple/$1
  [ "$(cat "$built/sdk.key" 2>/dev/null)" = "$2" ] && return
  rm -rf "$built"
  mkdir -p "$built"
  echo "$2" >"$built/sdk.key"
}

# build_program: sets $program to the stripped program.
build_program() {
  local began=$SECONDS
  enough_disk 600
  echo "s390x: apmatrix" >&2
  log=$cache/logs/program
  : >"$log"
  forget_unless release "${keys[bundle]}"
  # For size, as the packages for other machines.
  run "build apmatrix" swift_build "$bundle" -c release -Xswiftc -Osize --product apmatrix \
    --disable-local-rpath
  program=$project/.build/s390x/apmatrix
  run "strip apmatrix" "$toolchain/llvm-objcopy" --strip-all \
    "$project/.build/s390x/$triple/release/apmatrix" "$program"
  "$here/check-program" "$program" "$largest_program" >&2
  report+=("$(printf '%4d s  apmatrix' $((SECONDS - began)))")
}

# build_tests: sets $tests to the runner of the package's tests. Each test target is compiled by the
# package manager; only the runner is not its own.
build_tests() {
  local began=$SECONDS target sdk=$testing/$triple.artifactbundle/swift/$triple
  enough_disk 1500
  echo "s390x: the package's tests" >&2
  log=$cache/logs/tests
  export log
  : >"$log"
  forget_unless debug "${keys[testing]} ${keys[macros]}"
  local flags=(-Xswiftc -load-plugin-library -Xswiftc "$macros/libTestingMacros.so")
  run "build apmatrix for its tests" swift_build "$testing" --product apmatrix "${flags[@]}"
  for target in "$project"/Tests/*Tests; do
    target=${target##*/}
    run "build $target" swift_build "$testing" --target "$target" "${flags[@]}"
  done
  tests=$project/.build/s390x/tests
  "$here/parts/tests/link" "$sdk" "$project/.build/s390x/$triple/debug" "$tests" || exit 1
  report+=("$(printf '%4d s  the tests' $((SECONDS - began)))")
}
