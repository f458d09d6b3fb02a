# preforkd: `make run` serves the bundled site, `make check` proves it works.

VERSION = 0.1.0

CC ?= gcc
PREFIX ?= /usr/local
SYSCONFDIR ?= $(PREFIX)/etc/preforkd
DATADIR ?= $(PREFIX)/share/preforkd
# One folder of objects per way of building: default, asan, tsan, static.
VARIANT ?= default
B = build/$(VARIANT)

OPT ?= -O2 -g
WARN = -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wold-style-definition -Wpointer-arith -Wwrite-strings -Wvla \
	-Wformat=2 -Wundef -Werror=implicit-function-declaration
HARDEN ?= -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
CFLAGS_ALL = -std=gnu11 -D_GNU_SOURCE -DPREFORKD_VERSION='"$(VERSION)"' \
	-Iinclude $(OPT) $(WARN) $(HARDEN) -fno-omit-frame-pointer \
	-fno-strict-aliasing -MMD -MP $(CFLAGS)
LDFLAGS_ALL = -pie -Wl,-z,relro,-z,now $(LDFLAGS)

# Rooms, top to bottom: each may use those to its right (tests/lint/rooms).
ROOMS = master mpm modules serve conf net http board log base

room_sources = $(sort $(wildcard src/$(1)/*.c))
room_objects = $(patsubst src/%.c,$(B)/obj/%.o,$(call room_sources,$(1)))
archives = $(foreach r,$(1),$(B)/lib$(r).a)
MAIN_OBJECTS = $(patsubst src/%.c,$(B)/obj/%.o,$(sort $(wildcard src/*.c)))

.PHONY: all
all: build/preforkd

build/preforkd: $(B)/preforkd
	ln -sf $(VARIANT)/preforkd $@

$(B)/preforkd: $(MAIN_OBJECTS) $(call archives,$(ROOMS))
	$(CC) $(CFLAGS_ALL) $(LDFLAGS_ALL) -o $@ $^

$(B)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CFLAGS_ALL) -Isrc -c -o $@ $<

define room_rule
$(B)/lib$(1).a: $(call room_objects,$(1))
	@mkdir -p $$(@D)
	@rm -f $$@
	ar rcs $$@ $$^
endef
$(foreach r,$(ROOMS),$(eval $(call room_rule,$(r))))

# Unit tests: tests/unit/ROOM.c and tests/unit/ROOM/*.c make one binary, which
# links that room and those below it and nothing else.
below_base =
below_log = base
below_board = base
below_http = base
below_net = log base
below_conf = log base
below_serve = conf net http board log base
below_modules = serve conf net http board log base
below_mpm = serve conf net http board log base
below_master = mpm serve conf net http board log base

UNIT_ROOMS = $(foreach r,$(ROOMS),$(if $(wildcard tests/unit/$(r)/*.c),$(r)))
UNIT_TESTS = $(foreach r,$(UNIT_ROOMS),$(B)/unit/$(r))

define unit_rule
$(B)/unit/$(1): $(wildcard tests/unit/$(1)/*.c) $(wildcard tests/unit/*.h) \
    $(call archives,$(1) $(below_$(1)))
	@mkdir -p $$(@D)
	$(CC) $(CFLAGS_ALL) -Isrc -Itests/unit -o $$@ $(wildcard tests/unit/$(1)/*.c) \
	    $(call archives,$(1) $(below_$(1))) $(LDFLAGS_ALL) \
	    $$$$(pkg-config --cflags --libs check)
endef
$(foreach r,$(UNIT_ROOMS),$(eval $(call unit_rule,$(r))))

.PHONY: unit unit-%
unit: $(UNIT_TESTS)
unit-%: $(B)/unit/%
	$<

-include $(wildcard $(B)/obj/*.d $(B)/obj/*/*.d $(B)/unit/*.d)

.PHONY: clean
clean:
	rm -rf build
