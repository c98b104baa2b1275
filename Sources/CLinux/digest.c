#include "clinux_digest.h"

#include <pthread.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>

#include "library.h"

// The functions that only count, and not SHA256(): that one looks for providers and reads their
// configuration, which takes two megabytes more.
struct sha256 {
  int (*begin)(void *);
  int (*add)(void *, const void *, size_t);
  int (*end)(unsigned char *, void *);
};

static struct sha256 found;
static int is_found;
static pthread_mutex_t finding = PTHREAD_MUTEX_INITIALIZER;

static const struct sha256 *functions(void) {
  static const char *const names[] = {"libcrypto.so.3", "libcrypto.so.1.1"};
  static const struct library_function functions[] = {
      {"SHA256_Init", &found.begin}, {"SHA256_Update", &found.add}, {"SHA256_Final", &found.end}};
  pthread_mutex_lock(&finding);
  // A library that was not there may have been installed since.
  for (size_t place = 0; place < sizeof names / sizeof *names && !is_found; place++) {
    is_found = library_load(names[place], functions, sizeof functions / sizeof *functions);
  }
  const struct sha256 *known = is_found ? &found : NULL;
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
