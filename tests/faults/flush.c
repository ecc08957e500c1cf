/* fsync and fdatasync that fail with EIO where libfiu says so (points `flush/fsync` and `flush/fdatasync`).
 *
 * Preloaded into PostgreSQL with libfiu's fiu_run_preload.so, which reads FIU_ENABLE. libfiu's own wrappers of the C
 * library cannot be: they and PostgreSQL both export a function `hash_create`.
 */
#define _GNU_SOURCE
#define FIU_ENABLE 1
#include <dlfcn.h>
#include <errno.h>
#include <fiu.h>

static int flush(const char *function, const char *point, int descriptor)
{
	if (fiu_fail(point)) {
		errno = EIO;
		return -1;
	}
	int (*original)(int) = (int (*)(int))dlsym(RTLD_NEXT, function);
	return original(descriptor);
}

int fsync(int descriptor)
{
	return flush("fsync", "flush/fsync", descriptor);
}

int fdatasync(int descriptor)
{
	return flush("fdatasync", "flush/fdatasync", descriptor);
}
