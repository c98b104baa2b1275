"""in-terminal.py WORD ACTION WORD2 PROGRAM ARGUMENT...: a program that redraws, in a terminal of 40 x 100.

Waits for a picture with WORD, runs ACTION in a shell, waits for one with WORD2, makes the terminal 8 lines high,
waits for the next picture, and ends the program as Ctrl-C does. Prints as JSON the pictures as lists of lines, what
was written before the first and behind the last of them, and the exit status.
"""

import fcntl
import json
import os
import pty
import re
import signal
import struct
import subprocess
import sys
import termios

first, action, second, *command = sys.argv[1:]
written = b""


def resize(descriptor, rows):
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 100, 0, 0))


def pictures():
    return re.findall(rb"\x1b\[H(.*?)\x1b\[J", written, re.DOTALL)


def read():
    global written
    try:
        chunk = os.read(terminal, 1 << 16)
    except OSError:  # the program has ended
        chunk = b""
    written += chunk
    return chunk


def wait(fits):
    while not any(fits(picture) for picture in pictures()):
        if not read():
            sys.exit(f"ended too early: {written!r}")
    return lines(next(picture for picture in pictures() if fits(picture)))


def lines(picture):
    # A terminal makes a return and a newline of each newline, whatever stands before it.
    return [line.rstrip("\r").removesuffix("\x1b[K") for line in picture.decode().split("\n")]


process, terminal = pty.fork()
if process == 0:
    signal.alarm(60)  # nothing that is waited for takes as long
    resize(0, 40)
    os.execvpe(command[0], command, {**os.environ, "NO_COLOR": "1"})
seen = [wait(lambda picture: first.encode() in picture)]
subprocess.run(action, shell=True, check=True)
seen.append(wait(lambda picture: second.encode() in picture))
resize(terminal, 8)
seen.append(wait(lambda picture: b" more lines" in picture))
os.write(terminal, b"\x03")
while read():
    pass
status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
start, end = written.split(b"\x1b[H", 1)[0], written.rsplit(b"\x1b[J", 1)[1]
print(json.dumps({"seen": seen, "start": start.decode(), "end": end.decode(), "status": status}))
