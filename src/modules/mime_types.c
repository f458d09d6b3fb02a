/*
 * The table from extensions to media types: a hash of indexes into a dense
 * array, filled while loading and then only read.
 */
#include "modules/mime.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"

#define TYPES_FILE_MAX (4u << 20)	/* bytes of a mime.types */
#define TYPES_MAX 30000u		/* extensions; indexes fit 16 bits */
#define SLOTS_MIN 256u

struct type_entry {
	struct str ext, type;
};

struct mime_types {
	struct arena *arena;
	struct type_entry *v;
	size_t n, room;
	uint16_t *slots;	/* index + 1, 0: empty */
	size_t n_slots;		/* a power of two, at least twice n */
};

/* "type ext ext\n": what a site needs when no file can be read. */
static const char builtin[] =
    "application/atom+xml atom\n"
    "application/epub+zip epub\n"
    "application/gzip gz tgz\n"
    "application/java-archive jar\n"
    "application/json json map\n"
    "application/ld+json jsonld\n"
    "application/manifest+json webmanifest\n"
    "application/msword doc\n"
    "application/octet-stream bin deb dmg exe img iso msi\n"
    "application/ogg ogx\n"
    "application/pdf pdf\n"
    "application/pgp-signature asc sig\n"
    "application/postscript ai eps ps\n"
    "application/rss+xml rss\n"
    "application/rtf rtf\n"
    "application/vnd.debian.binary-package udeb\n"
    "application/vnd.ms-excel xls\n"
    "application/vnd.ms-fontobject eot\n"
    "application/vnd.ms-powerpoint ppt\n"
    "application/vnd.oasis.opendocument.presentation odp\n"
    "application/vnd.oasis.opendocument.spreadsheet ods\n"
    "application/vnd.oasis.opendocument.text odt\n"
    "application/vnd.openxmlformats-officedocument.presentationml."
    "presentation pptx\n"
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet "
    "xlsx\n"
    "application/vnd.openxmlformats-officedocument.wordprocessingml."
    "document docx\n"
    "application/wasm wasm\n"
    "application/x-7z-compressed 7z\n"
    "application/x-bzip2 bz2\n"
    "application/x-perl pl pm\n"
    "application/x-rpm rpm\n"
    "application/x-sh sh\n"
    "application/x-tar tar\n"
    "application/x-xz xz\n"
    "application/xhtml+xml xhtml xht\n"
    "application/xml xml xsl xsd\n"
    "application/xslt+xml xslt\n"
    "application/zip zip\n"
    "application/zstd zst\n"
    "audio/aac aac\n"
    "audio/flac flac\n"
    "audio/midi mid midi\n"
    "audio/mp4 m4a\n"
    "audio/mpeg mp3 mpga\n"
    "audio/ogg oga ogg opus spx\n"
    "audio/webm weba\n"
    "audio/x-wav wav\n"
    "font/collection ttc\n"
    "font/otf otf\n"
    "font/ttf ttf\n"
    "font/woff woff\n"
    "font/woff2 woff2\n"
    "image/apng apng\n"
    "image/avif avif\n"
    "image/bmp bmp\n"
    "image/gif gif\n"
    "image/heic heic\n"
    "image/jpeg jpeg jpg jpe\n"
    "image/jxl jxl\n"
    "image/png png\n"
    "image/svg+xml svg svgz\n"
    "image/tiff tif tiff\n"
    "image/vnd.microsoft.icon ico\n"
    "image/webp webp\n"
    "model/gltf+json gltf\n"
    "model/gltf-binary glb\n"
    "text/calendar ics\n"
    "text/css css\n"
    "text/csv csv\n"
    "text/html html htm shtml\n"
    "text/javascript js mjs\n"
    "text/markdown md markdown\n"
    "text/plain txt text log conf\n"
    "text/vcard vcf\n"
    "text/vtt vtt\n"
    "text/x-c c h\n"
    "text/x-diff diff patch\n"
    "text/x-python py\n"
    "video/mp2t ts\n"
    "video/mp4 mp4 m4v\n"
    "video/mpeg mpeg mpg\n"
    "video/ogg ogv\n"
    "video/quicktime mov qt\n"
    "video/webm webm\n"
    "video/x-matroska mkv\n"
    "video/x-msvideo avi\n";

static size_t
hash(struct str ext)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < ext.n; i++)
		h = (h ^ (unsigned char)ext.p[i]) * 16777619u;
	return h ^ (h >> 15);
}

/* The slot of ext, or the empty one where it belongs. */
static uint16_t *
slot_of(const struct mime_types *t, struct str ext)
{
	size_t i = hash(ext) & (t->n_slots - 1);

	while (t->slots[i] && !str_eq(t->v[t->slots[i] - 1].ext, ext))
		i = (i + 1) & (t->n_slots - 1);
	return &t->slots[i];
}

static void
resize(struct mime_types *t, size_t n_slots)
{
	t->n_slots = n_slots;
	t->slots = ARENA_ARRAY(t->arena, uint16_t, n_slots);
	for (size_t i = 0; i < t->n; i++)
		*slot_of(t, t->v[i].ext) = (uint16_t)(i + 1);
}

struct mime_types *
mime_types_new(struct arena *a)
{
	struct mime_types *t = ARENA_NEW(a, struct mime_types);

	t->arena = a;
	resize(t, SLOTS_MIN);
	return t;
}

struct str
mime_types_find(const struct mime_types *t, struct str ext)
{
	uint16_t slot = *slot_of(t, ext);

	return slot ? t->v[slot - 1].type : STR_NONE;
}

/* A later line outweighs an earlier one. */
static void
add(struct mime_types *t, struct str word, struct str type)
{
	struct type_entry e = { arena_lower(t->arena, word), type };
	uint16_t *slot = slot_of(t, e.ext);

	if (*slot) {
		t->v[*slot - 1] = e;
		return;
	}
	if (t->n == t->room)
		return;
	t->v[t->n++] = e;
	*slot = (uint16_t)t->n;
}

/* How many extensions a text names, doubles included. */
static size_t
count(struct str text)
{
	size_t n = 0;

	while (text.p) {
		struct str line = str_cut(&text, '\n');

		if (line.n == 0 || line.p[0] == '#' || str_word(&line).n == 0)
			continue;
		while (str_word(&line).p)
			n++;
	}
	return n;
}

/* Every child has a copy of the table's pages: it gets its size at once. */
static void
make_room(struct mime_types *t, size_t more)
{
	size_t room = t->n + more < TYPES_MAX ? t->n + more : TYPES_MAX;
	size_t n_slots = t->n_slots;

	t->v = arena_grow(t->arena, t->v, t->n, room, sizeof(t->v[0]));
	t->room = room;
	while (n_slots < 2 * room)
		n_slots *= 2;
	if (n_slots > t->n_slots)
		resize(t, n_slots);
}

static void
add_line(struct mime_types *t, struct str line)
{
	struct str type = str_word(&line), word;

	if (type.n == 0 || type.p[0] == '#')
		return;
	word = str_word(&line);
	if (word.p)
		type = arena_copy(t->arena, type);
	for (; word.p && word.p[0] != '#'; word = str_word(&line))
		add(t, word, type);
}

void
mime_types_add(struct mime_types *t, struct str text)
{
	make_room(t, count(text));
	while (text.p)
		add_line(t, str_cut(&text, '\n'));
}

void
mime_types_add_builtin(struct mime_types *t)
{
	mime_types_add(t, str_of(builtin, sizeof(builtin) - 1));
}

static int
read_all(int fd, struct buf *out)
{
	while (buf_reserve(out, 16384)) {
		ssize_t n = read(fd, out->p + out->n, 16384);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return n < 0 ? errno : 0;
		out->n += (size_t)n;
	}
	return EFBIG;
}

int
mime_types_read(struct mime_types *t, struct str path)
{
	int fd = open(arena_cstr(t->arena, path),
	    O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct buf text;
	int error;

	if (fd < 0)
		return errno;
	buf_init(&text, TYPES_FILE_MAX);
	error = read_all(fd, &text);
	close(fd);
	if (error == 0)
		mime_types_add(t, buf_str(&text));
	buf_release(&text);
	return error;
}
