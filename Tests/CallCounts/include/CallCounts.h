#ifndef CALL_COUNTS_H
#define CALL_COUNTS_H

/* Counts of the C library's calls that whatever program this is linked into makes, with all of its
   libraries. It stands in front of the library's own functions, so it belongs into programs that
   count, and into nothing else. */

/* What was counted since the program began. */
struct call_counts {
  /* malloc, calloc, realloc, posix_memalign, aligned_alloc and memalign. */
  unsigned long allocations;
  /* fsync and fdatasync. */
  unsigned long syncs;
  /* What pwrite was given. */
  unsigned long written_bytes;
};

struct call_counts call_counts_now(void);

#endif
