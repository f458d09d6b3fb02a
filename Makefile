# preforkd: `make run` serves the bundled site, `make check` proves it works.

VERSION = 0.1.0

PREFIX ?= /usr/local
SBINDIR ?= $(PREFIX)/sbin
MANDIR ?= $(PREFIX)/share/man
SYSCONFDIR ?= $(PREFIX)/etc/preforkd
DATADIR ?= $(PREFIX)/share/preforkd
# Where the example configuration writes its logs.
LOGDIR ?= /var/log/preforkd

# One folder of objects per way of building: default, asan, tsan, fuzz, static.
VARIANT ?= default
B = build/$(VARIANT)

# What a variant means.  All of it can be said on the command line instead.
SANITIZE_asan = -fsanitize=address,undefined -fno-sanitize-recover=all
SANITIZE_tsan = -fsanitize=thread
SANITIZE_fuzz = -fsanitize=fuzzer-no-link,address
SANITIZE = $(SANITIZE_$(VARIANT))

DEFAULT_CC = gcc
ifeq ($(VARIANT),fuzz)
DEFAULT_CC = clang
else ifeq ($(VARIANT),static)
DEFAULT_CC = musl-gcc
endif
ifeq ($(origin CC),default)
CC = $(DEFAULT_CC)
endif

# The checks of FORTIFY_SOURCE and those of the sanitizers are in each other's
# way.
ifeq ($(SANITIZE),)
OPT ?= -O2 -g
HARDEN ?= -fstack-protector-strong -D_FORTIFY_SOURCE=2
else
OPT ?= -O1 -g
HARDEN ?=
endif

# A static program needs no loader, so it stays where it was linked; musl's
# headers come without the kernel's.
ifeq ($(VARIANT),static)
PIE_COMPILE = -fno-pie
PIE_LINK = -no-pie -static
KERNEL_HEADERS = $(B)/kernel
PLATFORM = -idirafter $(KERNEL_HEADERS)
else
PIE_COMPILE = -fPIE
PIE_LINK = -pie
endif

WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wold-style-definition -Wpointer-arith -Wwrite-strings -Wvla \
	-Wformat=2 -Wundef -Werror=implicit-function-declaration
LANGUAGE = -std=gnu11 -D_GNU_SOURCE -DPREFORKD_VERSION='"$(VERSION)"' \
	-DPREFORKD_ROOT='"$(SYSCONFDIR)"' -Iinclude $(PLATFORM) $(OPT) $(WARN) $(HARDEN) $(PIE_COMPILE) \
	$(SANITIZE) -fno-omit-frame-pointer -fno-strict-aliasing
CFLAGS_ALL = $(LANGUAGE) -MMD -MP $(CFLAGS)
LDFLAGS_ALL = $(PIE_LINK) -Wl,-z,relro,-z,now $(LDFLAGS)

# `make V=1` shows the commands instead of what they make.
Q = $(if $(V),,@echo "$(1)" &&)

# Rooms, top to bottom: each may use those to its right (tests/lint/rooms).
ROOMS = master mpm modules serve conf net http board log base

below_base =
below_log = base
below_board = base
below_http = base
below_net = log base
below_conf = log base
below_serve = conf net http board log base
below_modules = serve conf http board log base
below_mpm = serve net board conf log base
below_master = mpm serve net board conf log base

sources = $(sort $(wildcard $(1)/*.c))
objects = $(patsubst %.c,$(B)/obj/%.o,$(patsubst src/%,%,$(call sources,$(1))))
archives = $(foreach r,$(1),$(B)/lib$(r).a)
MAIN_OBJECTS = $(call objects,src)

# build/preforkd is the usual one, build/preforkd-asan and so on the others.
PROGRAM = build/preforkd$(addprefix -,$(filter-out default,$(VARIANT)))

.PHONY: all
all: $(PROGRAM)

$(PROGRAM): $(B)/preforkd
	@ln -sf $(VARIANT)/preforkd $@

$(B)/preforkd: $(MAIN_OBJECTS) $(call archives,$(ROOMS))
	$(call Q,link $@)$(CC) $(CFLAGS_ALL) -o $@ $^ $(LDFLAGS_ALL)

$(B)/obj/%.o: src/%.c $(B)/flags | $(KERNEL_HEADERS)
	@mkdir -p $(@D)
	$(call Q,$(CC) $<)$(CC) $(CFLAGS_ALL) -Isrc -c -o $@ $<

define room_rule
$(B)/lib$(1).a: $(call objects,src/$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	$$(call Q,ar $$@)ar rcs $$@ $$^
endef
$(foreach r,$(ROOMS),$(eval $(call room_rule,$(r))))

# Other flags than last time: everything is built anew.
.PHONY: force
$(B)/flags: force
	$(shell mkdir -p $(@D))$(file >$@.new,$(CC) $(CFLAGS_ALL))
	@cmp -s $@.new $@ || cp $@.new $@

$(B)/kernel:
	@mkdir -p $@
	@ln -sf /usr/include/linux /usr/include/asm-generic $@
	@ln -sf /usr/include/$$(gcc -print-multiarch)/asm $@

# Unit tests: tests/unit/ROOM/*.c make one binary, which links that room and
# those below it and nothing else: a call upwards does not link.
TEST_ROOMS = $(foreach r,$(ROOMS),$(if $(call sources,tests/unit/$(r)),$(r)))
UNIT_TESTS = $(TEST_ROOMS:%=$(B)/unit/%)
below_links = $(filter $(below_$(1)) $(foreach r,$(below_$(1)),$(below_$(r))),\
	$(ROOMS))

$(B)/obj/tests/unit/%.o: tests/unit/%.c $(B)/flags | $(KERNEL_HEADERS)
	@mkdir -p $(@D)
	$(call Q,$(CC) $<)$(CC) $(CFLAGS_ALL) -Isrc -Itests/unit -Itests \
	    $$(pkg-config --cflags check) -c -o $@ $<

define unit_rule
$(B)/unit/$(1): $(call objects,tests/unit/$(1)) \
    $(call archives,$(1) $(call below_links,$(1)))
	@mkdir -p $$(@D)
	$$(call Q,link $$@)$$(CC) $$(CFLAGS_ALL) -o $$@ $$^ $$(LDFLAGS_ALL) \
	    $$$$(pkg-config --libs check)
endef
$(foreach r,$(TEST_ROOMS),$(eval $(call unit_rule,$(r))))

.PHONY: unit unit-%
unit: $(UNIT_TESTS)
unit-%: $(B)/unit/%
	$<

# Fuzzers: each tests/fuzz/NAME.c searches for FUZZ_SECONDS, starting from
# tests/fuzz/corpus/NAME; what it finds stays in build/fuzz/corpus/NAME.
FUZZ_SECONDS ?= 20
FUZZERS = $(patsubst tests/fuzz/%.c,%,$(call sources,tests/fuzz))

$(B)/fuzz-%: $(B)/obj/tests/fuzz/%.o $(call archives,$(ROOMS))
	$(call Q,link $@)$(CC) $(CFLAGS_ALL) -fsanitize=fuzzer -o $@ $^ \
	    $(LDFLAGS_ALL)

$(B)/obj/tests/fuzz/%.o: tests/fuzz/%.c $(B)/flags
	@mkdir -p $(@D)
	$(call Q,$(CC) $<)$(CC) $(CFLAGS_ALL) -Isrc -Itests -c -o $@ $<

.PHONY: fuzz fuzzers
fuzzers: $(FUZZERS:%=$(B)/fuzz-%)
fuzz:
	@tests/install fuzz
	@$(MAKE) --no-print-directory VARIANT=fuzz fuzzers
	@tests/fuzz/run $(FUZZ_SECONDS) $(FUZZERS)

# The proofs.  The last line of each says how many passed and failed.
.PHONY: check check-asan check-tsan lint bench
check:
	@tests/run $(VARIANT)
check-asan:
	@tests/run asan
check-tsan:
	@tests/run tsan

lint: export LINT_CC = $(CC)
lint: export LINT_FLAGS = $(LANGUAGE)
lint: export LINT_ARCHIVES = $(call archives,$(ROOMS))
lint: $(call archives,$(ROOMS))
	@tests/lint/run

bench: all
	@tests/install bench
	@tests/bench/run

# The reference of directives, from the tables of the program.
.PHONY: docs
docs: all
	$(PROGRAM) -f /dev/null -C 'Listen 80' -C 'ErrorLog stderr' \
	    -C 'User #65534' -C 'Group #65534' -t -D DUMP_MANUAL >build/directives.md
	mv build/directives.md docs/directives.md
	docs/site/generate.py docs/directives.md docs/site/manual/directives.html

.PHONY: format
format:
	clang-format -i $(shell find src tests -name '*.c')

# Ordinary users can do this: everything it writes is under build/.
.PHONY: run
run: all
	@exec $(PROGRAM) -DFOREGROUND -d '$(CURDIR)/conf' -f run.conf \
	    -C 'Define TREE "$(CURDIR)"'

# One file that runs on any Linux of this architecture.
.PHONY: static
static:
	@$(MAKE) --no-print-directory VARIANT=static
	@readelf -d build/static/preforkd | grep -q 'no dynamic section' || \
	    { echo 'build/static/preforkd is not static' >&2; exit 1; }

# An administrator's configuration is never written over; the example always
# lies with the data.
.PHONY: install
install: all
	install -d $(DESTDIR)$(SBINDIR) $(DESTDIR)$(SYSCONFDIR) \
	    $(DESTDIR)$(DATADIR) $(DESTDIR)$(LOGDIR)
	install -m 755 $(B)/preforkd $(DESTDIR)$(SBINDIR)/preforkd
	install -m 755 src/preforkctl.sh $(DESTDIR)$(SBINDIR)/preforkctl
	for page in docs/man/*.[1-8]; do \
	    test -e "$$page" || continue; \
	    install -D -m 644 "$$page" \
	    "$(DESTDIR)$(MANDIR)/man$${page##*.}/$${page##*/}" || exit 1; \
	done
	install -m 644 conf/preforkd.conf $(DESTDIR)$(DATADIR)/preforkd.conf
	test -e $(DESTDIR)$(SYSCONFDIR)/preforkd.conf || \
	    install -m 644 conf/preforkd.conf $(DESTDIR)$(SYSCONFDIR)
	if test -d docs/site; then (cd docs && find site -type f ! -name '*.py' \
	    -exec install -D -m 644 {} $(abspath $(DESTDIR)$(DATADIR))/{} \;); fi

# Objects are kept, also those that only a pattern mentions.
.SECONDARY:

-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)

.PHONY: clean
clean:
	rm -rf build
