#include "clinux_digest.h"

#include <pthread.h>
#include <stdint.h>

#include "library.h"

// Of libcrypto the functions that only count, and not SHA256(): that one looks for providers and reads
// their configuration, which takes two megabytes more.
static struct {
  int (*begin)(void *);
  int (*add)(void *, const void *, size_t);
  int (*end)(unsigned char *, void *);
} libcrypto;

static struct {
  void (*begin)(void *);
  void (*add)(void *, size_t, const uint8_t *);
  void (*end)(void *, size_t, uint8_t *);
} nettle;

// A context has 108 bytes in nettle and 112 in libcrypto, in each of the versions below.
union context {
  max_align_t aligned;
  uint8_t bytes[256];
};

static int by_libcrypto(const void *bytes, size_t count, unsigned char *digest) {
  union context context;
  if (!libcrypto.begin(&context) || !libcrypto.add(&context, bytes, count)) return -1;
  return libcrypto.end(digest, &context) ? 0 : -1;
}

static int by_nettle(const void *bytes, size_t count, unsigned char *digest) {
  union context context;
  nettle.begin(&context);
  nettle.add(&context, count, bytes);
  nettle.end(&context, 32, digest);
  return 0;
}

static const struct library_function of_libcrypto[] = {{"SHA256_Init", &libcrypto.begin},
                                                       {"SHA256_Update", &libcrypto.add},
                                                       {"SHA256_Final", &libcrypto.end}};
static const struct library_function of_nettle[] = {{"nettle_sha256_init", &nettle.begin},
                                                    {"nettle_sha256_update", &nettle.add},
                                                    {"nettle_sha256_digest", &nettle.end}};

// The smaller first: resident, nettle takes 0.4 megabytes and libcrypto 1.9. From libnettle.so.9 on
// nettle_sha256_digest has other parameters.
static const struct {
  const char *name;
  const struct library_function *functions;  // begin, add, end
  int (*digest)(const void *, size_t, unsigned char *);
} libraries[] = {{"libnettle.so.8", of_nettle, by_nettle},
                 {"libcrypto.so.3", of_libcrypto, by_libcrypto},
                 {"libcrypto.so.1.1", of_libcrypto, by_libcrypto}};

const size_t clinux_sha256_libraries = sizeof libraries / sizeof *libraries;

static int load(size_t place) {
  return library_load(libraries[place].name, libraries[place].functions, 3);
}

int clinux_sha256_by(size_t place, const void *bytes, size_t count, unsigned char *digest) {
  return load(place) ? libraries[place].digest(bytes, count, digest) : -1;
}

static size_t found;
static int is_found;
static pthread_mutex_t finding = PTHREAD_MUTEX_INITIALIZER;

int clinux_has_sha256(void) {
  pthread_mutex_lock(&finding);
  // A library that was not there may have been installed since.
  for (size_t place = 0; place < clinux_sha256_libraries && !is_found; place++) {
    found = place;
    is_found = load(place);
  }
  const int is_there = is_found;
  pthread_mutex_unlock(&finding);
  return is_there;
}

int clinux_sha256(const void *bytes, size_t count, unsigned char *digest) {
  return clinux_has_sha256() ? libraries[found].digest(bytes, count, digest) : -1;
}
