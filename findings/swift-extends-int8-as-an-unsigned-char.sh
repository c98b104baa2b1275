#!/bin/sh
# Swift 6.3.1 for s390x, with the standard library of swiftlang 6.2.3 (Debian sid, 6.2.3-1) compiled for it
#
# Guess: an Int8 that goes between Swift and C arrives as the same number: C's int8_t and signed char are imported as
#   Int8, and for `@c public func lower(_ value: Int8) -> Int8 { value &- 1 }` the compiler itself writes the header
#   "int8_t lower(int8_t value)". So lower(-20) is -21 in C, as on x86-64.
# Seen: it is 235. On s390x who passes or returns a small integer fills its register, by its sign, and the other side
#   relies on that. char is unsigned there, Swift's CChar is Int8 all the same, and where the compiler looks for the C
#   type of an Int8 it finds CChar first: it fills with zeros, and takes it that C did. So it is with @c functions
#   (@_cdecl as well), with closures that C calls, and with calls through a C function's pointer. In Swift the Int8 is
#   right, but its UInt8(bitPattern:), optimized, can be 4294967276. No error and no warning. A C function that is
#   called by its name gets and gives the right number; so do char, and Int16 in place of Int8.
# Needs swiftc 6.3 with its clang, python3 and qemu-user-static; takes two minutes.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
qemu=$(command -v qemu-s390x-static || command -v qemu-s390x) || { echo "no qemu for s390x" >&2; exit 1; }
swiftc --version 2>&1 | grep -q 'Swift version 6\.3\.1 ' || echo "note: another swiftc" >&2
libraries=$(swiftc -print-target-info | sed -n 's/.*"runtimeResourcePath": *"\(.*\)".*/\1/p')
clang=$libraries/../../bin/clang
mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial" "$work/root"
: >"$work/apt/status"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
for line in "deb bookworm" "deb-src sid"; do
  echo "${line% *} [signed-by=$keyring] http://deb.debian.org/debian ${line#* } main"
done >"$work/apt/sources"
cat >"$work/apt/conf" <<CONF
APT::Architecture "s390x"; APT::Architectures { "s390x"; }; APT::Sandbox::User "";
Dir::State "$work/apt"; Dir::State::status "$work/apt/status"; Dir::Cache "$work/apt/cache";
Dir::Etc::sourcelist "$work/apt/sources"; Dir::Etc::sourceparts "-";
CONF
export APT_CONFIG="$work/apt/conf"
apt-get -qq update
(cd "$work" && apt-get -qq download libc6-dev linux-libc-dev libgcc-12-dev &&
  apt-get -qq source --download-only swiftlang=6.2.3-1)
for deb in "$work"/*.deb; do dpkg-deb -x "$deb" "$work/root"; done

# The standard library as a module: what is called of it below is inlined, so that no more of it is wanted.
tar -xJf "$work"/swiftlang_*.orig.tar.xz -C "$work" --strip-components=1 --wildcards '*/swift/Runtimes/Core' \
  '*/swift/stdlib/public/core' '*/swift/stdlib/public/SwiftShims' '*/swift/utils'
core=$work/swift/stdlib/public/core
lists=$work/swift/Runtimes/Core
modules=$work/lib/linux/Swift.swiftmodule
mkdir -p "$modules"
cp -r "$work/swift/stdlib/public/SwiftShims/swift/shims" "$work/lib/shims"
ln -s "$libraries/clang" "$work/lib/clang"
for file in "$core"/*.gyb; do
  python3 "$work/swift/utils/gyb.py" -DCMAKE_SIZEOF_VOID_P=8 -o "${file%.gyb}" "$file"
done
{
  sed -n 's/.*SHELL:\(-enable-experimental-feature [A-Za-z0-9]*\)>.*/\1/p' \
    "$lists/cmake/modules/ExperimentalFeatures.cmake" "$lists/core/CMakeLists.txt"
  sed -n 's/^SwiftStdlib.*/-Xfrontend -define-availability -Xfrontend "&"/p' \
    "$work/swift/utils/availability-macros.def" | sed 'p; s/SwiftStdlib/StdlibDeploymentTarget/'
  # shellcheck disable=SC2016 # CMake's own variable
  sed -n '/^add_library(swiftCore/,/^if/s,^ *"*\(${CMAKE_CURRENT_BINARY_DIR}/\)*\([A-Z][A-Za-z0-9+/]*\.swift\).*,\2,p' \
    "$lists/core/CMakeLists.txt" | sed "s,.*,\"$core/&\","
} >"$work/files"
compile() { # OPTION...
  swiftc -target s390x-unknown-linux-gnu -sdk "$work/root" -resource-dir "$work/lib" -module-cache-path "$work/cache" \
    -parse-as-library -Xfrontend -disable-implicit-concurrency-module-import \
    -Xfrontend -disable-implicit-string-processing-module-import "$@"
}
compile -parse-stdlib -nostdimport -module-name Swift -wmo -suppress-warnings -swift-version 5 \
  -Xfrontend -experimental-skip-non-inlinable-function-bodies -emit-module \
  -emit-module-path "$modules/s390x-unknown-linux-gnu.swiftmodule" "@$work/files"

cd "$work"
echo 'module Library { header "library.h" }' >module.modulemap
cat >library.h <<'C'
#include <stdint.h>
int apply(int8_t (*function)(int8_t), int value);
int wide(int8_t value);
int (*get_wide(void))(int8_t);
C
cat >program.swift <<'SWIFT'
import Library
@c public func lower(_ value: Int8) -> Int8 { value &- 1 }
@c public func byte(_ value: Int8) -> UInt32 { UInt32(UInt8(bitPattern: value)) }
@c public func closure(_ value: Int32) -> Int32 { apply({ $0 &- 1 }, value) }
@c public func pointer(_ value: Int32) -> Int32 { get_wide()!(Int8(truncatingIfNeeded: value)) }
@c public func name(_ value: Int32) -> Int32 { wide(Int8(truncatingIfNeeded: value)) }
@c public func letter(_ value: CChar) -> CChar { value &- 1 }
@c public func lower16(_ value: Int16) -> Int16 { value &- 1 }
SWIFT
cat >main.c <<'C'
#include <stdio.h>
#include "library.h"
#include "program.h"
int apply(int8_t (*function)(int8_t), int value) { return function((int8_t)value); }
int wide(int8_t value) { return value; }
int (*get_wide(void))(int8_t) { return wide; }
int main(void) {
  printf("lower %d, byte %u, closure %d, pointer %d, name %d, letter %c, lower16 %d\n", lower(-20), byte(-20),
         closure(-20), pointer(-20), name(-20), letter('b'), lower16(-20));
}
C
# The header that goes with it, and the same program for this machine.
swiftc -parse-as-library -O -module-cache-path here -I . -emit-clang-header-path program.h -c program.swift -o here.o
grep -o 'int8_t lower(int8_t value)' program.h
"$clang" -O2 main.c here.o -o same
compile -O -I . -c program.swift -o there.o
"$clang" --target=s390x-unknown-linux-gnu --sysroot=root -O2 -fuse-ld=lld -static main.c there.o -o there
result=0
# expect WORDS PROGRAM...
expect() {
  wanted=$1
  shift
  seen=$("$@")
  echo "$seen"
  [ "$seen" = "$wanted" ] || { echo "changed, was $wanted" >&2; result=1; }
}
if [ "$(uname -m)" = x86_64 ]; then
  expect "lower -21, byte 236, closure -21, pointer -20, name -20, letter a, lower16 -21" ./same
fi
expect "lower 235, byte 4294967276, closure 235, pointer 236, name -20, letter a, lower16 -21" "$qemu" ./there
[ "$result" = 0 ] && echo "as described"
exit "$result"
