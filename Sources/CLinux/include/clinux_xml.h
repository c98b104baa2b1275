// XML by libexpat, which is loaded when it is first asked for: whoever has no libvirt needs no such
// library.
#ifndef CLINUX_XML_H
#define CLINUX_XML_H

#include <stddef.h>

// Who is told of what a document has, in its order. Names and values are UTF-8 and live as long as the
// call. The attributes are names and values in turn, with a NULL at their end; a text may come in parts.
struct clinux_xml_reader {
  void *_Nullable context;
  void (*_Nonnull begin)(
      void *_Nullable context, const char *_Nonnull name, const char *_Nullable *_Nonnull attributes);
  void (*_Nonnull text)(void *_Nullable context, const char *_Nonnull bytes, int count);
  void (*_Nonnull end)(void *_Nullable context, const char *_Nonnull name);
};

// Whether the library is there, as 1 or 0.
int clinux_has_xml(void);

// Reads a whole document. A document type is refused, so that no entity is ever expanded.
//
// Returns 0; the number of the line that is wrong; or -1 if the library is not there or has no memory.
int clinux_xml_read(
    const char *_Nonnull bytes, int count, const struct clinux_xml_reader *_Nonnull reader);

#endif
