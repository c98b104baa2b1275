// What libFuzzer has for a program with a main of its own (compiler-rt, FuzzerInterface.h).
#ifndef CFUZZ_H
#define CFUZZ_H

#include <stddef.h>
#include <stdint.h>

// Runs until the options say enough, or until an input ends the process.
int LLVMFuzzerRunDriver(
    int *_Nonnull count, char *_Nullable *_Nonnull *_Nonnull arguments,
    int (*_Nonnull run)(const uint8_t *_Nonnull data, size_t size));

#endif
