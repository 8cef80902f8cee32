/* User-mode Linux 6.1 keeps 2,696 bytes of a process's registers. Kernels of machines whose processors have more (AMX)
 * refuse to set less than all of them, so this sets those that it does not know to what they are. */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static long call(long request, pid_t process, void *address, void *data)
{
	return syscall(SYS_ptrace, request, process, address, data);
}

static long set_extended(pid_t process, void *address, struct iovec *known)
{
	static __thread char registers[1 << 16];
	struct iovec all = { registers, sizeof registers };

	if (call(PTRACE_GETREGSET, process, address, &all))
		return -1;
	if (known->iov_len >= all.iov_len)
		return call(PTRACE_SETREGSET, process, address, known);
	memcpy(registers, known->iov_base, known->iov_len);
	return call(PTRACE_SETREGSET, process, address, &all);
}

long ptrace(enum __ptrace_request request, ...)
{
	va_list rest;
	va_start(rest, request);
	pid_t process = va_arg(rest, pid_t);
	void *address = va_arg(rest, void *);
	void *data = va_arg(rest, void *);
	va_end(rest);

	if (request == PTRACE_PEEKTEXT || request == PTRACE_PEEKDATA || request == PTRACE_PEEKUSER) {
		long word, failed = call(request, process, address, &word);
		return failed ? failed : (errno = 0, word);
	}
	if (request == PTRACE_SETREGSET && address == (void *)NT_X86_XSTATE)
		return set_extended(process, address, data);
	return call(request, process, address, data);
}
