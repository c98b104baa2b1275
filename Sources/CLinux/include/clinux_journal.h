// systemd and its journal by libsystemd, which is loaded when it is first asked for: whoever has neither
// needs no such library. A failure is a negative errno, as libsystemd returns it.
#ifndef CLINUX_JOURNAL_H
#define CLINUX_JOURNAL_H

#include <stddef.h>
#include <stdint.h>

// A journal that is open for reading.
typedef struct clinux_journal clinux_journal;

// Whether the library is there, as 1 or 0.
int clinux_has_journal(void);

// sd_notify(3): tells the systemd that this process is a service of; above 0 if it was sent, 0 if none listens.
int clinux_notify(const char *_Nonnull lines);

// sd_watchdog_enabled(3): the microseconds within which systemd wants a sign of life of this process; 0 if it
// wants none.
uint64_t clinux_watchdog(void);

// sd_journal_sendv(3): sends one entry. The fields, KEY=value without a newline, stand one behind the
// other; `ends` has the end of each. It waits while journald takes nothing, and is 0 without a socket.
int clinux_journal_send(const void *_Nonnull bytes, const size_t *_Nonnull ends, size_t count);

// sd_journal_open(3) of this machine's system journal, or sd_journal_open_directory(3).
int clinux_journal_open(
    const char *_Nullable directory, clinux_journal *_Nullable *_Nonnull opened);

// sd_journal_close(3).
void clinux_journal_close(clinux_journal *_Nonnull journal);

// The bytes that the journal's files have; 0 if there is none that may be read.
uint64_t clinux_journal_usage(clinux_journal *_Nonnull journal);

// sd_journal_add_match(3): wants KEY=value. Values of one key stand for each other, keys beside.
int clinux_journal_match(
    clinux_journal *_Nonnull journal, const void *_Nonnull field, size_t length);

// sd_journal_add_disjunction(3): what is wanted from here on stands for what was wanted before.
int clinux_journal_or(clinux_journal *_Nonnull journal);

// sd_journal_add_conjunction(3): what is wanted from here on is wanted beside what was before.
int clinux_journal_and(clinux_journal *_Nonnull journal);

// sd_journal_flush_matches(3): wants all entries again.
void clinux_journal_want_all(clinux_journal *_Nonnull journal);

// sd_journal_seek_head(3), or sd_journal_seek_realtime_usec(3) in microseconds since 1970.
int clinux_journal_seek_head(clinux_journal *_Nonnull journal);
int clinux_journal_seek(clinux_journal *_Nonnull journal, uint64_t microseconds);

// sd_journal_next(3) and sd_journal_previous(3): 1 if there is an entry, 0 if there is none.
int clinux_journal_next(clinux_journal *_Nonnull journal);
int clinux_journal_previous(clinux_journal *_Nonnull journal);

// sd_journal_get_data(3): a field of the entry, with its key; it lives until the next call.
int clinux_journal_field(
    clinux_journal *_Nonnull journal, const char *_Nonnull key,
    const void *_Nullable *_Nonnull field, size_t *_Nonnull length);

// sd_journal_query_unique(3) and sd_journal_enumerate_unique(3): asks for all values of a key, then gives
// the next one with its key; 1 if there is one.
int clinux_journal_ask_values(clinux_journal *_Nonnull journal, const char *_Nonnull key);
int clinux_journal_next_value(
    clinux_journal *_Nonnull journal, const void *_Nullable *_Nonnull field,
    size_t *_Nonnull length);

#endif
