# What check-program holds a program to. No step of the build reads this file, so that another limit
# builds nothing anew.
# shellcheck shell=sh disable=SC2034

# The oldest glibc that the program has to run on is that of RHEL 9; libstdc++ likewise.
newest_glibc=2.34
newest_libstdcxx=3.4.29
# The aim is 12 million; what comes in by accident, as the regex library with 1.3 million, is to be seen.
largest_program=10500000 # bytes, stripped
