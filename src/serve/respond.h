/*
 * From a described answer to bytes: conditions, ranges, framing, the head.
 */
#ifndef SERVE_RESPOND_H
#define SERVE_RESPOND_H

#include "serve/worker.h"

/* What is decided about an answer on its way to the client. */
struct answer {
	struct request *r;
	struct http_range *ranges;	/* 206 */
	size_t n_ranges;
	struct str *part_heads;		/* several ranges: before each */
	struct str part_end;
	struct str content_type;
	struct str content_range;
	uint64_t length;
	bool length_known;
	bool chunked;
	bool has_body;		/* HEAD and 304 have none */
};

/* Answers c->request, whose pipeline ended in v: decides, sends, counts. */
void respond(struct request *r, enum verdict v);

/* answerhead.c: the head into c->head. */
void answer_head(const struct answer *a);
/* byteranges.c: lengths, types and part heads for the ranges found. */
void byteranges_prepare(struct answer *a, uint64_t size);
/* Queues what each range selects. */
void byteranges_queue(const struct answer *a);
/* n bytes of a body, from at on, into the queue. */
void answer_queue_slice(const struct answer *a, uint64_t at, uint64_t n);

#endif
