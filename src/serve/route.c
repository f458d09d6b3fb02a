/* Walking a path under the policies of its directories. */
#include "serve/route.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/syscall.h>
#include <unistd.h>

/* musl comes without the kernel's header. */
#ifndef SYS_openat2
#define SYS_openat2 437
#endif
#define KERNEL_NO_MAGICLINKS 0x02u
#define KERNEL_NO_SYMLINKS 0x04u
#define KERNEL_BENEATH 0x08u

#define MIDDLE_FLAGS (O_PATH | O_DIRECTORY | O_CLOEXEC)

/* Of openat2(2). */
struct kernel_how {
	uint64_t flags, mode, resolve;
};

/* --- Making routes ------------------------------------------------------- */

/* "//" as one: sections must not be evaded by doubling a slash. */
static struct str
merge_slashes(struct arena *a, struct str path)
{
	char *p = arena_alloc(a, path.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < path.n; i++) {
		if (path.p[i] != '/' || n == 0 || p[n - 1] != '/')
			p[n++] = path.p[i];
	}
	return str_of(p, n);
}

bool
components_cut(struct arena *a, struct str path, struct components *out)
{
	struct str rest = merge_slashes(a, path), name;
	size_t max = 0;

	*out = (struct components){ .full = rest, .path = rest };
	if (rest.n == 0 || rest.p[0] != '/')
		return false;
	if (rest.p[rest.n - 1] == '/')
		out->path.n--;
	for (size_t i = 0; i < out->path.n; i++)
		max += rest.p[i] == '/';
	out->end = ARENA_ARRAY(a, size_t, max);
	out->policy = ARENA_ARRAY(a, enum link_policy, max);
	rest = str_skip(rest, 1);
	while (out->n < max) {
		name = str_cut(&rest, '/');
		if (str_eq(name, STR(".")) || str_eq(name, STR("..")))
			return false;
		out->end[out->n++] = (size_t)(name.p - out->full.p) + name.n;
	}
	return true;
}

struct str
components_path(const struct components *c, size_t k)
{
	return str_of(c->path.p, k > 0 ? c->end[k - 1] : 0);
}

/* Components from..to as the path of one leg. */
static const char *
leg_path(struct arena *a, const struct components *c, size_t from, size_t to)
{
	size_t start = from > 0 ? c->end[from - 1] + 1 : 0;

	return arena_cstr(a, str_of(c->path.p + start,
	    c->end[to - 1] - start));
}

void
route_make(struct arena *a, const struct components *c, size_t k,
    struct route *out)
{
	size_t from = 0;

	*out = (struct route){ NULL, 0 };
	if (k == 0) {
		struct leg root = { LINKS_FOLLOW, "/" };

		ARENA_PUSH(a, out->v, out->n, root);
	}
	for (size_t to = 1; to <= k; to++) {
		struct leg leg = { .policy = c->policy[from] };

		if (to < k && c->policy[to] == leg.policy)
			continue;
		leg.path = leg_path(a, c, from, to);
		ARENA_PUSH(a, out->v, out->n, leg);
		from = to;
	}
}

void
route_copy(struct arena *a, const struct route *r, struct route *out)
{
	*out = (struct route){ ARENA_ARRAY(a, struct leg, r->n), r->n };
	for (size_t i = 0; i < r->n; i++) {
		out->v[i].policy = r->v[i].policy;
		out->v[i].path = arena_cstr(a, str_from(r->v[i].path));
	}
}

/* --- Component by component ---------------------------------------------- */

/* Opens what a link held by `link` points to, if its owner is the same. */
static int
open_target(int dir, int link, uid_t owner, int flags)
{
	char target[PATH_MAX];
	ssize_t n = readlinkat(link, "", target, sizeof(target) - 1);
	struct stat st;
	int fd;

	if (n < 0)
		return -errno;
	target[n] = '\0';
	fd = openat(dir, target, flags);
	if (fd < 0)
		return errno == EACCES ? -EACCES : -ELOOP;
	if (fstat(fd, &st) == 0 && st.st_uid == owner)
		return fd;
	close(fd);
	return -ELOOP;
}

static int
step(int dir, const char *name, enum link_policy policy, int flags)
{
	int fd = openat(dir, name, flags | O_NOFOLLOW);
	struct stat st;
	int link;

	/* O_PATH without O_DIRECTORY opens a link itself. */
	if (fd >= 0 && (!(flags & O_PATH) || fstat(fd, &st) != 0 ||
	    !S_ISLNK(st.st_mode)))
		return fd;
	if (fd < 0 && errno != ELOOP && errno != ENOTDIR)
		return -errno;
	if (fd >= 0)
		close(fd);
	link = openat(dir, name, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	if (link < 0)
		return -errno;
	if (fstat(link, &st) != 0)
		fd = -errno;
	else if (!S_ISLNK(st.st_mode))
		fd = -ENOTDIR;
	else if (policy == LINKS_NEVER)
		fd = -ELOOP;
	else
		fd = open_target(dir, link, st.st_uid, flags);
	close(link);
	return fd;
}

/* Closes dir, which was opened here, unless it is the caller's. */
static int
walk(int given, const char *path, enum link_policy policy, int flags)
{
	struct str rest = str_from(path), name;
	char text[NAME_MAX + 1];
	int dir = given, next;

	if (*path == '/') {
		rest = str_skip(rest, 1);
		dir = open("/", MIDDLE_FLAGS);
		if (dir < 0)
			return -errno;
	}
	while (rest.p) {
		name = str_cut(&rest, '/');
		if (name.n > NAME_MAX)
			next = -ENAMETOOLONG;
		else {
			memcpy(text, name.p, name.n);
			text[name.n] = '\0';
			next = step(dir, text, policy,
			    rest.p ? MIDDLE_FLAGS : flags);
		}
		if (dir != given)
			close(dir);
		if (next < 0)
			return next;
		dir = next;
	}
	return dir;
}

/* --- By the kernel ------------------------------------------------------- */

static int
open_resolving(int dir, const char *path, int flags, uint64_t resolve)
{
	struct kernel_how how = { .flags = (uint64_t)flags,
	    .resolve = resolve };
	long fd = syscall(SYS_openat2, dir, path, &how, sizeof(how));

	return fd < 0 ? -errno : (int)fd;
}

/* openat2 is missing, forbidden by a filter, or lost a race. */
static bool
is_unavailable(int error)
{
	return error == -ENOSYS || error == -EPERM || error == -EAGAIN;
}

static int
open_leg(int dir, const struct leg *leg, int flags)
{
	uint64_t resolve = KERNEL_NO_MAGICLINKS;
	int fd;

	if (leg->policy == LINKS_OWNER)
		return walk(dir, leg->path, leg->policy, flags);
	if (leg->policy == LINKS_NEVER)
		resolve |= KERNEL_NO_SYMLINKS;
	if (leg->policy == LINKS_NEVER && leg->path[0] != '/')
		resolve |= KERNEL_BENEATH;
	fd = open_resolving(dir, leg->path, flags, resolve);
	if (!is_unavailable(fd))
		return fd;
	if (leg->policy == LINKS_NEVER)
		return walk(dir, leg->path, leg->policy, flags);
	fd = openat(dir, leg->path, flags);
	return fd < 0 ? -errno : fd;
}

int
route_open(const struct route *r, int flags)
{
	int dir = AT_FDCWD;

	flags |= O_CLOEXEC;
	for (size_t i = 0; i < r->n; i++) {
		int fd = open_leg(dir, &r->v[i],
		    i + 1 < r->n ? MIDDLE_FLAGS : flags);

		if (dir != AT_FDCWD)
			close(dir);
		if (fd < 0)
			return fd;
		dir = fd;
	}
	return dir;
}

int
route_look(const struct route *r, struct stat *st)
{
	int fd, error = 0;

	if (r->n == 1 && r->v[0].policy == LINKS_FOLLOW)
		return stat(r->v[0].path, st) == 0 ? 0 : errno;
	fd = route_open(r, O_PATH);
	if (fd < 0)
		return -fd;
	if (fstat(fd, st) != 0)
		error = errno;
	close(fd);
	return error;
}
