/* Which sections apply, in which order, and what a mapped name is. */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fixture.h"
#include "loaded.h"
#include "serve/place.h"
#include "serve/placewalk.h"
#include "suites.h"
#include "tree.h"

static struct tree t;
static struct loaded l;
static struct merge_cache *merges;
static struct place p;

/* In the text, % stands for the root. */
static void
open_site(const char *text)
{
	struct buf b;

	buf_init(&b, 65536);
	for (; *text; text++) {
		if (*text == '%')
			buf_cstr_put(&b, t.root);
		else
			buf_char(&b, *text);
	}
	loaded_open(&l, buf_cstr(&b));
	ck_assert_msg(l.diag.errors == 0, "%s", loaded_messages(&l));
	buf_release(&b);
	merges = merge_cache_new(l.arena);
}

static void
setup(void)
{
	tree_open(&t);
	tree_dir(&t, "a");
	tree_dir(&t, "a/b");
	tree_file(&t, "a/f.txt", "f");
	tree_file(&t, "a/b/g.php", "g");
}

static void
teardown(void)
{
	merge_cache_free(merges);
	loaded_close(&l);
	tree_close(&t);
}

static void
walk_site(const struct site *site, const char *name, const char *path)
{
	place_walk(l.arena, merges, site,
	    str_from(arena_cstr(l.arena, str_from(tree_path(&t, name)))),
	    str_from(path), &p);
}

static void
walk(const char *name)
{
	walk_site(l.sites->main, name, "/");
}

/* Every section names itself in an ErrorDocument: oldest merge first. */
static const char *
order(void)
{
	const struct error_documents *e = &core_dir(p.dir)->error_documents;
	struct buf b;
	const char *out;

	buf_init(&b, 4096);
	for (size_t i = e->n; i-- > 0; )
		buf_printf(&b, "%.*s ", STR_ARG(e->v[i].value));
	out = arena_cstr(l.arena, buf_str(&b));
	buf_release(&b);
	return out;
}

#define NAMED(section, arg, name)					\
	"<" section " " arg ">\nErrorDocument 404 " name "\n</" section ">\n"

START_TEST(sections_are_merged_in_order)
{
	open_site("ErrorDocument 404 server\n"
	    NAMED("Location", "/x", "loc1")
	    NAMED("FilesMatch", "\"\\.txt$\"", "match")
	    NAMED("Files", "*.txt", "files")
	    NAMED("Files", "*.php", "php")
	    NAMED("DirectoryMatch", "\"/a/f\"", "dirmatch")
	    "<Directory %/a>\nErrorDocument 404 dir-a\n"
	    NAMED("Files", "f.txt", "inner") "</Directory>\n"
	    NAMED("Directory", "%/a/b", "dir-b")
	    NAMED("Directory", "/", "root")
	    NAMED("LocationMatch", "\"^/x/a\"", "loc2"));
	walk_site(l.sites->main, "a/f.txt", "/x/a/f.txt");
	ck_assert_int_eq(p.error, 0);
	ck_assert_int_eq(p.kind, FILE_REGULAR);
	ck_assert_str_eq(order(), "server root dir-a dirmatch match files "
	    "inner loc1 loc2 ");
	walk_site(l.sites->main, "a/b/g.php", "/y");
	ck_assert_str_eq(order(), "server root dir-a dir-b php ");
}
END_TEST

START_TEST(hosts_sections_follow_the_main_ones)
{
	open_site(NAMED("Directory", "%/a/b", "main-deep")
	    NAMED("Files", "g.php", "main-files")
	    NAMED("Location", "/", "main-loc")
	    "<VirtualHost *:80>\nErrorDocument 404 vh\n"
	    NAMED("Directory", "%", "vh-short")
	    NAMED("Files", "g.php", "vh-files")
	    NAMED("Location", "/", "vh-loc")
	    "</VirtualHost>\nErrorDocument 404 main\n");
	walk_site(l.sites->hosts[0], "a/b/g.php", "/");
	ck_assert_str_eq(order(), "main vh vh-short main-deep main-files "
	    "vh-files main-loc vh-loc ");
	walk("a/b/g.php");
	ck_assert_str_eq(order(), "main main-deep main-files main-loc ");
}
END_TEST

START_TEST(doubled_slashes_evade_nothing)
{
	open_site(NAMED("Directory", "%/a/b", "deep"));
	walk("a//b/g.php");
	ck_assert_str_eq(order(), "deep ");
	ck_assert_int_eq(p.kind, FILE_REGULAR);
	walk("a/../a/b/g.php");
	ck_assert_int_eq(p.error, EINVAL);
}
END_TEST

START_TEST(wildcard_directories_match_one_level)
{
	open_site(NAMED("Directory", "%/*", "one")
	    NAMED("Directory", "%/*/*", "two"));
	walk("a/f.txt");
	ck_assert_str_eq(order(), "one ");
	walk("a/b/");
	ck_assert_str_eq(order(), "one two ");
}
END_TEST

START_TEST(names_are_taken_apart)
{
	open_site("");
	walk("a/f.txt");
	ck_assert_int_eq(p.kind, FILE_REGULAR);
	ck_assert_ptr_null(p.path_info.p);
	ck_assert_int_eq(p.st.st_size, 1);
	walk("a/f.txt/more/x");
	ck_assert_int_eq(p.kind, FILE_REGULAR);
	ck_assert(str_eq(p.path_info, STR("/more/x")));
	ck_assert(str_ends(p.filename, STR("/a/f.txt")));
	walk("a/f.txt/");
	ck_assert(str_eq(p.path_info, STR("/")));
	walk("a/");
	ck_assert_int_eq(p.kind, FILE_DIRECTORY);
	ck_assert(str_ends(p.filename, STR("/a")));
	ck_assert_ptr_null(p.path_info.p);
	walk("a/no/such/file");
	ck_assert_int_eq(p.kind, FILE_NONE);
	ck_assert_int_eq(p.error, 0);
	ck_assert(str_ends(p.filename, STR("/a/no")));
	ck_assert(str_eq(p.path_info, STR("/such/file")));
	walk("none");
	ck_assert_int_eq(p.kind, FILE_NONE);
	place_walk(l.arena, merges, l.sites->main, STR("/"), STR("/"), &p);
	ck_assert_int_eq(p.kind, FILE_DIRECTORY);
	ck_assert(str_eq(p.filename, STR("/")));
}
END_TEST

START_TEST(long_names_are_missing)
{
	struct buf b;

	open_site("");
	buf_init(&b, 65536);
	buf_cstr_put(&b, tree_path(&t, "a"));
	for (int i = 0; i < 3000; i++)
		buf_cstr_put(&b, "/x");
	place_walk(l.arena, merges, l.sites->main, buf_str(&b), STR("/"), &p);
	ck_assert_int_eq(p.kind, FILE_NONE);
	ck_assert(str_ends(p.filename, STR("/a/x")));
	buf_reset(&b);
	buf_cstr_put(&b, tree_path(&t, "a/"));
	for (int i = 0; i < 300; i++)
		buf_char(&b, 'y');
	place_walk(l.arena, merges, l.sites->main, buf_str(&b), STR("/"), &p);
	ck_assert_int_eq(p.kind, FILE_NONE);
	ck_assert_int_eq(p.error, 0);
	buf_release(&b);
}
END_TEST

/* A link to a file, one to a directory, one out, one to nowhere. */
static void
make_links(void)
{
	tree_link(&t, "f.txt", "a/l");
	tree_link(&t, "a", "d");
	tree_link(&t, "/etc/hostname", "out");
	tree_link(&t, "nowhere", "dangling");
	tree_link(&t, "loop", "loop");
}

START_TEST(links_are_followed_anywhere)
{
	open_site("");
	make_links();
	walk("a/l");
	ck_assert_int_eq(p.kind, FILE_REGULAR);
	walk("d/b/g.php");
	ck_assert_int_eq(p.kind, FILE_REGULAR);
	walk("out");
	ck_assert_int_eq(p.kind, FILE_REGULAR);
	walk("dangling");
	ck_assert_int_eq(p.error, ELOOP);
	walk("dangling/x");
	ck_assert_int_eq(p.error, ELOOP);
	walk("loop");
	ck_assert_int_eq(p.error, ELOOP);
}
END_TEST

START_TEST(links_are_refused_below)
{
	open_site("<Directory %>\nOptions None\n</Directory>\n");
	make_links();
	walk("a/f.txt");
	ck_assert_int_eq(p.kind, FILE_REGULAR);
	ck_assert_uint_eq(p.route.n, 2);
	walk("a/l");
	ck_assert_int_eq(p.error, ELOOP);
	walk("d/b/g.php");
	ck_assert_int_eq(p.error, ELOOP);
	walk("dangling");
	ck_assert_int_eq(p.error, ELOOP);
	walk("a/no/such");
	ck_assert_int_eq(p.error, 0);
	ck_assert_int_eq(p.kind, FILE_NONE);
}
END_TEST

START_TEST(options_change_along_the_path)
{
	open_site("<Directory %>\nOptions None\n</Directory>\n"
	    "<Directory %/a>\nOptions FollowSymLinks\n</Directory>\n");
	make_links();
	walk("a/l");
	ck_assert_int_eq(p.kind, FILE_REGULAR);
	/* The link stands in the root, where it is not allowed. */
	walk("d/f.txt");
	ck_assert_int_eq(p.error, ELOOP);
}
END_TEST

START_TEST(owners_are_compared)
{
	open_site("<Directory %>\nOptions SymLinksIfOwnerMatch\n"
	    "</Directory>\n");
	make_links();
	walk("a/l");
	ck_assert_int_eq(p.kind, FILE_REGULAR);
	walk("d/b/g.php");
	ck_assert_int_eq(p.kind, FILE_REGULAR);
	walk("d/b");
	ck_assert_int_eq(p.kind, FILE_DIRECTORY);
	walk("a/f.txt/x");
	ck_assert_int_eq(p.kind, FILE_REGULAR);
	walk("a/none");
	ck_assert_int_eq(p.kind, FILE_NONE);
	walk("dangling");
	ck_assert_int_eq(p.error, ELOOP);
	if (geteuid() != 0)
		return;
	ck_assert_int_eq(lchown(tree_path(&t, "a/l"), 65534, 65534), 0);
	walk("a/l");
	ck_assert_int_eq(p.error, ELOOP);
	ck_assert_int_eq(lchown(tree_path(&t, "d"), 65534, 65534), 0);
	walk("d/f.txt");
	ck_assert_int_eq(p.error, ELOOP);
}
END_TEST

START_TEST(other_kinds_are_other)
{
	open_site("");
	ck_assert_int_eq(mkfifo(tree_path(&t, "fifo"), 0644), 0);
	walk("fifo");
	ck_assert_int_eq(p.kind, FILE_OTHER);
	ck_assert_int_eq(p.error, 0);
}
END_TEST

/* --- With a worker: remembering, verdicts, log lines --------------------- */

static struct worker w;

static void
place_as(struct request *r, const char *name)
{
	*r = (struct request){
		.worker = &w,
		.arena = l.arena,
		.site = l.sites->main,
		.path = STR("/p"),
		.filename = arena_copy(l.arena, str_from(tree_path(&t, name))),
	};
	ck_assert_int_eq(place_before_map(r), PASS);
	ck_assert_int_eq(place_after_map(r), PASS);
}

START_TEST(places_are_remembered)
{
	struct request first, again;

	open_site(NAMED("Location", "/p", "loc"));
	w.files = files_new(l.arena);
	w.places = place_cache_new(l.arena, w.files);
	place_as(&first, "a/f.txt");
	place_as(&again, "a/f.txt");
	ck_assert_ptr_nonnull(first.file);
	ck_assert_ptr_eq(first.file, again.file);
	ck_assert_ptr_eq(first.dir, again.dir);
	ck_assert_uint_eq(core_dir(first.dir)->error_documents.n, 1);
	/* Another file under the name is another place. */
	tree_file(&t, "new", "longer");
	ck_assert_int_eq(rename(tree_path(&t, "new"), tree_path(&t, "a/f.txt")),
	    0);
	place_as(&again, "a/f.txt");
	ck_assert_ptr_ne(first.file, again.file);
	ck_assert_int_eq(again.st.st_size, 6);
	ck_assert_int_eq(unlink(tree_path(&t, "a/f.txt")), 0);
	place_as(&again, "a/f.txt");
	ck_assert_int_eq(again.kind, FILE_NONE);
	ck_assert_ptr_null(again.file);
	place_as(&again, "a");
	place_as(&first, "a");
	ck_assert_int_eq(first.kind, FILE_DIRECTORY);
	place_cache_free(w.places);
	files_free(w.files);
}
END_TEST

/* The file itself is the same, but the way to it has become a link. */
START_TEST(remembered_ways_stay_under_the_policy)
{
	struct fixture f;
	char path[128], away[128];

	open_site("");
	fixture_open(&f, "<Directory /tmp>\nOptions None\n</Directory>\n");
	snprintf(path, sizeof(path), "%s/d", f.root);
	snprintf(away, sizeof(away), "%s/moved", f.root);
	ck_assert_int_eq(mkdir(path, 0755), 0);
	fixture_file(&f, "d/f.txt", "content");
	ck_starts(fixture_ask(&f, "GET /d/f.txt HTTP/1.1\r\nHost: x\r\n\r\n"),
	    "HTTP/1.1 200 ");
	ck_assert_int_eq(rename(path, away), 0);
	ck_assert_int_eq(symlink("moved", path), 0);
	ck_starts(fixture_ask(&f, "GET /d/f.txt HTTP/1.1\r\nHost: x\r\n\r\n"),
	    "HTTP/1.1 403 ");
	fixture_close(&f);
}
END_TEST

START_TEST(the_memory_is_bounded)
{
	struct request r;
	char name[64];

	open_site("");
	w.files = files_new(l.arena);
	w.places = place_cache_new(l.arena, w.files);
	for (int i = 0; i < 2500; i++) {
		snprintf(name, sizeof(name), "a/f.txt/%d", i);
		place_as(&r, name);
		ck_assert_int_eq(r.kind, FILE_REGULAR);
	}
	place_cache_tidy(w.places);
	place_as(&r, "a/f.txt");
	ck_assert_int_eq(r.kind, FILE_REGULAR);
	place_cache_free(w.places);
	files_free(w.files);
}
END_TEST

START_TEST(refusals_are_logged_in_the_known_words)
{
	struct fixture f;
	char path[128];
	const char *lines;

	open_site("");
	fixture_open(&f, "");
	snprintf(path, sizeof(path), "%s/dangling", f.root);
	ck_assert_int_eq(symlink("nowhere", path), 0);
	snprintf(path, sizeof(path), "%s/fifo", f.root);
	ck_assert_int_eq(mkfifo(path, 0644), 0);
	ck_starts(fixture_ask(&f, "GET /dangling HTTP/1.1\r\nHost: x\r\n\r\n"),
	    "HTTP/1.1 403 ");
	ck_starts(fixture_ask(&f, "GET /fifo HTTP/1.1\r\nHost: x\r\n\r\n"),
	    "HTTP/1.1 403 ");
	lines = fixture_lines(&f);
	ck_has(lines, "AH00037: Symbolic link not allowed or link target not "
	    "accessible: /tmp/");
	ck_has(lines, "AH00038: Forbidden: ");
	fixture_close(&f);
}
END_TEST

Suite *
serve_place_suite(void)
{
	Suite *s = suite_create("place");
	TCase *c = tcase_create("place");

	tcase_add_checked_fixture(c, setup, teardown);
	tcase_add_test(c, sections_are_merged_in_order);
	tcase_add_test(c, hosts_sections_follow_the_main_ones);
	tcase_add_test(c, doubled_slashes_evade_nothing);
	tcase_add_test(c, wildcard_directories_match_one_level);
	tcase_add_test(c, names_are_taken_apart);
	tcase_add_test(c, long_names_are_missing);
	tcase_add_test(c, links_are_followed_anywhere);
	tcase_add_test(c, links_are_refused_below);
	tcase_add_test(c, options_change_along_the_path);
	tcase_add_test(c, owners_are_compared);
	tcase_add_test(c, other_kinds_are_other);
	tcase_add_test(c, places_are_remembered);
	tcase_add_test(c, remembered_ways_stay_under_the_policy);
	tcase_add_test(c, the_memory_is_bounded);
	tcase_add_test(c, refusals_are_logged_in_the_known_words);
	suite_add_tcase(s, c);
	return s;
}
