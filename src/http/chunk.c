/*
 * The chunked coding as a machine that takes one byte at a time; only payload
 * goes through in bulk.
 */
#include "http/chunk.h"

#include "http/chars.h"

#define DIGITS_MAX 16u

enum state {
	/* The line with the size. */
	SIZE, SIZE_BLANK, EXTENSION, SIZE_LF,
	/* The payload and the line end behind it. */
	DATA, DATA_CR, DATA_LF,
	/* Behind the last chunk: field lines, then an empty line. */
	TRAILER, TRAILER_NAME, TRAILER_VALUE, TRAILER_LF, END_LF,
	DONE, BAD
};

void
http_chunk_init(struct http_chunk *c)
{
	*c = (struct http_chunk){ .state = SIZE };
}

static enum state
expect(char byte, char wanted, enum state next)
{
	return byte == wanted ? next : BAD;
}

static enum state
take_size(struct http_chunk *c, char byte)
{
	int digit = char_hex(byte);

	if (digit >= 0) {
		c->left = c->left << 4 | (uint64_t)digit;
		return ++c->digits > DIGITS_MAX ? BAD : SIZE;
	}
	if (c->digits == 0 || c->left > INT64_MAX)
		return BAD;
	if (byte == ';')
		return EXTENSION;
	return char_is_blank(byte) ? SIZE_BLANK : expect(byte, '\r', SIZE_LF);
}

/* Text of a line, up to its CR. */
static enum state
take_text(char byte, enum state same, enum state at_end)
{
	return char_is(byte, CHAR_VALUE) ? same : expect(byte, '\r', at_end);
}

static enum state
take_size_line(struct http_chunk *c, char byte)
{
	if (++c->line > CHUNK_LINE_MAX)
		return BAD;
	if (c->state == SIZE)
		return take_size(c, byte);
	if (c->state == SIZE_BLANK)	/* blanks are for extensions only */
		return char_is_blank(byte) ? SIZE_BLANK :
		    expect(byte, ';', EXTENSION);
	if (c->state == EXTENSION)
		return take_text(byte, EXTENSION, SIZE_LF);
	return expect(byte, '\n', c->left ? DATA : TRAILER);
}

static enum state
take_data_end(struct http_chunk *c, char byte)
{
	if (c->state == DATA_CR)
		return expect(byte, '\r', DATA_LF);
	c->line = 0;
	c->digits = 0;
	return expect(byte, '\n', SIZE);
}

static enum state
take_trailer(struct http_chunk *c, char byte)
{
	if (++c->trailer > CHUNK_TRAILER_MAX)
		return BAD;
	if (c->state == TRAILER && byte == '\r')
		return END_LF;
	if (c->state == TRAILER)
		return char_is(byte, CHAR_TOKEN) ? TRAILER_NAME : BAD;
	if (c->state == TRAILER_NAME)
		return char_is(byte, CHAR_TOKEN) ? TRAILER_NAME :
		    expect(byte, ':', TRAILER_VALUE);
	if (c->state == TRAILER_VALUE)
		return take_text(byte, TRAILER_VALUE, TRAILER_LF);
	return expect(byte, '\n', c->state == END_LF ? DONE : TRAILER);
}

static enum state
take(struct http_chunk *c, char byte)
{
	if (c->state < DATA)
		return take_size_line(c, byte);
	if (c->state < TRAILER)
		return take_data_end(c, byte);
	return take_trailer(c, byte);
}

static struct str
take_data(struct http_chunk *c, struct str in)
{
	if (in.n > c->left)
		in.n = (size_t)c->left;
	c->left -= in.n;
	if (c->left == 0)
		c->state = DATA_CR;
	return in;
}

enum http_progress
http_chunk_feed(struct http_chunk *c, struct str in, size_t *used,
    struct str *data)
{
	size_t i = 0;

	*data = str_of(in.p, 0);
	while (i < in.n && c->state < DONE) {
		if (c->state == DATA) {
			*data = take_data(c, str_skip(in, i));
			i += data->n;
			break;
		}
		c->state = (int)take(c, in.p[i++]);
	}
	*used = i;
	if (c->state == DONE)
		return HTTP_DONE;
	return c->state == BAD ? HTTP_BAD : HTTP_MORE;
}
