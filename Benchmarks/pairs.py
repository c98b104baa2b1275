#!/usr/bin/env python3
"""pairs.py RUNS PROGRAM BEFORE ARGUMENT... [+ MORE...]: runs two programs in turn with the same arguments,
the first also with those behind a plus sign.

Prints a line of medians for each: wall time in ms, user and system time in ms, peak memory in KB; and for the
ratio of the first to the second, taken pair by pair. BEFORE is - where there is none.
"""

import os
import statistics
import sys
import time


NULL = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]


def run(program, arguments):
    """One run: wall ms, processor ms of it and the children that it waited for."""
    began = time.monotonic()
    # A copy of this process, as a fork makes one, would be half of what a short run takes.
    pid = os.posix_spawn(program, [program, *arguments], os.environ, file_actions=NULL)
    usage = os.wait4(pid, 0)[2]
    wall = time.monotonic() - began
    return wall * 1e3, (usage.ru_utime + usage.ru_stime) * 1e3


def peak(program, arguments):
    """The peak memory of one run, KB. After a spawn it would count from what this process has."""
    pid = os.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        os.execv(program, [program, *arguments])
    return os.wait4(pid, 0)[2].ru_maxrss


def medians(runs):
    return [statistics.median(column) for column in zip(*runs)]


def main():
    count, programs, arguments = int(sys.argv[1]), sys.argv[2:4], sys.argv[4:]
    more = []
    if "+" in arguments:
        plus = arguments.index("+")
        arguments, more = arguments[:plus], arguments[plus + 1 :]
    programs = [program for program in programs if program != "-"]
    runs = [[] for _ in programs]
    commands = [arguments + (more if place == 0 else []) for place in range(len(programs))]
    # These runs read the files into memory, too.
    peaks = [peak(*command) for command in zip(programs, commands)]
    for _ in range(count):
        for program, command, memory, results in zip(programs, commands, peaks, runs):
            results.append((*run(program, command), memory))
    for results in runs:
        print("%.1f %.1f %.0f" % tuple(medians(results)))
    if len(runs) == 2:
        pairs = [[now / then for now, then in zip(*pair)] for pair in zip(*runs)]
        print("%.2f %.2f %.2f" % tuple(medians(pairs)))


main()
