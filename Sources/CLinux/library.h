// Libraries that are loaded when they are first asked for.
#ifndef LIBRARY_H
#define LIBRARY_H

#include <stddef.h>

// A function of a library, and the pointer that it is kept in.
struct library_function {
  const char *name;
  void *place;
};

// Loads a library and finds its functions: 1, or 0 where it or one of them is not there.
int library_load(const char *library, const struct library_function *functions, size_t count);

#endif
