// SHA-256 by OpenSSL's libcrypto, which is loaded when it is first asked for: whoever keeps no history
// needs no such library.
#ifndef CLINUX_DIGEST_H
#define CLINUX_DIGEST_H

#include <stddef.h>

// Whether the library is there, as 1 or 0.
int clinux_has_sha256(void);

// Writes the 32 bytes of a digest; -1 if the library is not there.
int clinux_sha256(const void *_Nonnull bytes, size_t count, unsigned char *_Nonnull digest);

#endif
