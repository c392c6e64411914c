#define _GNU_SOURCE
#include "CallCounts.h"

#include <errno.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_ulong allocations;
static atomic_ulong syncs;
static atomic_ulong written_bytes;

struct call_counts call_counts_now(void) {
  struct call_counts counts = {
    .allocations = atomic_load_explicit(&allocations, memory_order_relaxed),
    .syncs = atomic_load_explicit(&syncs, memory_order_relaxed),
    .written_bytes = atomic_load_explicit(&written_bytes, memory_order_relaxed),
  };
  return counts;
}

static void count(atomic_ulong *counter, unsigned long more) {
  atomic_fetch_add_explicit(counter, more, memory_order_relaxed);
}

/* The names under which glibc offers its own allocator to those who replace it. free is glibc's. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t number, size_t size);
extern void *__libc_realloc(void *old, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

void *malloc(size_t size) {
  count(&allocations, 1);
  return __libc_malloc(size);
}

void *calloc(size_t number, size_t size) {
  count(&allocations, 1);
  return __libc_calloc(number, size);
}

void *realloc(void *old, size_t size) {
  count(&allocations, 1);
  return __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size) {
  count(&allocations, 1);
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  count(&allocations, 1);
  return __libc_memalign(alignment, size);
}

int posix_memalign(void **result, size_t alignment, size_t size) {
  if (alignment % sizeof(void *) != 0 || alignment == 0 || (alignment & (alignment - 1)) != 0) {
    return EINVAL;
  }
  count(&allocations, 1);
  void *memory = __libc_memalign(alignment, size);
  if (memory == NULL) return ENOMEM;
  *result = memory;
  return 0;
}

int fsync(int descriptor) {
  count(&syncs, 1);
  return (int)syscall(SYS_fsync, descriptor);
}

int fdatasync(int descriptor) {
  count(&syncs, 1);
  return (int)syscall(SYS_fdatasync, descriptor);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t size, off64_t offset) {
  count(&written_bytes, size);
  return syscall(SYS_pwrite64, descriptor, bytes, size, offset);
}

ssize_t pwrite(int descriptor, const void *bytes, size_t size, off_t offset) {
  return pwrite64(descriptor, bytes, size, offset);
}
