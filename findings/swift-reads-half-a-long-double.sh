#!/bin/sh
# Swift 6.3.1 for s390x, with the standard library of swiftlang 6.2.3 (Debian sid, 6.2.3-1) compiled for it
#
# Guess: a C library's long double is either what Swift has for it, CLongDouble (Float80 on x86-64), or, where Swift
#   has no type of that size, not there: the compiler says "unavailable (cannot import)" of a field or a parameter, as
#   it does of __int128. On s390x a long double has 16 bytes.
# Seen: it is imported as Double, of 8 bytes, and without a word Swift reads and writes the first half of it: 2.5 is
#   read as 2.03125, 1000 as 3.11914, and 0 and 2 are right by chance; 2.5 that is written is 32 in C. The second
#   element of a table is read in the middle of the first, as 0. A struct has its right size, and the fields behind are
#   in place, so it shows in nothing but the number. CTypes.swift explains that long double is double with
#   -mlong-double-64, an option that Swift's own clang does not take for s390x ("unsupported option"). Constants
#   (static const long double, and #define) are right.
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
struct sample { int count; long double mean; int last; };
extern long double limit;
static const long double constant = 2.5L;
#define DEFINED 2.5L
C
cat >program.swift <<'SWIFT'
import Library
@_cdecl("read_mean") public func readMean(_ sample: UnsafePointer<sample>) -> Double { Double(sample.pointee.mean) }
@_cdecl("read_last") public func readLast(_ sample: UnsafePointer<sample>) -> Int32 { sample.pointee.last }
@_cdecl("write_mean") public func writeMean(_ sample: UnsafeMutablePointer<sample>) { sample.pointee.mean = 2.5 }
@_cdecl("read_table") public func readTable(_ table: UnsafePointer<CLongDouble>, _ at: Int) -> Double {
  Double(table[at])
}
@_cdecl("read_limit") public func readLimit() -> Double { Double(limit) }
@_cdecl("constants") public func constants() -> Double { Double(constant + DEFINED) }
@_cdecl("sizes") public func sizes() -> Int { 100 * MemoryLayout<CLongDouble>.size + MemoryLayout<sample>.size }
SWIFT
cat >main.c <<'C'
#include <stdio.h>
#include "library.h"
double read_mean(const struct sample *), read_table(const long double *, long), read_limit(void), constants(void);
void write_mean(struct sample *);
int read_last(const struct sample *);
long sizes(void);
long double limit = 1000;
int main(void) {
  struct sample sample = {1, 2.5L, 3};
  long double table[2] = {2, 10};
  printf("Swift reads %g, %d, %g, %g, %g", read_mean(&sample), read_last(&sample), read_table(table, 0),
         read_table(table, 1), read_limit());
  write_mean(&sample);
  printf(", writes %Lg, %d, has %g; sizes %ld, in C %zu\n", sample.mean, sample.last, constants(), sizes(),
         100 * sizeof limit + sizeof sample);
}
C
# The same program for this machine.
swiftc -parse-as-library -O -module-cache-path here -I . -c program.swift -o here.o
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
  expect "Swift reads 2.5, 3, 2, 10, 1000, writes 2.5, 3, has 5; sizes 1648, in C 1648" ./same
fi
expect "Swift reads 2.03125, 3, 2, 0, 3.11914, writes 32, 3, has 5; sizes 832, in C 1632" "$qemu" ./there
if "$clang" --target=s390x-unknown-linux-gnu --sysroot=root -mlong-double-64 -c main.c -o main.o 2>option; then
  echo "changed: clang takes -mlong-double-64" >&2
  result=1
fi
grep 'unsupported option .-mlong-double-64' option || result=1
[ "$result" = 0 ] && echo "as described"
exit "$result"
