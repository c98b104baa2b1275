# The stock toolchain's clang, lld and swiftc, all for s390x; nothing of GCC is called.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR s390x)
set(triple s390x-unknown-linux-gnu)

foreach(language C CXX Swift)
  set(CMAKE_${language}_COMPILER_TARGET ${triple})
endforeach()
set(toolchain $ENV{toolchain})
set(CMAKE_C_COMPILER ${toolchain}/clang)
set(CMAKE_CXX_COMPILER ${toolchain}/clang++)
set(CMAKE_Swift_COMPILER ${toolchain}/swiftc)
set(CMAKE_AR ${toolchain}/llvm-ar)
set(CMAKE_RANLIB ${toolchain}/llvm-ranlib)
set(CMAKE_SYSROOT $ENV{sysroot}/root)

# There is no standard library yet to link a trial program with.
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_Swift_COMPILER_WORKS YES)

# A section for each function, so that a program links only what it calls; and no public function kept for
# callers of another link, of which a static program has none.
set(sections "-ffunction-sections -fdata-sections")
set(CMAKE_C_FLAGS_INIT ${sections})
set(CMAKE_CXX_FLAGS_INIT ${sections})
set(CMAKE_EXE_LINKER_FLAGS_INIT "-fuse-ld=lld")
set(CMAKE_Swift_FLAGS_INIT "-sdk ${CMAKE_SYSROOT} -Xfrontend -function-sections -Xfrontend -internalize-at-link")
