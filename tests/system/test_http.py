"""HTTP/1.1 over real sockets: what is refused, and how answers are framed."""
import email.utils
import re
import socket
import threading
import time

import pytest

from conftest import read_all, wait_for
from wire import Client, ask

HOST = "Host: localhost\r\n"
LINE = "GET / HTTP/1.1\r\n"
POST = "POST / HTTP/1.1\r\n" + HOST
LONG = "x" * 9000

@pytest.fixture(scope="module")
def shared(make_shared):
    """One server for all tests that only ask."""
    server = make_shared()
    server.write("data.bin", bytes(range(256)) * 40)
    server.write("sub/index.html", "sub")
    return server.configure().start()


REFUSED = [
    # The request line.
    (400, "GET / HTTP/1.1\nHost: localhost\n\n", "bare LF"),
    (400, LINE + "Host: localhost\n\r\n", "bare LF after a field"),
    (400, "GET  / HTTP/1.1\r\n" + HOST, "two blanks before the target"),
    (400, "GET /  HTTP/1.1\r\n" + HOST, "two blanks behind the target"),
    (400, "GET / HTTP/1.1 \r\n" + HOST, "blank at the end"),
    (400, "GET\t/\tHTTP/1.1\r\n" + HOST, "tabs"),
    (400, " GET / HTTP/1.1\r\n" + HOST, "blank at the start"),
    (400, "\r\n\r\n\r\n" + LINE + HOST, "three empty lines before it"),
    (400, "GET / HTTP/1.1\r" + HOST, "CR alone"),
    (400, "G@T / HTTP/1.1\r\n" + HOST, "no token as method"),
    (400, "GET /\x01 HTTP/1.1\r\n" + HOST, "control character in the target"),
    (400, "GET /\xe4 HTTP/1.1\r\n" + HOST, "8 bits in the target"),
    (400, "GET / http/1.1\r\n" + HOST, "small letters in the version"),
    (400, "GET / HTTP/1.15\r\n" + HOST, "version too long"),
    (400, "GET / HTTP/1\r\n" + HOST, "version too short"),
    (400, "GET / HTTP/1,1\r\n" + HOST, "comma in the version"),
    (505, "GET / HTTP/2.0\r\n" + HOST, "another version"),
    (505, "GET / HTTP/0.9\r\n" + HOST, "an old version"),
    (400, "GET /\r\n", "HTTP/0.9"),
    (400, "GET\r\n", "no target"),
    (400, "\x16\x03\x01\x02\x00\x01\x00\x01", "a TLS hello"),
    # Fields.
    (400, LINE + HOST + "A : b\r\n", "blank before the colon"),
    (400, LINE + HOST + "A: b\r\n c\r\n", "folded field"),
    (400, LINE + " Host: x\r\n", "folding before the first field"),
    (400, LINE + HOST + ": b\r\n", "no name"),
    (400, LINE + HOST + "A\r\n", "no colon"),
    (400, LINE + HOST + "A(: b\r\n", "bracket in a name"),
    (400, LINE + HOST + "\xc4: b\r\n", "8 bits in a name"),
    (400, LINE + HOST + "A: b\x00c\r\n", "NUL in a value"),
    (400, LINE + HOST + "A: b\x07c\r\n", "control character in a value"),
    (400, LINE + HOST + "A: b\rc: d\r\n", "CR in a value"),
    # Limits.
    (414, "GET /" + LONG + " HTTP/1.1\r\n" + HOST, "URI too long"),
    (414, "GET /" + LONG, "URI too long, and no end of it"),
    (431, LINE + HOST + f"A: {LONG}\r\n", "field too long"),
    (431, LINE + HOST + f"{LONG}", "field without end"),
    (431, LINE + HOST + "A: b\r\n" * 101, "too many fields"),
    # Framing.
    (400, POST + "Content-Length: -1\r\n", "negative length"),
    (400, POST + "Content-Length: +1\r\n", "signed length"),
    (400, POST + "Content-Length: 1 1\r\n", "two numbers"),
    (400, POST + "Content-Length: 1, 1\r\n", "list of lengths"),
    (400, POST + "Content-Length: 0x1\r\n", "hexadecimal length"),
    (400, POST + "Content-Length:\r\n", "empty length"),
    (400, POST + "Content-Length: 9223372036854775808\r\n", "length of 2^63"),
    (400, POST + "Content-Length: 99999999999999999999\r\n", "huge length"),
    (400, POST + "Content-Length: 1\r\nContent-Length: 1\r\n", "length twice"),
    (400, POST + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", "length and chunked"),
    (400, POST + "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n", "chunked and length"),
    (400, POST + "Transfer-Encoding: chunked, chunked\r\n", "chunked twice"),
    (400, POST + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "two fields"),
    (400, POST + "Transfer-Encoding: chunked, gzip\r\n", "chunked not last"),
    (400, POST + "Transfer-Encoding: \r\n", "empty coding"),
    (501, POST + "Transfer-Encoding: gzip\r\n", "unknown coding"),
    (501, POST + "Transfer-Encoding: gzip, chunked\r\n", "unknown coding and chunked"),
    (501, POST + "Transfer-Encoding: xchunked\r\n", "nearly chunked"),
    (400, "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n", "chunked in 1.0"),
    (417, POST + "Expect: miracles\r\n", "unknown expectation"),
    (417, POST + "Expect: 100-continue, more\r\n", "one expectation too many"),
    # Hosts.
    (400, LINE, "no Host"),
    (400, LINE + "Host:\r\n", "empty Host"),
    (400, LINE + HOST + HOST, "two Hosts"),
    (400, LINE + "Host: a b\r\n", "blank in Host"),
    (400, LINE + "Host: a/b\r\n", "slash in Host"),
    (400, LINE + "Host: a\\b\r\n", "backslash in Host"),
    (400, LINE + "Host: a..b\r\n", "two dots in Host"),
    (400, LINE + "Host: 12345\r\n", "digits alone"),
    (400, LINE + "Host: 1.2.3\r\n", "three quarters of an address"),
    (400, LINE + "Host: 1.2.3.400\r\n", "no address"),
    (400, LINE + "Host: a:b\r\n", "port of letters"),
    (400, LINE + "Host: a:65536\r\n", "port too large"),
    (400, LINE + "Host: a:0\r\n", "port 0"),
    (400, LINE + "Host: user@a\r\n", "user in Host"),
    (400, LINE + "Host: [::1\r\n", "open bracket"),
    (400, LINE + "Host: [::g]\r\n", "no address in brackets"),
    (400, LINE + "Host: [::1]x\r\n", "text behind brackets"),
    (400, LINE + "Host: a,b\r\n", "comma in Host"),
    (400, "GET / HTTP/1.0\r\nHost: a b\r\n", "bad Host in 1.0"),
    (400, "GET http://ok/ HTTP/1.1\r\nHost: a b\r\n", "bad Host beside a good one"),
    (400, "GET http://ok/ HTTP/1.1\r\n", "absolute form without Host"),
    # Targets.
    (400, "GET ftp://localhost/ HTTP/1.1\r\n" + HOST, "another scheme"),
    (400, "GET http:/// HTTP/1.1\r\n" + HOST, "absolute form without a host"),
    (400, "GET http://u@localhost/ HTTP/1.1\r\n" + HOST, "user in the target"),
    (400, "GET http://a:b/ HTTP/1.1\r\n" + HOST, "bad port in the target"),
    (400, "GET index.html HTTP/1.1\r\n" + HOST, "no slash"),
    (400, "GET /#top HTTP/1.1\r\n" + HOST, "fragment"),
    (400, "GET * HTTP/1.1\r\n" + HOST, "asterisk without OPTIONS"),
    (400, "CONNECT localhost:80 HTTP/1.1\r\n" + HOST, "CONNECT"),
    (400, "CONNECT / HTTP/1.1\r\n" + HOST, "CONNECT to a path"),
    (400, "GET /%zz HTTP/1.1\r\n" + HOST, "bad escape"),
    (400, "GET /%4 HTTP/1.1\r\n" + HOST, "half an escape"),
    (400, "GET /../x HTTP/1.1\r\n" + HOST, "above the root"),
    (501, "get / HTTP/1.1\r\n" + HOST, "method in small letters"),
    (501, "BREW / HTTP/1.1\r\n" + HOST, "unknown method"),
]


@pytest.mark.parametrize("status, request_, what", REFUSED, ids=[r[2] for r in REFUSED])
def test_refused(shared, status, request_, what):
    """Answered with the right status, a page, and the end of the connection."""
    with Client(shared) as c:
        c.send(request_ + "\r\n" if request_.endswith("\r\n") else request_)
        a = c.answer()
        assert a.status == status
        assert a["Connection"] == "close"
        assert f"<h1>{a.reason}</h1>".encode() in a.body
        # What followed must not be taken for another request.
        c.send("GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n")
        assert c.is_closed()


def test_refused_requests_are_logged(running):
    for request in (LINE + "\r\n", "GET /" + LONG + " HTTP/1.1\r\n", "\x16\x03\x01"):
        with Client(running) as c:
            c.send(request).answer()
            assert c.is_closed()
    # Lines of different children may stand in another order.
    log = running.wait_access("\n", 3)
    assert '"GET / HTTP/1.1" 400 ' in log
    assert re.search(r'"GET /x+\S* .*" 414 ', log) or re.search(r'"GET /x+" 414 ', log)
    assert '"\\x16\\x03\\x01" 400 ' in log


def test_a_silent_connection_is_not_logged(running):
    for data in (b"", b"\r\n"):
        with Client(running) as c:
            c.send(data)
            c.socket.shutdown(socket.SHUT_WR)
            assert c.is_closed()
    ask(running, "/after-the-silence")
    assert len(running.wait_access("/after-the-silence").splitlines()) == 1


ACCEPTED = [
    ("\r\n" + LINE + HOST, "an empty line before"),
    (LINE + "host:localhost\r\n", "no blank behind the colon"),
    (LINE + "Host: \t localhost \t\r\n", "blanks around a value"),
    (LINE + "Host: under_score.test\r\n", "underscore in Host"),
    (LINE + "Host: LOCALHOST.:8080\r\n", "capitals, final dot and port"),
    (LINE + "Host: 127.0.0.1\r\n", "an address"),
    (LINE + "Host: [::1]:80\r\n", "an address in brackets"),
    (LINE + HOST + "X: \xe4\tb\r\n", "8 bits and tab in a value"),
    (LINE + HOST + "A: " + "x" * 8000 + "\r\n", "a long field"),
    (LINE + HOST + "A: b\r\n" * 99, "a hundred fields"),
    (LINE + HOST + "X:\r\n", "an empty value"),
    (LINE + HOST + "Expect: something\r\n".replace("something", "100-Continue"),
     "an expectation without a body"),
    ("GET /?" + "x" * 8000 + " HTTP/1.1\r\n" + HOST, "a long query"),
    ("GET http://other.test HTTP/1.1\r\n" + HOST, "absolute form without a path"),
    ("GET HTTP://other.test:81/?a HTTP/1.1\r\n" + HOST, "absolute form with a port"),
    ("GET /%69ndex.html HTTP/1.1\r\n" + HOST, "escaped letter"),
    ("GET /.//a/..//./ HTTP/1.1\r\n" + HOST, "dots and slashes"),
    ("GET / HTTP/1.9\r\n" + HOST, "a later minor version"),
    ("GET / HTTP/1.0\r\n", "1.0 without Host"),
    (POST + "Content-Length: 003\r\n\r\nabc", "zeros before a length"),
    (POST + "Transfer-Encoding: ChunKed\r\n\r\n0\r\n\r\n", "a coding in capitals"),
]


@pytest.mark.parametrize("request_, what", ACCEPTED, ids=[r[1] for r in ACCEPTED])
def test_accepted(shared, request_, what):
    with Client(shared) as c:
        a = c.send(request_ if "\r\n\r\n" in request_[4:] else request_ + "\r\n").answer()
        assert (a.status, a.body) == (200, b"<!doctype html><title>it</title>it works\n")


def test_one_byte_at_a_time(shared):
    """However a request is cut into pieces, it means the same."""
    request = (POST + "Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\nT: u\r\n\r\n" +
               LINE + HOST + "Connection: close\r\n\r\n")
    with Client(shared) as c:
        for byte in request:
            c.send(byte)
        assert [c.answer().status, c.answer().status] == [200, 200]
        assert c.is_closed()


def test_pipelining_with_mixed_methods(shared):
    requests = [
        ("GET", "/", "", "", 200), ("HEAD", "/", "", "", 200),
        ("POST", "/", "Content-Length: 14\r\n", "GET / HTTP/1.1", 200),
        ("OPTIONS", "/", "", "", 200), ("GET", "/missing", "", "", 404),
        ("POST", "/missing", "Transfer-Encoding: chunked\r\n",
         "5\r\nhello\r\n6; a=\"b\"\r\n world\r\n000\r\nTrailer: x\r\n\r\n", 404),
        ("HEAD", "/missing", "", "", 404), ("TRACE", "/", "X: y\r\n", "", 200),
        ("PUT", "/", "Content-Length: 3\r\n", "abc", 405), ("OPTIONS", "*", "", "", 200),
        ("GET", "/sub", "", "", 301), ("GET", "/index.html", "Connection: close\r\n", "", 200)]
    with Client(shared) as c:
        c.send("".join(f"{m} {t} HTTP/1.1\r\n{HOST}{f}\r\n{b}" for m, t, f, b, _ in requests))
        for method, target, _, _, status in requests:
            assert (method, target, c.answer(method).status) == (method, target, status)
        assert c.is_closed()


def test_bodies_are_read_past(shared):
    """The rest of a body is never taken for the next request."""
    body = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n" * 2000
    with Client(shared) as c:
        for fields, text in ((f"Content-Length: {len(body)}\r\n", body),
                             ("Transfer-Encoding: chunked\r\n",
                              f"{len(body):x}\r\n{body}\r\n0\r\n\r\n")):
            for target, status in (("/", 200), ("/missing", 404), ("/sub", 301)):
                assert c.ask(target, "POST", fields, text).status == status
        assert c.ask("/").status == 200
    assert "smuggled" not in shared.wait_access('"POST /sub', 2)


@pytest.mark.parametrize("chunks", [
    "3\r\nabcd\r\n0\r\n\r\n", "3\nabc\r\n0\r\n\r\n", "x\r\n\r\n", "-1\r\n\r\n", "\r\n\r\n",
    " 3\r\nabc\r\n0\r\n\r\n", "3 \r\nabc\r\n0\r\n\r\n", "0x3\r\nabc\r\n0\r\n\r\n",
    "ffffffffffffffff\r\nabc", "11111111111111111\r\nabc", "3\r\nabc0\r\n\r\n",
    "0\r\nBad Trailer: x\r\n\r\n", "0\r\n\n", "3;" + LONG + "\r\nabc\r\n0\r\n\r\n",
    "0\r\nA: " + 10 * LONG + "\r\n\r\n"])
def test_bad_chunks(shared, chunks):
    with Client(shared) as c:
        a = c.ask("/", "POST", "Transfer-Encoding: chunked\r\n", chunks)
        assert a.status == 400
        assert a["Connection"] == "close"
        assert c.is_closed()


def test_a_body_cut_off_gets_no_second_answer(shared):
    with Client(shared) as c:
        c.send(POST + "Content-Length: 100\r\n\r\nabc")
        c.socket.shutdown(socket.SHUT_WR)
        assert c.answer().status == 200
        assert c.is_closed()


@pytest.mark.parametrize("line, fields, kept, answered", [
    ("HTTP/1.1", "", True, None),
    ("HTTP/1.1", "Connection: keep-alive\r\n", True, "Keep-Alive"),
    ("HTTP/1.1", "Connection: close\r\n", False, "close"),
    ("HTTP/1.1", "Connection: x, CLOSE\r\n", False, "close"),
    ("HTTP/1.1", "Connection: keep-alive\r\nConnection: close\r\n", False, "close"),
    ("HTTP/1.0", "", False, "close"),
    ("HTTP/1.0", "Connection: Keep-Alive\r\n", True, "Keep-Alive"),
    ("HTTP/1.0", "Connection: Keep-Alive, close\r\n", False, "close")])
def test_keep_alive(shared, line, fields, kept, answered):
    with Client(shared) as c:
        a = c.send(f"GET / {line}\r\nHost: x\r\n{fields}\r\n").answer()
        assert a["Connection"] == answered
        assert a["Keep-Alive"] == ("timeout=5, max=100" if answered == "Keep-Alive" else None)
        if kept:
            assert c.ask("/").status == 200
        else:
            assert c.is_closed()


def test_max_keep_alive_requests(server):
    """As in httpd: n kept answers, one that says close."""
    server.configure("MaxKeepAliveRequests 3\nKeepAliveTimeout 7").start()
    with Client(server) as c:
        for left in (3, 2, 1):
            a = c.ask("/", fields="Connection: keep-alive\r\n")
            assert a["Keep-Alive"] == f"timeout=7, max={left}"
        a = c.ask("/", fields="Connection: keep-alive\r\n")
        assert (a.status, a["Connection"], a["Keep-Alive"]) == (200, "close", None)
        assert c.is_closed()


def test_keep_alive_off_and_unlimited(make_server):
    off = make_server().configure("KeepAlive Off").start()
    with Client(off) as c:
        assert c.ask("/", fields="Connection: keep-alive\r\n")["Connection"] == "close"
        assert c.is_closed()
    free = make_server().configure("MaxKeepAliveRequests 0").start()
    with Client(free) as c:
        for _ in range(150):
            a = c.ask("/", fields="Connection: keep-alive\r\n")
        assert a["Keep-Alive"] == "timeout=5"


def test_keep_alive_timeout(server):
    server.configure("KeepAliveTimeout 150ms").start()
    with Client(server) as c:
        c.ask("/")
        began = time.monotonic()
        assert c.is_closed()
        assert 0.1 < time.monotonic() - began < 3


def test_expect(shared):
    """100 only for a body that is wanted; a static answer does not want it."""
    with Client(shared) as c:
        a = c.ask("/", "POST", "Content-Length: 5\r\nExpect: 100-continue\r\n")
        assert a.status == 200 and a["Connection"] == "close"
        assert c.is_closed()
    with Client(shared) as c:	# the body came without waiting
        assert c.ask("/", "POST", "Content-Length: 5\r\nExpect: 100-continue\r\n",
                     "hello").status == 200
    with Client(shared) as c:	# HTTP/1.0 knows no expectation
        c.send("POST / HTTP/1.0\r\nContent-Length: 5\r\nExpect: x\r\n\r\nhello")
        assert c.answer().status == 200


# -- methods -----------------------------------------------------------------
def test_head_is_get_without_the_body(shared):
    with Client(shared) as c:
        for target in ("/", "/data.bin", "/missing", "/sub"):
            for fields in ("", "Range: bytes=1-2\r\n"):
                get = c.ask(target, fields=fields)
                head = c.ask(target, "HEAD", fields)
                assert head.status == get.status
                drop = ("Date",)
                assert [f for f in head.fields if f[0] not in drop] == \
                    [f for f in get.fields if f[0] not in drop]


@pytest.mark.parametrize("target", ["/", "/missing", "/sub/"])
@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "PROPFIND", "MKCOL"])
def test_known_methods_are_not_allowed(shared, method, target):
    a = ask(shared, target, method)
    assert (a.status, a["Allow"]) == (405, "GET,HEAD,POST,OPTIONS,TRACE")


def test_unknown_method_tells_what_is_allowed(shared):
    assert ask(shared, "/", "BREW")["Allow"] == "GET,HEAD,POST,OPTIONS,TRACE"


def test_options(shared):
    for target in ("/", "/missing"):
        a = ask(shared, target, "OPTIONS")
        assert (a.status, a["Content-Length"]) == (200, "0")
        assert a["Allow"] == "GET,HEAD,POST,OPTIONS,TRACE"
    a = ask(shared, "*", "OPTIONS")
    assert (a.status, a["Content-Length"], a["Allow"]) == (200, "0", None)


def test_post_on_a_file_is_the_file(shared):
    a = ask(shared, "/", "POST", "Content-Length: 3\r\n", "a=b")
    assert (a.status, a.body) == (200, b"<!doctype html><title>it</title>it works\n")


def test_trace_echoes(shared):
    a = ask(shared, "/x?y", "TRACE", "Cookie: a=b\r\nX: \xe4\r\n")
    assert (a.status, a["Content-Type"]) == (200, "message/http")
    assert a.body == b"TRACE /x?y HTTP/1.1\r\nHost: localhost\r\nCookie: a=b\r\nX: \xe4\r\n\r\n"
    assert ask(shared, "/", "TRACE", "Content-Length: 1\r\n", "x").status == 413


def test_trace_off_and_extended(make_server):
    off = make_server().configure("TraceEnable off").start()
    a = ask(off, "/", "TRACE")
    assert (a.status, a["Allow"]) == (405, "GET,HEAD,POST,OPTIONS")
    extended = make_server().configure("TraceEnable extended").start()
    assert ask(extended, "/", "TRACE", "Content-Length: 1\r\n", "x").status == 200


# -- limits ------------------------------------------------------------------
def test_configured_limits(server):
    server.configure("LimitRequestLine 50\nLimitRequestFields 3\nLimitRequestFieldSize 40\n"
                     "LimitRequestBody 10").start()
    line = "GET /" + "a" * 36 + " HTTP/1.1\r\n"
    assert len(line) == 52
    post = "POST / HTTP/1.1\r\n" + HOST
    for status, request in (
            (404, line + HOST + "\r\n"), (414, line.replace("/a", "/aa") + HOST + "\r\n"),
            (200, LINE + HOST + "A: 1\r\nB: 2\r\n\r\n"),
            (431, LINE + HOST + "A: 1\r\nB: 2\r\nC: 3\r\n\r\n"),
            (200, LINE + HOST + "A: " + "x" * 37 + "\r\n\r\n"),
            (431, LINE + HOST + "A: " + "x" * 38 + "\r\n\r\n"),
            (200, post + "Content-Length: 10\r\n\r\n0123456789"),
            (413, post + "Content-Length: 11\r\n\r\n01234567890"),
            (200, post + "Transfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n0\r\n\r\n"),
            (413, post + "Transfer-Encoding: chunked\r\n\r\nb\r\n01234567890\r\n0\r\n\r\n")):
        with Client(server) as c:
            assert (request, c.send(request).answer().status) == (request, status)


def test_huge_head_is_bounded(server):
    """Fields without end: refused at some point, and memory stays small."""
    server.configure("LimitRequestFields 0\nLimitRequestFieldSize 100000\nMaxSpareServers 3\n"
                     "StartServers 2").start()
    with Client(server) as c:
        c.send(LINE + HOST)
        block = ("A: " + "x" * 60000 + "\r\n") * 4

        def push():
            try:
                for _ in range(40):
                    c.send(block)
            except OSError:
                pass
        t = threading.Thread(target=push)
        t.start()
        assert c.answer().status == 431
        t.join()


# -- time --------------------------------------------------------------------
def test_timeouts(make_server):
    """The waits of all cases run at the same time."""
    slow = make_server().configure("RequestReadTimeout header=1 body=1").start()
    rate = make_server().configure("RequestReadTimeout header=1-2,MinRate=1000").start()
    short = make_server().configure("Timeout 300ms").start()
    chunked = POST + "Transfer-Encoding: chunked\r\n\r\n3\r\na"
    began = time.monotonic()
    cases = [(Client(s).send(text), s, low, high) for s, text, low, high in (
        (slow, LINE, 0.9, 3), (slow, LINE + HOST + "A: b", 0.9, 3), (slow, chunked, 0.9, 3),
        (rate, LINE + HOST + "A: " + "x" * 2000, 1.9, 4), (rate, LINE, 0.9, 3),
        (short, LINE + HOST, 0.2, 2), (short, chunked, 0.2, 2))]
    done = {}

    def watch(i, c):
        a = c.answer()
        done[i] = (a.status, time.monotonic() - began, a["Connection"], c.is_closed())
    threads = [threading.Thread(target=watch, args=(i, case[0])) for i, case in enumerate(cases)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    for i, (_, server, low, high) in enumerate(cases):
        status, after, connection, _ = done[i]
        assert (i, status, connection) == (i, 408, "close")
        assert low < after < high, i
        server.wait_access('" 408 ')
    assert "AH01382" in slow.error_log()


def test_a_reader_that_stalls_is_let_go(server):
    server.configure("Timeout 300ms\nLogFormat \"%X %s %O\" x\nCustomLog logs/x x").start()
    server.write("big.bin", b"x" * 30_000_000)
    with socket.socket() as s:
        s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        s.connect(("127.0.0.1", server.port))
        s.sendall((f"GET /big.bin HTTP/1.1\r\n{HOST}\r\n").encode())
        log = server.dir / "logs/x"
        line = wait_for(lambda: log.exists() and log.read_text(), "the line of the stalled one")
    state, status, sent = line.split()
    assert (state, status) == ("X", "200") and int(sent) < 30_000_000


# -- the end of a connection ---------------------------------------------------
@pytest.mark.parametrize("target, head, status", [
    ("/missing", "Content-Length: {n}\r\n", 404), ("/small", "Content-Length: {n}\r\n", 413),
    ("/missing", "Transfer-Encoding: chunked\r\n", 404),
    ("/small", "Transfer-Encoding: chunked\r\n", 413),
    ("/", "Content-Length: {n}\r\nTransfer-Encoding: chunked\r\n", 400)])
def test_no_answer_is_lost_to_a_reset(server, target, head, status):
    """A client that sends all of a large body first still gets the answer."""
    server.write("small", "")
    server.configure("<Location /small>\nLimitRequestBody 1000\n</Location>").start()
    size = 8_000_000
    for _ in range(5):
        with server.connect() as s:
            s.sendall((f"POST {target} HTTP/1.1\r\n{HOST}{head.format(n=size)}\r\n").encode())
            if "chunked" in head:
                for _ in range(size // 100_000):
                    s.sendall(b"186a0\r\n" + b"x" * 100_000 + b"\r\n")
                s.sendall(b"0\r\n\r\n")
            else:
                s.sendall(b"x" * size)
            s.shutdown(socket.SHUT_WR)
            answer = read_all(s)
        assert answer.startswith(f"HTTP/1.1 {status} ".encode()), answer[-300:]
        assert answer.endswith(b"</html>\n")


def test_pipelined_requests_behind_the_last_one_cause_no_reset(shared):
    with Client(shared) as c:
        c.send((LINE + HOST + "Connection: close\r\n\r\n") * 200)
        assert c.answer().status == 200
        assert c.is_closed()


# -- fields of every answer ------------------------------------------------------
def test_order_and_form_of_the_fields(shared):
    a = ask(shared, "/", fields="Connection: keep-alive\r\n")
    assert a.names() == ["Date", "Server", "Last-Modified", "ETag", "Accept-Ranges",
                         "Content-Length", "Keep-Alive", "Connection", "Content-Type"]
    assert a["Content-Type"] == "text/html"
    now = email.utils.parsedate_to_datetime(a["Date"])
    assert a["Date"] == email.utils.format_datetime(now, usegmt=True)
    assert abs(now.timestamp() - time.time()) < 3


def test_the_date_moves_on_a_kept_connection(server):
    server.configure("MaxKeepAliveRequests 0").start()
    with Client(server) as c:
        first = c.ask("/")["Date"]
        wait_for(lambda: c.ask("/")["Date"] != first, "another date", 3)


@pytest.mark.parametrize("tokens, field", [
    ("Prod", r"preforkd"), ("Major", r"preforkd/\d+"), ("Minor", r"preforkd/\d+\.\d+"),
    ("Min", r"preforkd/\d+\.\d+\.\d+"), ("OS", r"preforkd/\d+\.\d+\.\d+ \(Unix\)"),
    ("Full", r"preforkd/\d+\.\d+\.\d+ \(Unix\)")])
def test_server_tokens_and_signature(server, tokens, field):
    server.configure(f"ServerTokens {tokens}\nServerSignature On").start()
    a = ask(server, "/missing", host="a.test:81")
    assert re.fullmatch(field, a["Server"])
    assert re.search(f"<address>{field} Server at a.test Port 81</address>", a.body.decode())
