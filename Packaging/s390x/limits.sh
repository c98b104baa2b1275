# What check-program holds a program to. No step of the build reads this file, so that another limit
# builds nothing anew.
# shellcheck shell=sh disable=SC2034

# The oldest glibc that the program has to run on is that of RHEL 9; libstdc++ likewise.
newest_glibc=2.34
newest_libstdcxx=3.4.29
largest_program=12000000 # bytes, stripped
