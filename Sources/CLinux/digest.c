#include "clinux_digest.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>

// The functions that only count, and not SHA256(): that one looks for providers and reads their
// configuration, which takes two megabytes more.
struct sha256 {
  int (*begin)(void *);
  int (*add)(void *, const void *, size_t);
  int (*end)(unsigned char *, void *);
};

static struct sha256 found;
static pthread_mutex_t finding = PTHREAD_MUTEX_INITIALIZER;

static void find(void) {
  static const char *const names[] = {"libcrypto.so.3", "libcrypto.so.1.1"};
  for (size_t place = 0; place < sizeof names / sizeof *names && !found.end; place++) {
    void *library = dlopen(names[place], RTLD_NOW | RTLD_LOCAL);
    if (!library) continue;
    found.begin = (int (*)(void *))dlsym(library, "SHA256_Init");
    found.add = (int (*)(void *, const void *, size_t))dlsym(library, "SHA256_Update");
    found.end = (int (*)(unsigned char *, void *))dlsym(library, "SHA256_Final");
  }
}

static const struct sha256 *functions(void) {
  pthread_mutex_lock(&finding);
  find();
  const struct sha256 *known = found.begin && found.add && found.end ? &found : NULL;
  pthread_mutex_unlock(&finding);
  return known;
}

int clinux_has_sha256(void) { return functions() != NULL; }

int clinux_sha256(const void *bytes, size_t count, unsigned char *digest) {
  // A SHA256_CTX has 112 bytes, in both versions of the library.
  alignas(max_align_t) uint8_t context[256];
  const struct sha256 *sha256 = functions();
  if (!sha256 || !sha256->begin(context) || !sha256->add(context, bytes, count)) return -1;
  return sha256->end(digest, context) ? 0 : -1;
}
