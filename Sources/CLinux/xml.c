#include "clinux_xml.h"

#include <pthread.h>

#include "library.h"

// The part of libexpat.so.1 that is used; its binary interface is the same since 1.95.8.
struct expat {
  void *(*create)(const char *);
  void (*release)(void *);
  void (*set_context)(void *, void *);
  void (*set_elements)(
      void *, void (*)(void *, const char *, const char **), void (*)(void *, const char *));
  void (*set_text)(void *, void (*)(void *, const char *, int));
  void (*set_document_type)(
      void *, void (*)(void *, const char *, const char *, const char *, int));
  int (*parse)(void *, const char *, int, int);
  int (*stop)(void *, unsigned char);
  unsigned long (*line)(void *);
};

struct reading {
  const struct clinux_xml_reader *reader;
  const struct expat *expat;
  void *parser;
};

static struct expat found;
static int is_found;
static pthread_once_t finding = PTHREAD_ONCE_INIT;

static void find(void) {
  static const struct library_function functions[] = {
      {"XML_ParserCreate", &found.create},
      {"XML_ParserFree", &found.release},
      {"XML_SetUserData", &found.set_context},
      {"XML_SetElementHandler", &found.set_elements},
      {"XML_SetCharacterDataHandler", &found.set_text},
      {"XML_SetStartDoctypeDeclHandler", &found.set_document_type},
      {"XML_Parse", &found.parse},
      {"XML_StopParser", &found.stop},
      {"XML_GetCurrentLineNumber", &found.line},
  };
  is_found = library_load("libexpat.so.1", functions, sizeof functions / sizeof *functions);
}

int clinux_has_xml(void) {
  pthread_once(&finding, find);
  return is_found;
}

static void begin(void *context, const char *name, const char **attributes) {
  const struct clinux_xml_reader *reader = ((struct reading *)context)->reader;
  reader->begin(reader->context, name, attributes);
}

static void text(void *context, const char *bytes, int count) {
  const struct clinux_xml_reader *reader = ((struct reading *)context)->reader;
  reader->text(reader->context, bytes, count);
}

static void end(void *context, const char *name) {
  const struct clinux_xml_reader *reader = ((struct reading *)context)->reader;
  reader->end(reader->context, name);
}

static void refuse(void *context, const char *name, const char *system, const char *id, int inner) {
  (void)name, (void)system, (void)id, (void)inner;
  const struct reading *reading = context;
  reading->expat->stop(reading->parser, 0);
}

int clinux_xml_read(const char *bytes, int count, const struct clinux_xml_reader *reader) {
  if (!clinux_has_xml()) return -1;
  void *parser = found.create("UTF-8");
  if (!parser) return -1;
  struct reading reading = {reader, &found, parser};
  found.set_context(parser, &reading);
  found.set_elements(parser, begin, end);
  found.set_text(parser, text);
  found.set_document_type(parser, refuse);
  int line = 0;
  if (!found.parse(parser, bytes, count, 1)) {
    line = (int)found.line(parser);
    if (line < 1) line = 1;
  }
  found.release(parser);
  return line;
}
