/*
 * The byte classes.  Rows of sixteen, in ASCII order.
 */
#include "http/chars.h"

#define V CHAR_VALUE			/* blanks and non-ASCII bytes */
#define G (CHAR_TARGET | V)		/* any visible byte */
#define P (CHAR_PATH | G)
#define T (CHAR_TOKEN | G)
#define B (CHAR_TOKEN | P)		/* token and path */
#define N (CHAR_HOST | B)		/* letters, digits and - . _ */
#define SIXTEEN(x) x, x, x, x, x, x, x, x, x, x, x, x, x, x, x, x

const unsigned char http_chars[256] = {
	0, 0, 0, 0, 0, 0, 0, 0, 0, V, 0, 0, 0, 0, 0, 0,
	SIXTEEN(0),
	/* SP ! " # $ % & ' ( ) * + , - . / */
	V, B, G, T, B, T, B, B, P, P, B, B, P, N, N, P,
	/* 0 to 9 : ; < = > ? */
	N, N, N, N, N, N, N, N, N, N, P, G, G, P, G, G,
	/* @ A to O */
	P, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
	/* P to Z [ \ ] ^ _ */
	N, N, N, N, N, N, N, N, N, N, N, G, G, G, T, N,
	/* ` a to o */
	T, N, N, N, N, N, N, N, N, N, N, N, N, N, N, N,
	/* p to z { | } ~ DEL */
	N, N, N, N, N, N, N, N, N, N, N, G, T, G, B, 0,
	SIXTEEN(V), SIXTEEN(V), SIXTEEN(V), SIXTEEN(V),
	SIXTEEN(V), SIXTEEN(V), SIXTEEN(V), SIXTEEN(V),
};
