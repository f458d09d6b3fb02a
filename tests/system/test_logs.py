"""Access and error logs: what is written, when, where, and that nothing is lost."""
import collections
import datetime
import os
import re
import shutil
import signal
import subprocess
import threading
import time

import pytest

from conftest import IS_ROOT, alive, children_of, wait_for
from wire import Client, ask


def lines_of(path, n=1):
    """The lines of a log, as soon as there are n."""
    return wait_for(lambda: path.exists() and path.read_text().count("\n") >= n and
                    path.read_text().splitlines(), f"{n} lines in {path.name}")


def log_of(server, format_, extra=""):
    """Starts with one access log of this format; its path."""
    escaped = format_.replace("\\", "\\\\").replace('"', '\\"')
    server.configure(f'LogFormat "{escaped}" own\nCustomLog logs/own own\n{extra}').start()
    return server.dir / "logs/own"


# -- items -----------------------------------------------------------------------------
ITEMS = {
    "%%": "%", "%a": "127.0.0.1", "%{c}a": "127.0.0.1", "%A": "127.0.0.1", "%B": "4", "%b": "4",
    "%{a}C": "1", "%{b}C": r"x\"y", "%{none}C": "-", "%{VAR}e": "-", "%f": "{root}/page.txt",
    "%h": "127.0.0.1", "%{c}h": "127.0.0.1", "%H": "HTTP/1.1", "%{Referer}i": r"http://r/\"q\\",
    "%{referer}i": r"http://r/\"q\\", "%{X-Two}i": "1, 2", "%{X-None}i": "-", "%k": "1",
    "%l": "-", "%L": "-", "%m": "GET", "%{note}n": "-", "%{Content-Type}o": "text/plain",
    "%{Content-Length}o": "4", "%{Connection}o": "Keep-Alive", "%{X-None}o": "-", "%p": "8081",
    "%{canonical}p": "8081", "%{local}p": "{port}", "%{remote}p": "{client}", "%q": "?a=b%20c",
    "%r": "GET //page%2Etxt?a=b%20c HTTP/1.1", "%R": "-", "%s": "206", "%>s": "206", "%<s": "206",
    "%u": "-", "%U": "/page.txt", "%v": "name.test", "%V": "host.test", "%X": "+",
    "%I": "{received}", "%O": "{sent}", "%S": "{sum}", "%{HTTPS}x": "-", "%404s": "-",
    "%206,404s": "206", "%!206s": "-", "%!404s": "206", "%404{Referer}i": "-", "%^FB": "-",
    "%{Foo}^ti": "-", "%{Foo}^to": "-", "%{Content-Range}o": "bytes 0-3/12",
}
NUMBERS = {"%D": 1, "%T": 1_000_000, "%{s}T": 1_000_000, "%{ms}T": 1000, "%{us}T": 1}


def test_every_item(server):
    server.write("page.txt", "abcdefghijkl")
    names = list(ITEMS) + list(NUMBERS) + ["%P", "%{pid}P", "%{tid}P", "%{hextid}P"]
    log = log_of(server, "|".join(names), "ServerName name.test:8081")
    request = ("GET //page%2Etxt?a=b%20c HTTP/1.1\r\nHost: host.test:82\r\nReferer: http://r/\"q\\\r\n"
               "X-Two: 1\r\nX-Two: 2\r\nCookie: a=1; b=x\"y\r\nConnection: keep-alive\r\n"
               "Range: bytes=0-3\r\n\r\n")
    with Client(server) as c:
        c.ask("/")
        began = time.monotonic()
        a = c.send(request).answer()
        sent = len(a.raw_head) + 4 + len(a.body)
        known = dict(root=server.docroot, port=server.port, sent=sent, received=len(request),
                     sum=sent + len(request), client=c.socket.getsockname()[1])
        got = dict(zip(names, lines_of(log, 2)[1].split("|")))
        took_us = (time.monotonic() - began) * 1e6
        for name, want in ITEMS.items():
            assert (name, got[name]) == (name, want.format(**known))
        for name, unit in NUMBERS.items():
            assert 0 <= int(got[name]) * unit <= took_us
        assert int(got["%P"]) in server.workers()
        assert got["%{pid}P"] == got["%{tid}P"] == got["%P"]
        assert int(got["%{hextid}P"], 16) == int(got["%P"])


def test_times(server):
    formats = ["%t", "%{sec}t", "%{msec}t", "%{usec}t", "%{msec_frac}t", "%{usec_frac}t",
               "%{%Y-%m-%d %H:%M:%S %z}t", "%{begin:%s}t", "%{end:%s}t", "%{end:usec}t"]
    log = log_of(server, "|".join(formats))
    before = time.time()
    ask(server, "/")
    after = time.time()
    (clf, sec, msec, usec, msec_frac, usec_frac, text, begin, end, end_usec), = \
        [line.split("|") for line in lines_of(log)]
    assert before - 0.001 <= int(usec) / 1e6 <= after
    assert int(usec) // 1000 == int(msec) and int(msec) // 1000 == int(sec) == int(begin)
    assert (msec_frac, usec_frac) == (msec[-3:], usec[-6:])
    assert int(usec) <= int(end_usec) and int(end) in (int(sec), int(sec) + 1)
    stamp = datetime.datetime.strptime(clf, "[%d/%b/%Y:%H:%M:%S %z]").timestamp()
    assert stamp == int(sec)
    assert datetime.datetime.strptime(text, "%Y-%m-%d %H:%M:%S %z").timestamp() == int(sec)


def test_local_time(server, monkeypatch):
    monkeypatch.setenv("TZ", "XXX-5:30")
    log = log_of(server, "%t")
    ask(server, "/")
    assert re.fullmatch(r"\[.* \+0530\]", lines_of(log)[0])


def test_escapes_are_exact(server):
    """Every byte that can reach a log, in the path and in a field."""
    letters = {8: "b", 9: "t", 10: "n", 11: "v", 13: "r", 34: '"', 92: "\\"}

    def escaped(byte):
        if byte in letters:
            return "\\" + letters[byte]
        return chr(byte) if 32 <= byte < 127 else f"\\x{byte:02x}"
    log = log_of(server, '%U "%{X}i" "%{X}C"')
    path = [b for b in range(1, 256) if b != ord("/")]
    field = [9] + list(range(32, 127)) + list(range(128, 256))
    with Client(server) as c:
        c.ask("/" + "".join(f"%{b:02x}" for b in path),
              fields="X: a" + "".join(map(chr, field)) + "z\r\nCookie: X=\"\\\xe4\x7e\r\n")
    want = "/" + "".join(map(escaped, path)) + ' "a' + "".join(map(escaped, field)) + \
        'z" "\\"\\\\\\xe4~"'
    assert lines_of(log) == [want]


def test_literals_of_a_format(server):
    server.configure('CustomLog logs/own "a\\tb\\nc\\"d\\\\e\\xf %m%%"').start()
    ask(server, "/")
    assert (lines_of(server.dir / "logs/own", 2)) == ['a\tb', 'c"d\\e\\xf GET%']


def test_long_lines_are_cut_and_still_end(server):
    log = log_of(server, "%{X}i %{Y}i", "LimitRequestFieldSize 100000")
    with Client(server) as c:
        c.ask("/", fields=f"X: {'x' * 90000}\r\nY: y\r\n")
        c.ask("/", fields="X: short\r\nY: y\r\n")
    first, second = lines_of(log, 2)
    assert set(first) == {"x"} and len(first) > 4000
    assert second == "short y"


# -- which log ----------------------------------------------------------------------------
def test_logs_of_hosts(server):
    p = server.port
    server.configure(
        'LogFormat "%v:%p %>s %U" vhost\nLogFormat "unnamed %U"\nTransferLog logs/transfer\n'
        "CustomLog logs/main vhost\nGlobalLog logs/global vhost\n"
        f"<VirtualHost *:{p}>\nServerName a.test\nCustomLog logs/a vhost\nCustomLog logs/a2 nick\n"
        "</VirtualHost>\n"
        f"<VirtualHost *:{p}>\nServerName b.test\n</VirtualHost>\n"
        # Names are looked up when all has been read.
        'LogFormat "late %U" nick', logs=False).start()
    logs = server.dir / "logs"
    ask(server, "/to-a", host="a.test")
    ask(server, "/to-b", host="b.test")
    assert sorted(lines_of(logs / "global", 2)) == ["a.test:80 404 /to-a", "b.test:80 404 /to-b"]
    assert lines_of(logs / "main") == ["b.test:80 404 /to-b"]
    assert lines_of(logs / "transfer") == ["unnamed /to-b"]
    assert lines_of(logs / "a") == ["a.test:80 404 /to-a"]
    assert lines_of(logs / "a2") == ["late /to-a"]


def test_conditions(server):
    server.configure('CustomLog logs/with "%U" env=MARK\nCustomLog logs/without "%U" env=!MARK').start()
    ask(server, "/x")
    assert lines_of(server.dir / "logs/without") == ["/x"]
    assert (server.dir / "logs/with").read_text() == ""


def test_common_and_combined(server):
    server.configure('LogFormat "%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\"" '
                     "combined\nCustomLog logs/combined combined").start()
    with Client(server) as c:
        c.ask("/?x", fields="User-Agent: a \"b\"\r\n")
        c.ask("/", "HEAD", "Referer: http://r/\r\n")
    stamp = r"\[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\]"
    first, second = lines_of(server.dir / "logs/combined", 2)
    assert re.fullmatch(rf'127\.0\.0\.1 - - {stamp} "GET /\?x HTTP/1\.1" 200 41 "-" "a \\"b\\""', first)
    assert re.fullmatch(rf'127\.0\.0\.1 - - {stamp} "HEAD / HTTP/1\.1" 200 - "http://r/" "-"', second)
    assert re.fullmatch(rf'127\.0\.0\.1 - - {stamp} "GET /\?x HTTP/1\.1" 200 41',
                        server.access_log().splitlines()[0])


# -- when and how --------------------------------------------------------------------------
def test_lines_are_there_within_100_ms(server):
    log = log_of(server, "%U")
    late = 0
    for i in range(25):
        ask(server, f"/{i}")
        began = time.monotonic()
        lines_of(log, i + 1)
        late += time.monotonic() - began > 0.1
    # A busy machine may be forgiven once.
    assert late <= 1


def switches(pid):
    return re.search(r"voluntary_ctxt_switches:\t(\d+)", open(f"/proc/{pid}/status").read())[1]


def test_the_first_line_after_a_quiet_while(server):
    """The logger sleeps then, and must be woken."""
    log = log_of(server, "%U")
    logger, = server.logger()
    for i in range(2):
        seen = collections.deque(maxlen=20)	# asleep: 0.1 s without a wake-up

        def quiet():
            seen.append(switches(logger))
            return len(seen) == 20 and len(set(seen)) == 1
        wait_for(quiet, "the logger to sleep")
        ask(server, f"/{i}")
        began = time.monotonic()
        lines_of(log, i + 1)
        assert time.monotonic() - began < 0.5


def is_connection(pid, fd, client):
    """Is this descriptor the other end of the client's connection?"""
    try:
        inode = os.readlink(f"/proc/{pid}/fd/{fd}").strip("socket:[]")
    except FileNotFoundError:  # a child that starts is still closing some
        return False
    port = client.socket.getsockname()[1]
    return any(line.split()[9] == inode and int(line.split()[2].split(":")[1], 16) == port
               for line in open("/proc/net/tcp").read().splitlines()[1:])


def server_of(server, client):
    """The child that holds the other end of this connection."""
    return next(pid for pid in server.workers() for fd in os.listdir(f"/proc/{pid}/fd")
                if is_connection(pid, fd, client))


@pytest.mark.skipif(not IS_ROOT or not shutil.which("strace"), reason="needs root and strace")
def test_no_system_call_for_the_log(server):
    """A kept-alive request costs receive, stat, send; nothing else."""
    # A file that was long unchanged, so that the child may hold its content.
    server.configure("MaxKeepAliveRequests 0\nAlias /old.txt /etc/passwd").start()
    trace, n = server.dir / "trace", 200
    with Client(server) as c:
        c.ask("/old.txt")
        s = subprocess.Popen(["strace", "-p", str(server_of(server, c)), "-o", str(trace)],
                             stderr=subprocess.PIPE, text=True)
        assert "attached" in s.stderr.readline()
        for _ in range(n):
            assert c.ask("/old.txt").status == 200
        s.send_signal(signal.SIGINT)
        s.communicate()
    kinds = {"recvfrom": "receive", "newfstatat": "stat", "stat": "stat", "statx": "stat",
             "sendto": "send", "sendmsg": "send"}
    counts = collections.Counter(kinds.get(call, call) for call in
                                 re.findall(r"^(\w+)\(", trace.read_text(), re.M))
    for kind in ("receive", "stat", "send"):
        assert n - 1 <= counts.pop(kind) <= n + 1
    counts.pop("restart_syscall", None)
    # The logger is woken when it sleeps and for each 4 KiB, not per request.
    assert counts.pop("write", 0) <= 10
    assert not counts
    assert server.wait_access("/old.txt", n + 1)


def test_lines_of_killed_children(server):
    """A line is safe as soon as its request is over, whatever befalls the child."""
    server.expect_errors("AH0005[12]", "exit signal")
    log = log_of(server, "%U")
    for i in range(10):
        with Client(server) as c:
            c.ask(f"/{i}")
            c.ask("/next")	# so the first one is over
            os.kill(server_of(server, c), signal.SIGKILL)
            assert c.is_closed()
    ask(server, "/last")
    wait_for(lambda: log.exists() and "/last" in log.read_text(), "the last line")
    got = [line for line in log.read_text().splitlines() if line[1:].isdigit()]
    assert sorted(got) == [f"/{i}" for i in range(10)]


class Numbered:
    """Clients that ask for ever new names until told to stop."""

    def __init__(self, server, clients=4):
        self.server, self.stop, self.answered = server, threading.Event(), []
        self.threads = [threading.Thread(target=self.run, args=(t,)) for t in range(clients)]

    def __enter__(self):
        for t in self.threads:
            t.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for t in self.threads:
            t.join()

    def run(self, me):
        c, number = None, 0
        while not self.stop.is_set():
            c = c or Client(self.server)
            number += 1
            try:
                a = c.ask(f"/{me}/{number}")
            except (EOFError, ConnectionError):
                c = None	# closed between two requests: was not served
                continue
            self.answered.append(f"/{me}/{number}")
            if a["Connection"] == "close":
                c = None


def test_rotation_loses_nothing(server):
    """Files are moved away under load, with and without a signal."""
    log = log_of(server, "%U", "MaxKeepAliveRequests 0\nErrorLog /dev/null")
    files = [log]
    with Numbered(server) as load:
        for i in range(6):
            wait_for(lambda: log.exists() and log.stat().st_size > 0, "lines")
            files.append(log.with_name(f"own.{i}"))
            log.rename(files[-1])
            if i % 2:
                server.signal(signal.SIGUSR1)

    def lines():
        return [x for p in files if p.exists() for x in p.read_text().splitlines()]
    wait_for(lambda: len(lines()) >= len(load.answered), "all lines")
    assert len(load.answered) > 100
    assert sorted(lines()) == sorted(load.answered)


def test_rotation_by_usr1(running):
    log = running.dir / "logs/access_log"
    ask(running, "/one")
    running.wait_access("/one")
    log.rename(running.dir / "logs/old")
    (running.dir / "logs/error_log").rename(running.dir / "logs/old_error")
    running.signal(signal.SIGUSR1)
    running.wait_error("resuming normal operations")
    ask(running, "/two")
    assert "/one" not in running.wait_access("/two")
    assert "/two" not in (running.dir / "logs/old").read_text()


@pytest.mark.parametrize("how", ["moved", "deleted"])
def test_a_file_that_is_gone_is_made_anew(running, how):
    log = running.dir / "logs/access_log"
    ask(running, "/one")
    running.wait_access("/one")
    if how == "moved":
        log.rename(running.dir / "logs/old")
    else:
        log.unlink()
    wait_for(log.exists, "the file to be opened anew")
    ask(running, "/two")
    assert running.wait_access("/two").count("\n") == 1


# -- programs ----------------------------------------------------------------------------
def program(server, name="reader", body='echo started >&2\ncat >> "$1"\necho end >> "$1"\n'):
    path = server.dir / name
    path.write_text("#!/bin/sh\n" + body)
    path.chmod(0o755)
    return path


def programs(server):
    """Children that are none of the server's own processes."""
    return [pid for pid in children_of(server.pid)
            if not open(f"/proc/{pid}/comm").read().startswith("preforkd")]


@pytest.mark.parametrize("bar", ["|", "||"])
def test_piped_log(server, bar):
    out = server.dir / "out"
    server.configure(f'CustomLog "{bar}{program(server)} {out}" "%U"').start()
    ask(server, "/one")
    assert lines_of(out) == ["/one"]
    # What the program says goes to the error log.
    server.wait_error("started")
    pid, = programs(server)
    server.stop()
    # It saw the end of its input, and ended by itself.
    wait_for(lambda: not alive(pid), "the program to end")
    assert out.read_text() == "/one\nend\n"


def test_a_program_that_dies_is_started_again(server):
    server.expect_errors("AH00106: piped log program .* failed unexpectedly")
    out = server.dir / "out"
    server.configure(f'CustomLog "|{program(server, body="exec cat >> $1")} {out}" "%U"\n'
                     "MaxKeepAliveRequests 0").start()
    with Client(server) as c:
        for i in range(60):
            c.ask(f"/{i}")
            if i in (19, 39):
                lines_of(out, i + 1)
                pid, = programs(server)
                os.kill(pid, signal.SIGKILL)
                wait_for(lambda: not alive(pid), "its end")
    assert lines_of(out, 60) == [f"/{i}" for i in range(60)]
    server.wait_error("AH00106", 2)


def test_a_program_lives_across_a_reload(server):
    out = server.dir / "out"
    text = f'CustomLog "|{program(server)} {out}" "%U"'
    server.configure(text).start()
    ask(server, "/one")
    before = programs(server)
    server.signal(signal.SIGUSR1)
    server.wait_error("resuming normal operations", 2)
    ask(server, "/two")
    assert lines_of(out, 2) == ["/one", "/two"]
    assert programs(server) == before
    # And ends when no generation wants it any more.
    server.configure("")
    server.signal(signal.SIGUSR1)
    assert lines_of(out, 3)[2] == "end"


def test_shell_log(server):
    out = server.dir / "out"
    server.configure(f'CustomLog "|$sed -u s/x/y/ | cat >> {out}" "%U"').start()
    ask(server, "/x")
    assert lines_of(out) == ["/y"]


def test_a_program_that_cannot_run(server):
    server.expect_errors("AH00107: cannot start piped log program|no-such-program", "AH00106")
    server.configure('CustomLog "|/no-such-program" "%U"').start()
    # The server serves all the same.
    assert ask(server, "/").status == 200
    assert "No such file" in server.wait_error("AH00107")


def test_a_program_that_does_not_read_stops_nobody_for_long(server):
    """The pipe and the rings take thousands of lines first."""
    body = "exec sleep 1000"
    server.configure(f'CustomLog "|{program(server, body=body)} x" "%U"\nMaxKeepAliveRequests 0')
    server.start()
    with Client(server) as c:
        for i in range(500):
            assert c.ask("/").status == 200
    for pid in programs(server):
        os.kill(pid, signal.SIGKILL)
    server.expect_errors("AH00106")


# -- descriptors ---------------------------------------------------------------------------
@pytest.mark.parametrize("target", ["stdout", "/dev/stdout", "/proc/self/fd/1", "/dev/fd/1"])
@pytest.mark.parametrize("as_user", [False, True])
def test_standard_output(server, target, as_user):
    if as_user and not IS_ROOT:
        pytest.skip("everything else runs so already")
    server.configure(f"CustomLog {target} \"%U\"")
    options = {}
    if as_user:
        for path in (server.dir, *server.dir.rglob("*")):
            os.chown(path, 65534, 65534)
        options = {"user": 65534, "group": 65534}
    out = server.dir / "out"
    with open(out, "ab") as f:
        os.chmod(out, 0o600)		# only root could open it again
        server.start(stdout=f, **options)
    ask(server, "/one")
    assert lines_of(out) == ["/one"]
    server.signal(signal.SIGUSR1)
    server.wait_error("resuming normal operations", 2)
    ask(server, "/two")
    assert lines_of(out, 2) == ["/one", "/two"]


def test_error_log_on_standard_error(server):
    server.configure('ErrorLog stderr\nLogLevel info\nCustomLog /dev/null "%U"', logs=False).start()
    ask(server, "/missing")
    wait_for(lambda: "AH00128: File does not exist" in server.stderr(), "the line")
    assert "AH00163" in server.stderr()


def test_another_descriptor(server):
    out = server.dir / "out"
    with open(out, "ab") as f:
        server.configure(f'CustomLog /proc/self/fd/{f.fileno()} "%U"')
        server.start(pass_fds=(f.fileno(),))
    ask(server, "/one")
    assert lines_of(out) == ["/one"]


def test_syslog(server):
    server.configure('ErrorLog syslog:local1:tag\nCustomLog /dev/null "%U"', logs=False)
    if os.path.exists("/dev/log"):
        server.start()
        assert ask(server, "/").status == 200
        return
    result = server.start_daemon()
    assert result.returncode == 1 and "tag" in result.stderr


# -- the error log ----------------------------------------------------------------------------
def test_shape_of_error_lines(server):
    server.configure("").start()
    with Client(server) as c:
        port = c.socket.getsockname()[1]
        c.ask("/no%0asuch", fields="Referer: http://r/\r\n")
    log = server.wait_error("AH00128")
    line, = [x for x in log.splitlines() if "AH00128" in x]
    stamp = r"\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d\.\d{6} \d{4}\]"
    assert re.fullmatch(rf"{stamp} \[core:info\] \[pid \d+(:tid \d+)?\] \[client 127\.0\.0\.1:{port}\] "
                        rf"AH00128: File does not exist: {server.docroot}/no\\nsuch"
                        r"(, referer: http://r/)?", line)


def test_error_logs_and_levels_of_hosts(server):
    p = server.port
    server.expect_errors("AH01630")
    server.configure(
        f"<Directory {server.docroot}/closed>\nRequire all denied\n</Directory>\n"
        f"<VirtualHost *:{p}>\nServerName loud.test\nErrorLog logs/loud\nLogLevel info\n</VirtualHost>\n"
        f"<VirtualHost *:{p}>\nServerName quiet.test\nErrorLog logs/quiet\nLogLevel crit\n</VirtualHost>\n"
        f"<VirtualHost *:{p}>\nServerName mixed.test\nErrorLog logs/mixed\n"
        "LogLevel warn core:info authz_core:crit\n</VirtualHost>\n"
        f"<VirtualHost *:{p}>\nServerName main.test\n</VirtualHost>").start()
    server.write("closed/x", "")
    logs = server.dir / "logs"
    for name in ("loud", "quiet", "mixed", "main"):
        ask(server, f"/closed/{name}", host=f"{name}.test")
        ask(server, f"/missing-{name}", host=f"{name}.test")
    server.wait_error("/missing-main")
    lines_of(logs / "loud", 2)
    text = lines_of(logs / "mixed")
    assert len(text) == 1 and "/missing-mixed" in text[0]
    assert (logs / "quiet").read_text() == ""
    assert "AH01630" in (logs / "loud").read_text() and "AH00128" in (logs / "loud").read_text()
    main = server.error_log()
    assert "/closed/main" in main and "loud" not in main.replace("logs/loud", "")


def test_levels_of_directories(server):
    server.configure("LogLevel warn\n<Location /traced>\nLogLevel info\n</Location>").start()
    ask(server, "/plain")
    ask(server, "/traced/x")
    assert "/plain" not in server.wait_error("/traced/x")


def test_notices_always_show(server):
    server.configure("LogLevel emerg").start()
    assert "AH00163" in server.wait_error("resuming normal operations")


def test_an_unknown_module_is_only_warned_about(server):
    result = server.configure("LogLevel warn nonsense:info").command("-t")
    assert result.returncode == 0 and "nonsense" in result.stderr
