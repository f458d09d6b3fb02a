/*
 * The networks of "Require ip", with httpd's forms: a full address, the first
 * bytes of an IPv4 address (10.1 or 10.1.), address/bits, address/netmask.
 */
#include "net/addr.h"

#include <arpa/inet.h>

#include "base/num.h"

static size_t
family_bytes(int family)
{
	return family == AF_INET ? 4 : 16;
}

/* The address half.  Mapped IPv4 is refused: clients are never seen so. */
static bool
parse_host(struct str s, struct net_range *out)
{
	struct net_addr a;

	if (s.n == 0 || s.p[0] == '[' || str_find(s, '%') >= 0 ||
	    !net_addr_parse(s, &a))
		return false;
	out->family = a.sa.sa_family;
	if (out->family == AF_INET) {
		memcpy(out->bytes, &a.in.sin_addr, 4);
		return true;
	}
	memcpy(out->bytes, &a.in6.sin6_addr, 16);
	return !IN6_IS_ADDR_V4MAPPED(&a.in6.sin6_addr);
}

static void
mask_bits(struct net_range *r, unsigned bits)
{
	for (unsigned i = 0; i < bits; i++)
		r->mask[i / 8] |= (unsigned char)(0x80 >> i % 8);
}

static bool
parse_mask(struct str s, struct net_range *out)
{
	struct net_range mask = { 0 };
	uint64_t bits;

	if (num_u64(s, &bits)) {
		if (bits > family_bytes(out->family) * 8)
			return false;
		mask_bits(out, (unsigned)bits);
		return true;
	}
	if (!parse_host(s, &mask) || mask.family != out->family)
		return false;
	memcpy(out->mask, mask.bytes, sizeof(out->mask));
	return true;
}

/* 10, 10.1 and 10.1.2, each with or without a dot at the end. */
static bool
parse_partial(struct str s, struct net_range *out)
{
	size_t n = 0;
	uint64_t byte;

	if (str_ends(s, STR(".")))
		s.n--;
	while (s.p != NULL) {
		if (n == 4 || !num_u64(str_cut(&s, '.'), &byte) || byte > 255)
			return false;
		out->bytes[n++] = (unsigned char)byte;
	}
	out->family = AF_INET;
	mask_bits(out, (unsigned)n * 8);
	return n > 0;
}

bool
net_range_parse(struct str s, struct net_range *out)
{
	struct net_range r = { 0 };
	struct str mask = s, host = str_cut(&mask, '/');

	if (!parse_host(host, &r)) {
		if (mask.p != NULL || !parse_partial(host, &r))
			return false;
	} else if (mask.p == NULL) {
		mask_bits(&r, (unsigned)family_bytes(r.family) * 8);
	} else if (!parse_mask(mask, &r)) {
		return false;
	}
	for (size_t i = 0; i < sizeof(r.bytes); i++)
		r.bytes[i] &= r.mask[i];
	*out = r;
	return true;
}

bool
net_range_holds(const struct net_range *r, const struct net_addr *a)
{
	struct net_addr x = *a;
	const unsigned char *bytes;

	net_addr_unmap(&x);
	if (x.len == 0 || x.sa.sa_family != r->family)
		return false;
	bytes = r->family == AF_INET ?
	    (const unsigned char *)&x.in.sin_addr : x.in6.sin6_addr.s6_addr;
	for (size_t i = 0; i < family_bytes(r->family); i++)
		if ((bytes[i] & r->mask[i]) != r->bytes[i])
			return false;
	return true;
}
