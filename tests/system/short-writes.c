/* SPDX-License-Identifier: ISC */
/*
 * Runs a program whose COUNTth call of a kind writes half of what it is asked
 * to, as the kernel may: the call happens, but for fewer bytes.
 *
 *	short-writes FILE UID GID CALL COUNT PROGRAM [ARGUMENT...]
 *
 * CALL is one of write, pwrite64, sendto, sendmsg and writev.  FILE is
 * told "INJECTED" when that was so.  The exit status is the program's, or 128
 *and the signal's number.
 */
#include "config.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#if defined(__x86_64__)
#define THIRD(regs) ((regs).rdx)
#elif defined(__aarch64__)
#define THIRD(regs) ((regs).regs[2])
#else
#error "which register has the third argument of a system call here?"
#endif

/* How a call says the length: by its third argument, or in a struct iovec that
 * the second one or a struct msghdr points to. */
enum shape { PLAIN, VECTOR, MESSAGE };

static const struct call {
	const char *name;
	long number;
	enum shape shape;
} calls[] = {
    {"write", SYS_write, PLAIN},
    {"pwrite64", SYS_pwrite64, PLAIN},
    {"sendto", SYS_sendto, PLAIN},
    {"sendmsg", SYS_sendmsg, MESSAGE},
    {"writev", SYS_writev, VECTOR},
};

struct cut {
	pid_t pid;
	int log;
	const struct call *call;
	unsigned long left; /* until it is cut */
	unsigned long at;   /* where in its memory the length is; 0: argument */
	unsigned long length; /* what it was */
	bool cut;             /* the call under way */
};

static const struct call *
find(const char *name)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (strcmp(calls[i].name, name) == 0)
			return &calls[i];
	return NULL;
}

static unsigned long
peek(const struct cut *c, unsigned long at)
{
	return (unsigned long)ptrace(PTRACE_PEEKDATA, c->pid, at, 0);
}

/* Finds where the length stands, and what it is. */
static void
look(struct cut *c, const uint64_t *args)
{
	unsigned long vector = args[1];

	c->at = 0;
	c->length = args[2];
	if (c->call->shape == PLAIN)
		return;
	if (c->call->shape == MESSAGE)
		vector = peek(c, args[1] + offsetof(struct msghdr, msg_iov));
	c->at = vector + offsetof(struct iovec, iov_len);
	c->length = peek(c, c->at);
}

static bool
set_length(const struct cut *c, unsigned long n)
{
	struct user_regs_struct regs;
	struct iovec v = {&regs, sizeof(regs)};

	if (c->at != 0)
		return ptrace(PTRACE_POKEDATA, c->pid, c->at, n) == 0;
	if (ptrace(PTRACE_GETREGSET, c->pid, NT_PRSTATUS, &v) != 0)
		return false;
	THIRD(regs) = n;
	return ptrace(PTRACE_SETREGSET, c->pid, NT_PRSTATUS, &v) == 0;
}

static void
stopped_at_call(struct cut *c)
{
	struct __ptrace_syscall_info info = {0};

	if (ptrace(PTRACE_GET_SYSCALL_INFO, c->pid, sizeof(info), &info) <= 0)
		return;
	if (c->cut) {
		c->cut = false;
		set_length(c, c->length);
		return;
	}
	if (info.op != PTRACE_SYSCALL_INFO_ENTRY ||
	    (long)info.entry.nr != c->call->number || c->left == 0 ||
	    --c->left > 0)
		return;
	look(c, info.entry.args);
	c->cut = c->length > 1 && set_length(c, (c->length + 1) / 2);
	if (c->cut)
		dprintf(c->log, "INJECTED\n");
}

/* From stop to stop; the exit status. */
static int
follow(struct cut *c)
{
	int status, sig;

	while (waitpid(c->pid, &status, 0) == c->pid) {
		if (WIFEXITED(status))
			return WEXITSTATUS(status);
		if (WIFSIGNALED(status))
			return 128 + WTERMSIG(status);
		sig = WSTOPSIG(status);
		if (sig == (SIGTRAP | 0x80))
			stopped_at_call(c);
		if (sig == (SIGTRAP | 0x80) || status >> 16 != 0)
			sig = 0;
		ptrace(PTRACE_SYSCALL, c->pid, 0, sig);
	}
	return 127;
}

/* The child: waits until it is traced, and becomes the program. */
static void
start(int go, uid_t uid, gid_t gid, char **argv)
{
	char byte;

	if (getuid() != uid &&
	    (setgroups(0, NULL) != 0 || setresgid(gid, gid, gid) != 0 ||
		setresuid(uid, uid, uid) != 0))
		_exit(126);
	if (read(go, &byte, 1) == 1)
		execv(argv[0], argv);
	_exit(127);
}

/* Traces it from here: a child that asks for it would be started without what
 * set-group-id gives. */
static bool
seize(const struct cut *c, int go)
{
	return ptrace(PTRACE_SEIZE, c->pid, 0,
		   PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL) == 0 &&
	    ptrace(PTRACE_INTERRUPT, c->pid, 0, 0) == 0 &&
	    write(go, "", 1) == 1;
}

int
main(int argc, char **argv)
{
	struct cut c = {.pid = -1};
	int go[2];

	if (argc < 7 || (c.call = find(argv[4])) == NULL) {
		fputs("usage: short-writes FILE UID GID CALL COUNT "
		      "PROGRAM [ARGUMENT...]\n",
		    stderr);
		return 64;
	}
	c.log = open(argv[1], O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
	c.left = strtoul(argv[5], NULL, 10);
	if (c.log < 0 || pipe2(go, O_CLOEXEC) != 0 || (c.pid = fork()) < 0)
		return 71;
	if (c.pid == 0)
		start(go[0], (uid_t)strtoul(argv[2], NULL, 10),
		    (gid_t)strtoul(argv[3], NULL, 10), argv + 6);
	if (!seize(&c, go[1]))
		return 71;
	close(go[0]);
	close(go[1]);
	return follow(&c);
}
