#include "clinux_journal.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/uio.h>

#include "library.h"

// The part of libsystemd.so.0 that is used; all of it is there since version 209.
struct systemd {
  int (*notify)(int, const char *);
  int (*watchdog)(int, uint64_t *);
  int (*send)(const struct iovec *, int);
  int (*open)(clinux_journal **, int);
  int (*open_directory)(clinux_journal **, const char *, int);
  void (*close)(clinux_journal *);
  int (*set_threshold)(clinux_journal *, size_t);
  int (*usage)(clinux_journal *, uint64_t *);
  int (*match)(clinux_journal *, const void *, size_t);
  int (*any)(clinux_journal *);
  int (*both)(clinux_journal *);
  void (*flush)(clinux_journal *);
  int (*seek_head)(clinux_journal *);
  int (*seek)(clinux_journal *, uint64_t);
  int (*next)(clinux_journal *);
  int (*previous)(clinux_journal *);
  int (*field)(clinux_journal *, const char *, const void **, size_t *);
  int (*ask_values)(clinux_journal *, const char *);
  int (*next_value)(clinux_journal *, const void **, size_t *);
};

// SD_JOURNAL_LOCAL_ONLY and SD_JOURNAL_SYSTEM.
enum { this_machine = 1 << 0, of_the_system = 1 << 2 };

static struct systemd found;
static int is_found;
static pthread_once_t finding = PTHREAD_ONCE_INIT;

static void find(void) {
  static const struct library_function functions[] = {
      {"sd_notify", &found.notify},
      {"sd_watchdog_enabled", &found.watchdog},
      {"sd_journal_sendv", &found.send},
      {"sd_journal_open", &found.open},
      {"sd_journal_open_directory", &found.open_directory},
      {"sd_journal_close", &found.close},
      {"sd_journal_set_data_threshold", &found.set_threshold},
      {"sd_journal_get_usage", &found.usage},
      {"sd_journal_add_match", &found.match},
      {"sd_journal_add_disjunction", &found.any},
      {"sd_journal_add_conjunction", &found.both},
      {"sd_journal_flush_matches", &found.flush},
      {"sd_journal_seek_head", &found.seek_head},
      {"sd_journal_seek_realtime_usec", &found.seek},
      {"sd_journal_next", &found.next},
      {"sd_journal_previous", &found.previous},
      {"sd_journal_get_data", &found.field},
      {"sd_journal_query_unique", &found.ask_values},
      {"sd_journal_enumerate_unique", &found.next_value},
  };
  is_found = library_load("libsystemd.so.0", functions, sizeof functions / sizeof *functions);
}

int clinux_has_journal(void) {
  pthread_once(&finding, find);
  return is_found;
}

int clinux_notify(const char *lines) {
  return clinux_has_journal() ? found.notify(0, lines) : -ENOSYS;
}

uint64_t clinux_watchdog(void) {
  uint64_t microseconds = 0;
  return clinux_has_journal() && found.watchdog(0, &microseconds) > 0 ? microseconds : 0;
}

int clinux_journal_send(const void *bytes, const size_t *ends, size_t count) {
  if (!clinux_has_journal()) return -ENOSYS;
  struct iovec *fields = calloc(count, sizeof *fields);
  if (!fields) return -ENOMEM;
  size_t start = 0;
  for (size_t place = 0; place < count; place++) {
    fields[place].iov_base = (char *)bytes + start;
    fields[place].iov_len = ends[place] - start;
    start = ends[place];
  }
  int result = found.send(fields, (int)count);
  free(fields);
  return result;
}

int clinux_journal_open(const char *directory, clinux_journal **opened) {
  if (!clinux_has_journal()) return -ENOSYS;
  int result = directory ? found.open_directory(opened, directory, 0)
                         : found.open(opened, this_machine | of_the_system);
  // Without a threshold, what is longer than 64 KB is not cut off.
  return result < 0 ? result : found.set_threshold(*opened, 0);
}

void clinux_journal_close(clinux_journal *journal) { found.close(journal); }

uint64_t clinux_journal_usage(clinux_journal *journal) {
  uint64_t bytes = 0;
  return found.usage(journal, &bytes) < 0 ? 0 : bytes;
}

int clinux_journal_match(clinux_journal *journal, const void *field, size_t length) {
  return found.match(journal, field, length);
}

int clinux_journal_or(clinux_journal *journal) { return found.any(journal); }

int clinux_journal_and(clinux_journal *journal) { return found.both(journal); }

void clinux_journal_want_all(clinux_journal *journal) { found.flush(journal); }

int clinux_journal_seek_head(clinux_journal *journal) { return found.seek_head(journal); }

int clinux_journal_seek(clinux_journal *journal, uint64_t microseconds) {
  return found.seek(journal, microseconds);
}

int clinux_journal_next(clinux_journal *journal) { return found.next(journal); }

int clinux_journal_previous(clinux_journal *journal) { return found.previous(journal); }

int clinux_journal_field(
    clinux_journal *journal, const char *key, const void **field, size_t *length) {
  return found.field(journal, key, field, length);
}

int clinux_journal_ask_values(clinux_journal *journal, const char *key) {
  return found.ask_values(journal, key);
}

int clinux_journal_next_value(clinux_journal *journal, const void **field, size_t *length) {
  return found.next_value(journal, field, length);
}
