// Swift's static Glibc module refers to hypotf, and glibc 2.35 gave that a new version: a program linked
// against it would not start with an older glibc, though nothing calls the function. This one comes
// before the library's.
#include <math.h>

__attribute__((visibility("hidden"))) float hypotf(float x, float y) {
  if (isinf(x) || isinf(y)) return INFINITY;
  return (float)sqrt((double)x * x + (double)y * y);
}
