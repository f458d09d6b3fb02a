/*
 * Reads the board, and what the kernel knows about the processes on it.
 *
 * A slot holds what its process put there, so nothing from it is used but as
 * text and in sums.  CPU times are not kept on the board: a system call for
 * each request would be needed.  They are read from /proc for the processes
 * that say they are ours and whose parent is the master.
 */
#include "modules/status.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/num.h"

enum { USER, SYSTEM, CHILDREN_USER, CHILDREN_SYSTEM };

/* The name in the brackets may hold anything: the last one ends it.  After
 * it come state, parent and, as fields 12 to 15, the times. */
bool
status_stat_parse(struct str text, uint64_t *parent, uint64_t ticks[4])
{
	ptrdiff_t end = str_rfind(text, ')');
	struct str rest, word;

	if (end < 0)
		return false;
	rest = str_skip(text, (size_t)end + 1);
	str_word(&rest);
	word = str_word(&rest);
	if (!num_u64(word, parent))
		return false;
	for (int i = 0; i < 9; i++)
		str_word(&rest);
	for (int i = 0; i < 4; i++) {
		word = str_word(&rest);
		if (!num_u64(word, &ticks[i]))
			return false;
	}
	return true;
}

static size_t
read_stat(uint32_t pid, char *text, size_t size)
{
	char path[32];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%u/stat", (unsigned)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	n = read(fd, text, size);
	close(fd);
	return n < 0 ? 0 : (size_t)n;
}

static struct status_cpu
cpu_of(uint32_t pid, uint32_t master)
{
	double tick = 1.0 / (double)sysconf(_SC_CLK_TCK);
	uint64_t parent, ticks[4];
	char text[1024];
	size_t n = pid == 0 ? 0 : read_stat(pid, text, sizeof(text));

	/* With -X the one worker is the master. */
	if (!status_stat_parse(str_of(text, n), &parent, ticks) ||
	    (parent != master && pid != master))
		return (struct status_cpu){ 0 };
	return (struct status_cpu){
		.user = (double)ticks[USER] * tick,
		.system = (double)ticks[SYSTEM] * tick,
		.children_user = (double)ticks[CHILDREN_USER] * tick,
		.children_system = (double)ticks[CHILDREN_SYSTEM] * tick,
	};
}

static void
add_cpu(struct status_cpu *sum, const struct status_cpu *c)
{
	sum->user += c->user;
	sum->system += c->system;
	sum->children_user += c->children_user;
	sum->children_system += c->children_system;
}

static double
seconds(const _Atomic uint64_t *us)
{
	return (double)atomic_load(us) / 1e6;
}

static struct status_cpu
cpu_of_master(const struct board_head *h)
{
	return (struct status_cpu){
		.user = seconds(&h->cpu_user_us),
		.system = seconds(&h->cpu_system_us),
		.children_user = seconds(&h->cpu_children_user_us),
		.children_system = seconds(&h->cpu_children_system_us),
	};
}

/* A newer generation than the one that was announced already accepts. */
enum slot_state
status_state(const struct status *s, const struct slot_view *v)
{
	uint32_t serving = atomic_load(&s->head->generation);
	bool old = (int32_t)(serving - v->generation) > 0;

	if (v->state == SLOT_DEAD || !old)
		return v->state;
	return SLOT_GRACEFUL;
}

void
status_letter_put(char *letters, unsigned n, unsigned slot, char letter)
{
	const char wanted[] = { '.', 'G' };

	if (letter == '.')
		return;
	if (slot < n && letters[slot] == '.') {
		letters[slot] = letter;
		return;
	}
	for (size_t k = 0; k < (letter == 'G' ? 1 : 2); k++) {
		char *place = n > 0 ? memchr(letters, wanted[k], n) : NULL;

		if (place != NULL) {
			*place = letter;
			return;
		}
	}
}

static void
count(struct status *s, enum slot_state state, uint32_t pid)
{
	if (pid == 0 || state == SLOT_DEAD || state == SLOT_STARTING)
		return;
	if (state == SLOT_READY)
		s->idle++;
	else if (state == SLOT_GRACEFUL)
		s->graceful++;
	else
		s->busy++;
}

static void
read_slot(struct status *s, unsigned i, char *letters)
{
	struct slot_view v;
	enum slot_state state;

	board_read(s->board, i, &v);
	state = status_state(s, &v);
	count(s, state, v.pid);
	status_letter_put(letters, (unsigned)s->letters.n, i,
	    board_letter(state));
	s->accesses += v.accesses;
	s->bytes += v.bytes;
	s->duration_ms += v.duration_us;
	if (s->extended && v.state != SLOT_DEAD) {
		s->cpus[i] = cpu_of(v.pid, atomic_load(&s->head->master_pid));
		add_cpu(&s->cpu, &s->cpus[i]);
	}
}

static uint64_t
since(uint64_t sum, const _Atomic uint64_t *base)
{
	uint64_t b = atomic_load(base);

	return sum > b ? sum - b : 0;
}

static void
read_slots(struct status *s, struct arena *a)
{
	unsigned n = board_n_slots(s->board);
	unsigned limit = atomic_load(&s->head->limit);
	char *letters;

	limit = limit < n ? limit : n;
	letters = arena_alloc(a, limit + 1);
	memset(letters, '.', limit);
	s->letters = str_of(letters, limit);
	s->cpus = ARENA_ARRAY(a, struct status_cpu, s->used + 1);
	for (unsigned i = 0; i < s->used; i++)
		read_slot(s, i, letters);
	s->accesses = since(s->accesses, &s->head->base_accesses);
	s->bytes = since(s->bytes, &s->head->base_bytes);
	s->duration_ms = since(s->duration_ms, &s->head->base_duration_us) /
	    1000;
}

static uint64_t
seconds_between(int64_t from_us, int64_t to_us)
{
	return to_us > from_us ? (uint64_t)(to_us - from_us) / 1000000 : 0;
}

void
status_read(struct request *r, struct status *out)
{
	char *local = arena_alloc(r->arena, NET_ADDR_TEXT_MAX);
	const struct board *b = request_board(r);
	const struct board_head *h = board_head(b);
	unsigned used = atomic_load(&h->used), n = board_n_slots(b);
	int64_t now = clock_wall_us();

	*out = (struct status){
		.board = b,
		.head = h,
		.name = request_host(r),
		.local = net_addr_text(request_local(r), local),
		.now_us = now,
		.uptime_s = seconds_between(atomic_load(&h->started_us), now),
		.up_all_s = seconds_between(atomic_load(&h->born_us), now),
		.extended = core_process(r->site->sites->process)->
		    extended_status,
		.used = used < n ? used : n,
		.cpu = cpu_of_master(h),
		.load = { -1, -1, -1 },
	};
	read_slots(out, r->arena);
	if (getloadavg(out->load, 3) != 3)
		out->load[0] = out->load[1] = out->load[2] = -1;
}

double
status_cpu_load(const struct status *s)
{
	double all = s->cpu.user + s->cpu.system + s->cpu.children_user +
	    s->cpu.children_system;

	return s->up_all_s == 0 ? 0 : 100 * all / (double)s->up_all_s;
}
