#include "library.h"

#include <dlfcn.h>
#include <string.h>

int library_load(const char *name, const struct library_function *functions, size_t count) {
  void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  if (!library) return 0;
  for (size_t place = 0; place < count; place++) {
    void *function = dlsym(library, functions[place].name);
    if (!function) return 0;
    memcpy(functions[place].place, &function, sizeof function);
  }
  return 1;
}
