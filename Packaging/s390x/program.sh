# The program itself, built by the package manager with the SDK, stripped, and looked at.
# shellcheck shell=bash disable=SC2154

# swift_build SCRATCH SDKS ARGUMENT...: as a developer types it, but with an SDK of the cache, which need not
# be installed. The package manager keeps track of what has changed.
swift_build() {
  local scratch=$1 sdks=$2
  shift 2
  swift build --package-path "$project" --scratch-path "$scratch" \
    --swift-sdks-path "$sdks" --swift-sdk "$triple" -c release "$@"
}

# forget_unless SCRATCH KEY: removes what was compiled with an SDK of another key, since the package manager
# does not look at that.
forget_unless() {
  local built=$1/$triple/release
  [ "$(cat "$built/sdk.key" 2>/dev/null)" = "$2" ] && return
  rm -rf "$built"
  mkdir -p "$built"
  echo "$2" >"$built/sdk.key"
}

# build_program: sets $program to the stripped program.
build_program() {
  local began=$SECONDS scratch=$project/.build/s390x
  enough_disk 600
  echo "s390x: apmatrix" >&2
  log=$cache/logs/program
  : >"$log"
  forget_unless "$scratch" "${keys[bundle]}"
  # For size and without unwind tables, as the packages for other machines. Public functions are for this link
  # only, and go if nothing in it calls them. A section for each function, which the linker can leave out or fold,
  # and one object of each module, in which what its files share is there once.
  run "build apmatrix" swift_build "$scratch" "$bundle" -Xswiftc -Osize --product apmatrix \
    -Xswiftc -Xfrontend -Xswiftc -internalize-at-link -Xswiftc -Xfrontend -Xswiftc -function-sections \
    -Xswiftc -Xfrontend -Xswiftc -enable-single-module-llvm-emission \
    --disable-local-rpath -Xlinker --no-eh-frame-hdr -Xlinker -T -Xlinker "$here/../layout.ld"
  program=$scratch/apmatrix
  run "strip apmatrix" "$toolchain/llvm-objcopy" --strip-all \
    "$scratch/$triple/release/apmatrix" "$program"
  "$here/check-program" "$program" "$largest_program" >&2
  report+=("$(printf '%4d s  apmatrix' $((SECONDS - began)))")
}

# build_tests: sets $tests to the runner of the package's tests. Each test target is compiled by the
# package manager; only the runner is not its own. Optimised, since an emulator runs them, and therefore in
# a directory of their own beside the program.
build_tests() {
  local began=$SECONDS target sdk=$testing/$triple.artifactbundle/swift/$triple
  local scratch=$project/.build/s390x-tests
  enough_disk 1500
  echo "s390x: the package's tests" >&2
  log=$cache/logs/tests
  export log
  : >"$log"
  forget_unless "$scratch" "${keys[testing]} ${keys[macros]}"
  local flags=(-Xswiftc -enable-testing -Xswiftc -load-plugin-library -Xswiftc "$macros/libTestingMacros.so")
  run "build apmatrix for its tests" swift_build "$scratch" "$testing" --product apmatrix "${flags[@]}"
  for target in "$project"/Tests/*Tests; do
    target=${target##*/}
    run "build $target" swift_build "$scratch" "$testing" --target "$target" "${flags[@]}"
  done
  tests=$scratch/tests
  "$here/parts/tests/link" "$sdk" "$scratch/$triple/release" "$tests" || exit 1
  report+=("$(printf '%4d s  the tests' $((SECONDS - began)))")
}
