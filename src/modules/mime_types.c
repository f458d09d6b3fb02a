/*
 * The table from extensions to media types: a hash of indexes into a dense
 * array of places in one block of text, filled while loading and then only
 * read.  Every child has a copy of its pages, so it is kept small.
 */
#include "modules/mime.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"

#define TYPES_FILE_MAX (4u << 20)	/* bytes of a mime.types */
#define TYPES_MAX 30000u		/* extensions; indexes fit 16 bits */
#define TYPE_LENGTH_MAX 255u	/* bytes of a type; lengths fit 8 bits */
#define SLOTS_MIN 256u

struct type_entry {
	uint32_t ext, type;	/* where they begin in the text */
	uint8_t ext_n, type_n;
};

struct mime_types {
	struct arena *arena;
	char *text;
	size_t text_n;
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

static struct str
ext_of(const struct mime_types *t, size_t i)
{
	return str_of(t->text + t->v[i].ext, t->v[i].ext_n);
}

/* The slot of ext, or the empty one where it belongs. */
static uint16_t *
slot_of(const struct mime_types *t, struct str ext)
{
	size_t i = hash(ext) & (t->n_slots - 1);

	while (t->slots[i] && !str_eq(ext_of(t, t->slots[i] - 1u), ext))
		i = (i + 1) & (t->n_slots - 1);
	return &t->slots[i];
}

static void
resize(struct mime_types *t, size_t n_slots)
{
	t->n_slots = n_slots;
	t->slots = ARENA_ARRAY(t->arena, uint16_t, n_slots);
	for (size_t i = 0; i < t->n; i++)
		*slot_of(t, ext_of(t, i)) = (uint16_t)(i + 1);
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

	const struct type_entry *e;

	if (slot == 0)
		return STR_NONE;
	e = &t->v[slot - 1];
	return str_of(t->text + e->type, e->type_n);
}

/* Appends a word in lower case; returns where it begins. */
static uint32_t
put_word(struct mime_types *t, struct str word)
{
	size_t at = t->text_n;

	for (size_t i = 0; i < word.n; i++)
		t->text[t->text_n++] = char_lower(word.p[i]);
	return (uint32_t)at;
}

/* A later line outweighs an earlier one. */
static void
add(struct mime_types *t, struct str word, uint32_t type, size_t type_n)
{
	struct type_entry e = { put_word(t, word), type, (uint8_t)word.n,
		(uint8_t)type_n };
	uint16_t *slot = slot_of(t, str_of(t->text + e.ext, e.ext_n));

	if (*slot) {
		t->v[*slot - 1] = e;
		return;
	}
	if (t->n == t->room)
		return;
	t->v[t->n++] = e;
	*slot = (uint16_t)t->n;
}

/* How many extensions a text names, and the bytes of the lines that do. */
static size_t
count(struct str text, size_t *bytes)
{
	size_t n = 0;

	*bytes = 0;
	while (text.p) {
		struct str line = str_cut(&text, '\n'), rest = line;
		size_t before = n;

		if (line.n == 0 || line.p[0] == '#' || str_word(&rest).n == 0)
			continue;
		while (str_word(&rest).p)
			n++;
		*bytes += n > before ? line.n : 0;
	}
	return n;
}

/* Every child has a copy of the table's pages: it gets its size at once. */
static void
make_room(struct mime_types *t, size_t more, size_t text_n)
{
	size_t text_room = t->text_n + text_n;
	size_t room = t->n + more < TYPES_MAX ? t->n + more : TYPES_MAX;
	size_t n_slots = t->n_slots;

	t->v = arena_grow(t->arena, t->v, t->n, room, sizeof(t->v[0]));
	t->room = room;
	t->text = arena_grow(t->arena, t->text, t->text_n, text_room, 1);
	while (n_slots < 2 * room)
		n_slots *= 2;
	if (n_slots > t->n_slots)
		resize(t, n_slots);
}

static void
add_line(struct mime_types *t, struct str line)
{
	struct str type = str_word(&line), word = str_word(&line);
	uint32_t at;

	if (type.n == 0 || type.n > TYPE_LENGTH_MAX || type.p[0] == '#' ||
	    !word.p)
		return;
	at = (uint32_t)t->text_n;
	memcpy(t->text + t->text_n, type.p, type.n);
	t->text_n += type.n;
	for (; word.p && word.p[0] != '#'; word = str_word(&line))
		if (word.n <= MIME_EXT_MAX)
			add(t, word, at, type.n);
}

void
mime_types_add(struct mime_types *t, struct str text)
{
	size_t bytes, n = count(text, &bytes);

	make_room(t, n, bytes);
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
