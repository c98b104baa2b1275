# Compiling a Swift module into the tree `usr` that the steps fill one after the other.
# shellcheck shell=sh disable=SC2154

libraries=usr/lib/swift_static

# continue_from STEP: the tree as that step left it, by hard links.
continue_from() {
  cp -al "$1/usr" usr
}

# swift_module NAME ARCHIVE FLAG...: the module for importing and the archive for linking, from the
# files that standard input lists. One object holds all of it: of several, a linker would leave out those
# that are only found at run time, and conformances with them.
swift_module() {
  module=$1
  archive=$2
  shift 2
  mkdir "$module"
  sed 's/.*/"&"/' >"$module/files"
  interface=$libraries/linux/$module.swiftmodule
  mkdir -p "$interface"
  run "compile $module" "$toolchain/swiftc" -target "$triple" -sdk "$sysroot/root" \
    -resource-dir "$PWD/$libraries" -static -Osize -wmo -parse-as-library \
    -module-cache-path "$PWD/module-cache" -Xfrontend -function-sections -Xfrontend -internalize-at-link \
    -no-link-objc-runtime \
    -module-name "$module" -module-link-name "$archive" \
    -emit-module -emit-module-path "$interface/$triple.swiftmodule" \
    -c -o "$module/$module.o" "$@" "@$module/files"
  archive_objects "$archive" "$module"
  rm -r "$module"
}

# c_objects DIRECTORY FLAG...: objects for an archive, from the files that standard input lists.
c_objects() {
  directory=$1
  shift
  mkdir -p "$directory"
  while read -r file; do
    compiler=clang
    [ "${file##*.}" = c ] || compiler=clang++
    run "compile ${file##*/}" "$toolchain/$compiler" --target="$triple" \
      --sysroot="$sysroot/root" -Os -fPIC -ffunction-sections -fdata-sections "$@" \
      -c "$file" -o "$directory/${file##*/}.o"
  done
}

# archive_objects NAME DIRECTORY: adds the directory's objects to lib<NAME>.a.
archive_objects() {
  run "archive $1" "$toolchain/llvm-ar" qcs "$libraries/linux/lib$1.a" "$2"/*.o
}
