// SHA-256 by nettle or by OpenSSL's libcrypto, which is loaded when it is first asked for: whoever keeps no
// history needs neither.
#ifndef CLINUX_DIGEST_H
#define CLINUX_DIGEST_H

#include <stddef.h>

// Whether one of the libraries is there, as 1 or 0.
int clinux_has_sha256(void);

// Writes the 32 bytes of a digest; -1 if no library is there.
int clinux_sha256(const void *_Nonnull bytes, size_t count, unsigned char *_Nonnull digest);

// How many libraries can make a digest, and the digest of one of them, whether or not another comes
// first; -1 if that one is not there.
extern const size_t clinux_sha256_libraries;
int clinux_sha256_by(size_t place, const void *_Nonnull bytes, size_t count, unsigned char *_Nonnull digest);

#endif
