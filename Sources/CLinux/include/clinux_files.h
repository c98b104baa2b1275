// What Swift's Glibc module does not export of files. A failure is -1 with errno set.
#ifndef CLINUX_FILES_H
#define CLINUX_FILES_H

// openat(2) for reading an attribute below a directory; never waits.
int clinux_open_attribute(int directory, const char *_Nonnull path);

// open(2) of a directory with O_PATH: a place to open what is below it from.
int clinux_open_place(const char *_Nonnull path);

// openat(2) with O_PATH: names what stands there and touches nothing. A symbolic link as the last
// component is followed or named itself.
int clinux_locate(int directory, const char *_Nonnull name, int follows);

// open(2) for writing of what a descriptor of clinux_locate names.
int clinux_open_located(int descriptor);

// statx(2) without asking the server of a remote file system: whether the path leads to a character device, as 1
// or 0; if so, its number.
int clinux_device(const char *_Nonnull path, unsigned *_Nonnull major, unsigned *_Nonnull minor);

// fcntl(2) F_OFD_SETLK: takes the whole file for the open file description; EAGAIN if another has it.
int clinux_claim(int descriptor);

// fcntl(2) F_OFD_SETLK: gives the file back, also where a child that has not begun its program has it open.
int clinux_unclaim(int descriptor);

// fcntl(2) F_OFD_GETLK: whether another open file description has the file, as 1 or 0.
int clinux_is_claimed(int descriptor);

#endif
