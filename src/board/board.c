/*
 * The mapping of the board: made once, confined after each fork.
 *
 * A sealed memfd, or a file whose children only hold a descriptor opened for
 * reading, takes the right to write away from every mapping made later, so
 * that mprotect(2) cannot give it back.  mremap(2) could still stretch the
 * own slot over the slots behind it; mseal(2) forbids that where the kernel
 * has it (Linux 6.10).  Head and tails lie before every slot and are out of
 * reach in any case.
 */
#include "board/board.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/bug.h"

#define BOARD_MAGIC 0x62726470u		/* "pdrb" */
#define BOARD_VERSION 1u

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif
#ifndef SYS_mseal
#define SYS_mseal 462	/* the same number on every architecture */
#endif

struct tail {
	_Alignas(64) _Atomic uint64_t read;
};

struct tails {
	_Alignas(64) _Atomic uint32_t asleep;
	struct tail v[];
};

enum confined { NOT_CONFINED, WORKER, LOGGER, READER };

struct board {
	struct arena *arena;
	char *path;		/* of the file; NULL: memfd */
	pid_t creator;		/* who removes the file; 0: not made yet */
	int fd;			/* for read-only mappings; -1: closed */
	unsigned n_slots;
	size_t tails_at;	/* offsets in the mapping, bytes */
	size_t slots_at, slot_size;
	size_t rings_at, ring_size;
	size_t size;
	char *rw;		/* pages no longer ours are unmapped */
	const char *ro;		/* rw until confined */
	enum confined confined;
	unsigned own_slot;	/* WORKER */
};

static size_t
round_up(size_t n, size_t unit)
{
	return (n + unit - 1) / unit * unit;
}

static void
lay_out(struct board *b, unsigned n_slots)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	b->n_slots = n_slots;
	b->tails_at = round_up(sizeof(struct board_head), page);
	b->slots_at = b->tails_at + round_up(sizeof(struct tails) +
	    n_slots * sizeof(struct tail), page);
	b->slot_size = round_up(sizeof(struct board_slot), page);
	b->ring_size = round_up(sizeof(struct ring), page);
	b->rings_at = b->slots_at + n_slots * b->slot_size;
	b->size = b->rings_at + n_slots * b->ring_size;
}

/* A new file, never one that somebody else put there. */
static int
create_file(const char *path, const char **what)
{
	int fd;

	*what = "unlink";
	if (unlink(path) < 0 && errno != ENOENT)
		return -1;
	*what = "open";
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
	    0644);
	if (fd < 0)
		return -1;
	*what = "fchmod";
	if (fchmod(fd, 0644) == 0)
		return fd;
	close(fd);
	return -1;
}

static bool
map_all(struct board *b, const char **what)
{
	void *p;

	*what = "ftruncate";
	if (ftruncate(b->fd, (off_t)b->size) < 0)
		return false;
	*what = "mmap";
	p = mmap(NULL, b->size, PROT_READ | PROT_WRITE, MAP_SHARED, b->fd, 0);
	if (p == MAP_FAILED)
		return false;
	b->rw = p;
	b->ro = p;
	return true;
}

/* From here on nothing made from b->fd is writable. */
static bool
take_writing_away(struct board *b, const char **what)
{
	int fd;

	if (!b->path) {
		*what = "fcntl(F_ADD_SEALS)";
		return fcntl(b->fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW |
		    F_SEAL_FUTURE_WRITE | F_SEAL_SEAL) == 0;
	}
	*what = "open";
	fd = open(b->path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (fd < 0)
		return false;
	close(b->fd);
	b->fd = fd;
	return true;
}

static bool
make(struct board *b, const char **what)
{
	*what = "memfd_create";
	b->fd = b->path ? create_file(b->path, what) :
	    memfd_create(BOARD_MEMFD_NAME, MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (b->fd < 0)
		return false;
	b->creator = getpid();
	return map_all(b, what) && take_writing_away(b, what);
}

struct board *
board_create(unsigned n_slots, struct str path, const char **what)
{
	struct arena *arena = arena_new();
	struct board *b = ARENA_NEW(arena, struct board);
	struct board_head *head;

	BUG_ON(n_slots == 0);
	b->arena = arena;
	b->path = path.p ? arena_cstr(arena, path) : NULL;
	lay_out(b, n_slots);
	if (!make(b, what)) {
		int saved = errno;

		board_free(b);
		errno = saved;
		return NULL;
	}
	head = board_head_rw(b);
	head->version = BOARD_VERSION;
	head->n_slots = n_slots;
	head->magic = BOARD_MAGIC;
	return b;
}

/* Unmaps [from, to) of the writable mapping. */
static bool
drop(struct board *b, size_t from, size_t to)
{
	return from == to || munmap(b->rw + from, to - from) == 0;
}

static void
close_fd(struct board *b)
{
	if (b->fd >= 0)
		close(b->fd);
	b->fd = -1;
}

void
board_adopt(struct board *b)
{
	b->creator = getpid();
}

void
board_free(struct board *b)
{
	if (!b)
		return;
	if (b->path && getpid() == b->creator)
		unlink(b->path);
	if (b->ro && b->ro != b->rw)
		munmap((void *)(uintptr_t)b->ro, b->size);
	/* A confined process has other mappings in the gaps: leave the rest. */
	if (b->rw && b->confined == NOT_CONFINED)
		drop(b, 0, b->size);
	close_fd(b);
	arena_free(b->arena);
}

/* A range of the mapping; empty when both ends are the same. */
struct range {
	size_t from, to;
};

/* Keeps only these two ranges writable, in their order in the mapping. */
static bool
keep(struct board *b, struct range first, struct range second)
{
	if (!drop(b, 0, first.from) || !drop(b, first.to, second.from) ||
	    !drop(b, second.to, b->size))
		return false;
	/* Old kernels do not know it: see the top. */
	if (first.from != first.to)
		syscall(SYS_mseal, b->rw + first.from, first.to - first.from,
		    0UL);
	if (second.from != second.to)
		syscall(SYS_mseal, b->rw + second.from,
		    second.to - second.from, 0UL);
	return true;
}

static bool
confine(struct board *b, enum confined as, struct range first,
    struct range second)
{
	void *p;

	BUG_ON(b->confined != NOT_CONFINED);
	p = mmap(NULL, b->size, PROT_READ, MAP_SHARED, b->fd, 0);
	if (p == MAP_FAILED)
		return false;
	b->ro = p;
	b->confined = as;
	close_fd(b);
	return keep(b, first, second);
}

static size_t
slot_at(const struct board *b, unsigned i)
{
	BUG_ON(i >= b->n_slots);
	return b->slots_at + i * b->slot_size;
}

static size_t
ring_at(const struct board *b, unsigned i)
{
	BUG_ON(i >= b->n_slots);
	return b->rings_at + i * b->ring_size;
}

bool
board_confine_worker(struct board *b, unsigned i)
{
	const struct range slot = { slot_at(b, i),
		slot_at(b, i) + b->slot_size };
	const struct range ring = { ring_at(b, i),
		ring_at(b, i) + b->ring_size };

	b->own_slot = i;
	return confine(b, WORKER, slot, ring);
}

bool
board_confine_logger(struct board *b)
{
	const struct range tails = { b->tails_at, b->slots_at };
	const struct range none = { b->size, b->size };

	return confine(b, LOGGER, tails, none);
}

bool
board_confine_reader(struct board *b)
{
	const struct range none = { b->size, b->size };

	return confine(b, READER, none, none);
}

unsigned
board_n_slots(const struct board *b)
{
	return b->n_slots;
}

struct board_head *
board_head_rw(struct board *b)
{
	BUG_ON(b->confined != NOT_CONFINED);
	return (struct board_head *)b->rw;
}

const struct board_head *
board_head(const struct board *b)
{
	return (const struct board_head *)b->ro;
}

const struct board_slot *
board_slot(const struct board *b, unsigned i)
{
	return (const struct board_slot *)(b->ro + slot_at(b, i));
}

/* What belongs to slot i may be written here. */
static void
check_writable(const struct board *b, unsigned i)
{
	BUG_ON(b->confined != NOT_CONFINED &&
	    (b->confined != WORKER || b->own_slot != i));
}

struct board_slot *
board_slot_rw(struct board *b, unsigned i)
{
	check_writable(b, i);
	return (struct board_slot *)(b->rw + slot_at(b, i));
}

static const struct tails *
tails(const struct board *b)
{
	return (const struct tails *)(b->ro + b->tails_at);
}

static struct tails *
tails_rw(struct board *b)
{
	BUG_ON(b->confined != NOT_CONFINED && b->confined != LOGGER);
	return (struct tails *)(b->rw + b->tails_at);
}

struct ring_writer
board_ring_writer(struct board *b, unsigned i)
{
	check_writable(b, i);
	return (struct ring_writer){ (struct ring *)(b->rw + ring_at(b, i)),
		&tails(b)->v[i].read };
}

struct ring_reader
board_ring_reader(struct board *b, unsigned i)
{
	return (struct ring_reader){
		(const struct ring *)(b->ro + ring_at(b, i)),
		&tails_rw(b)->v[i].read
	};
}

/*
 * The fences make sure that of a worker that put a line and then asks, and a
 * logger that says it sleeps and then looks, at least one sees the other.
 */
void
board_logger_sleeps(struct board *b, bool sleeps)
{
	atomic_store_explicit(&tails_rw(b)->asleep, sleeps,
	    memory_order_relaxed);
	atomic_thread_fence(memory_order_seq_cst);
}

bool
board_logger_is_asleep(const struct board *b)
{
	atomic_thread_fence(memory_order_seq_cst);
	return atomic_load_explicit(&tails(b)->asleep,
	    memory_order_relaxed) != 0;
}
