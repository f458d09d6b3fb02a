/* The cache of open files. */
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "serve/files.h"
#include "suites.h"
#include "tree.h"

static struct tree t;
static struct arena *a;
static struct file_cache *fc;

static void
setup(void)
{
	tree_open(&t);
	a = arena_new();
	fc = files_new(a);
}

static void
teardown(void)
{
	files_free(fc);
	arena_free(a);
	tree_close(&t);
}

static struct open_file *
make_file(const char *name, enum link_policy policy)
{
	struct open_file *f = ARENA_NEW(a, struct open_file);
	struct components c;

	ck_assert(components_cut(a, str_from(tree_path(&t, name)), &c));
	for (size_t i = 0; i < c.n; i++)
		c.policy[i] = policy;
	route_make(a, &c, c.n, &f->route);
	return f;
}

static void
read_back(const struct body *b, const char *want)
{
	char text[64] = "";

	ck_assert_int_eq(b->kind, BODY_FILE);
	ck_assert_uint_eq(b->length, strlen(want));
	if (b->bytes.p) {
		ck_assert_int_eq(b->fd, -1);
		ck_assert(str_eq(b->bytes, str_from(want)));
		return;
	}
	ck_assert_int_eq(pread(b->fd, text, sizeof(text) - 1, 0),
	    (ssize_t)strlen(want));
	ck_assert_str_eq(text, want);
}

START_TEST(a_fresh_file_is_not_kept_in_memory)
{
	struct open_file *f;
	struct stat st;
	struct body b;

	tree_file(&t, "f", "fresh");
	f = make_file("f", LINKS_FOLLOW);
	ck_assert_int_eq(files_body(fc, f, &st, &b), 0);
	ck_assert_ptr_null(b.bytes.p);
	ck_assert_int_ge(b.fd, 0);
	ck_assert_int_eq(st.st_size, 5);
	read_back(&b, "fresh");
}
END_TEST

START_TEST(an_old_file_is_kept_in_memory)
{
	/* Its change time cannot be set: a file of the system is old. */
	struct open_file f = { 0 };
	struct leg leg = { LINKS_FOLLOW, "/etc/passwd" };
	struct stat st;
	struct body b, again;

	ck_assert_int_eq(stat(leg.path, &st), 0);
	if (st.st_size > FILES_CONTENT_MAX)
		return;
	f.route = (struct route){ &leg, 1 };
	ck_assert_int_eq(files_body(fc, &f, &st, &b), 0);
	ck_assert_ptr_nonnull(b.bytes.p);
	ck_assert_int_eq(b.fd, -1);
	ck_assert_uint_eq(b.bytes.n, (size_t)st.st_size);
	files_tidy(fc);
	ck_assert_int_eq(files_body(fc, &f, &st, &again), 0);
	ck_assert_ptr_eq(again.bytes.p, b.bytes.p);
}
END_TEST

START_TEST(a_descriptor_is_used_again)
{
	struct open_file *f;
	struct stat st;
	struct body b, again;

	tree_file(&t, "f", "again");
	f = make_file("f", LINKS_NEVER);
	ck_assert_int_eq(files_body(fc, f, &st, &b), 0);
	files_tidy(fc);
	ck_assert_int_eq(files_body(fc, f, &st, &again), 0);
	ck_assert_int_eq(again.fd, b.fd);
	read_back(&again, "again");
}
END_TEST

START_TEST(large_files_are_closed_between_requests)
{
	struct open_file *f;
	struct stat st;
	struct body b;

	tree_file(&t, "f", "");
	ck_assert_int_eq(truncate(tree_path(&t, "f"), FILES_KEEP_MAX + 1), 0);
	f = make_file("f", LINKS_FOLLOW);
	ck_assert_int_eq(files_body(fc, f, &st, &b), 0);
	ck_assert_uint_eq(b.length, FILES_KEEP_MAX + 1);
	files_tidy(fc);
	ck_assert_int_eq(fcntl(b.fd, F_GETFD), -1);
}
END_TEST

START_TEST(one_request_may_hold_so_many)
{
	struct open_file *f[FILES_MAX + 1];
	struct stat st;
	struct body b;

	tree_file(&t, "f", "x");
	for (size_t i = 0; i <= FILES_MAX; i++)
		f[i] = make_file("f", LINKS_FOLLOW);
	for (size_t i = 0; i < FILES_MAX; i++)
		ck_assert_int_eq(files_body(fc, f[i], &st, &b), 0);
	ck_assert_int_eq(files_body(fc, f[FILES_MAX], &st, &b), EMFILE);
	files_tidy(fc);
	ck_assert_int_eq(files_body(fc, f[1], &st, &b), 0);
	/* The oldest gives way, and is opened again when asked for. */
	ck_assert_int_eq(files_body(fc, f[FILES_MAX], &st, &b), 0);
	ck_assert_int_eq(files_body(fc, f[0], &st, &b), 0);
	read_back(&b, "x");
}
END_TEST

START_TEST(what_cannot_be_opened_is_an_errno)
{
	struct stat st;
	struct body b;

	ck_assert_int_eq(files_body(fc, make_file("none", LINKS_FOLLOW), &st,
	    &b), ENOENT);
	tree_dir(&t, "d");
	ck_assert_int_eq(files_body(fc, make_file("d", LINKS_FOLLOW), &st, &b),
	    EINVAL);
	tree_file(&t, "f", "x");
	tree_link(&t, "f", "l");
	ck_assert_int_eq(files_body(fc, make_file("l", LINKS_NEVER), &st, &b),
	    ELOOP);
	ck_assert_int_eq(files_body(fc, make_file("l", LINKS_OWNER), &st, &b),
	    0);
	ck_assert_int_eq(files_body(fc, make_file("l", LINKS_FOLLOW), &st, &b),
	    0);
	read_back(&b, "x");
}
END_TEST

START_TEST(magic_links_are_never_followed)
{
	struct open_file *f;
	struct stat st;
	struct body b;

	tree_link(&t, "/proc/self/exe", "exe");
	f = make_file("exe", LINKS_FOLLOW);
	ck_assert_int_eq(route_look(&f->route, &st), 0);
	ck_assert_int_eq(files_body(fc, f, &st, &b), ELOOP);
}
END_TEST

/* As on a kernel before 5.6; the test's own process, so it ends with it. */
static void
take_openat2_away(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat2, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { ARRAY_LEN(code), code };

	ck_assert_int_eq(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
	ck_assert_int_eq(prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program),
	    0);
}

START_TEST(without_openat2_components_are_walked)
{
	struct stat st;
	struct body b;

	tree_dir(&t, "d");
	tree_file(&t, "d/f", "x");
	tree_link(&t, "f", "d/l");
	tree_link(&t, "d", "e");
	take_openat2_away();
	ck_assert_int_eq(files_body(fc, make_file("d/f", LINKS_NEVER), &st,
	    &b), 0);
	read_back(&b, "x");
	ck_assert_int_eq(files_body(fc, make_file("d/l", LINKS_NEVER), &st,
	    &b), ELOOP);
	ck_assert_int_eq(files_body(fc, make_file("e/f", LINKS_NEVER), &st,
	    &b), ELOOP);
	ck_assert_int_eq(files_body(fc, make_file("d/f/x", LINKS_NEVER), &st,
	    &b), ENOTDIR);
	ck_assert_int_eq(files_body(fc, make_file("e/l", LINKS_FOLLOW), &st,
	    &b), 0);
}
END_TEST

START_TEST(identity_is_all_five)
{
	struct stat st;
	struct file_id x, y;

	ck_assert_int_eq(stat("/etc/passwd", &st), 0);
	x = y = file_id(&st);
	ck_assert(file_id_same(&x, &y));
	y.mtime.tv_nsec++;
	ck_assert(!file_id_same(&x, &y));
	y = x;
	y.ctime.tv_sec++;
	ck_assert(!file_id_same(&x, &y));
	y = x;
	y.size++;
	ck_assert(!file_id_same(&x, &y));
	y = x;
	y.ino++;
	ck_assert(!file_id_same(&x, &y));
	y = x;
	y.dev++;
	ck_assert(!file_id_same(&x, &y));
}
END_TEST

Suite *
serve_files_suite(void)
{
	Suite *s = suite_create("files");
	TCase *c = tcase_create("files");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, a_fresh_file_is_not_kept_in_memory);
	tcase_add_test(c, an_old_file_is_kept_in_memory);
	tcase_add_test(c, a_descriptor_is_used_again);
	tcase_add_test(c, large_files_are_closed_between_requests);
	tcase_add_test(c, one_request_may_hold_so_many);
	tcase_add_test(c, what_cannot_be_opened_is_an_errno);
	tcase_add_test(c, magic_links_are_never_followed);
	tcase_add_test(c, without_openat2_components_are_walked);
	tcase_add_test(c, identity_is_all_five);
	suite_add_tcase(s, c);
	return s;
}
