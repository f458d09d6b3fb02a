"""Files as content: validators, conditions, ranges, and bytes that are right."""
import os
import re
import time

import pytest

from conftest import wait_for
from wire import Client, ask, parts

DATA = bytes((i * 7 + i // 251) % 256 for i in range(10_000))
OLD = 1_500_000_000.123456789
DATE = "Fri, 14 Jul 2017 02:40:00 GMT"


def put(server, name, content, mtime=OLD):
    path = server.write(name, content)
    os.utime(path, ns=(int(mtime * 1e9),) * 2)
    return path


def etag_of(path):
    st = path.stat()
    return f'"{st.st_size:x}-{st.st_mtime_ns // 1000:x}"'


@pytest.fixture(scope="module")
def shared(make_shared):
    server = make_shared()
    put(server, "data.bin", DATA)
    put(server, "page.html", "<p>hello")
    put(server, "empty.txt", "")
    put(server, "noext", "text")
    return server.configure("AddDefaultCharset utf-8").start()


def test_validators(shared):
    a = ask(shared, "/data.bin")
    assert a.body == DATA
    assert a["Last-Modified"] == DATE
    assert a["ETag"] == etag_of(shared.docroot / "data.bin")
    assert a["Accept-Ranges"] == "bytes"


def test_types(shared):
    assert ask(shared, "/page.html")["Content-Type"] == "text/html; charset=utf-8"
    assert ask(shared, "/empty.txt")["Content-Type"] == "text/plain; charset=utf-8"
    assert ask(shared, "/noext")["Content-Type"] is None


def test_an_empty_file(shared):
    for fields in ("", "Range: bytes=0-0\r\n", "Range: bytes=-1\r\n"):
        a = ask(shared, "/empty.txt", fields=fields)
        assert (a.status, a["Content-Length"], a.body) == (200, "0", b"")


@pytest.mark.parametrize("line, shape", [
    ("INode MTime Size", r'"{ino:x}-{size:x}-{mtime:x}"'), ("INode", '"{ino:x}"'),
    ("MTime", '"{mtime:x}"'), ("Size", '"{size:x}"'), ("All", '"{ino:x}-{size:x}-{mtime:x}"'),
    ("+INode", '"{ino:x}-{size:x}-{mtime:x}"'), ("-MTime", '"{size:x}"'), ("None", None)])
def test_file_etag(server, line, shape):
    st = put(server, "a.txt", "abc").stat()
    server.configure(f"FileETag {line}").start()
    want = shape and shape.format(ino=st.st_ino, size=3, mtime=st.st_mtime_ns // 1000)
    assert ask(server, "/a.txt")["ETag"] == want


def test_a_file_changed_just_now_has_a_weak_tag(server):
    server.configure().start()
    path = put(server, "now.txt", "abc", time.time() + 0.3)
    a = ask(server, "/now.txt")
    assert a["ETag"] == "W/" + etag_of(path)
    # Weak is enough for "not modified", not for a range or If-Match.
    tag = a["ETag"]
    assert ask(server, "/now.txt", fields=f"If-None-Match: {tag}\r\n").status == 304
    assert ask(server, "/now.txt", fields=f"If-Match: {tag}\r\n").status == 412
    a = ask(server, "/now.txt", fields=f"If-Range: {tag}\r\nRange: bytes=0-0\r\n")
    assert a.status == 200


OTHER = '"0-0"'
LATER, EARLIER = "Sat, 15 Jul 2017 02:40:00 GMT", "Thu, 13 Jul 2017 02:40:00 GMT"
CONDITIONS = [
    ("If-None-Match: TAG", 304), ("If-None-Match: *", 304), (f"If-None-Match: {OTHER}", 200),
    (f"If-None-Match: {OTHER}, TAG", 304), ("If-None-Match: W/TAG", 304),
    (f"If-None-Match: {OTHER}|If-None-Match: TAG", 304), ("If-None-Match: garbage", 200),
    (f"If-Modified-Since: {DATE}", 304), (f"If-Modified-Since: {LATER}", 304),
    (f"If-Modified-Since: {EARLIER}", 200), ("If-Modified-Since: garbage", 200),
    ("If-Modified-Since: Tue, 14 Jul 2099 02:40:00 GMT", 200),	# in the future
    ("If-Modified-Since: Friday, 14-Jul-17 02:40:00 GMT", 304),
    ("If-Modified-Since: Fri Jul 14 02:40:00 2017", 304),
    (f"If-None-Match: {OTHER}|If-Modified-Since: {LATER}", 200),	# the tag rules
    (f"If-None-Match: TAG|If-Modified-Since: {EARLIER}", 304),
    ("If-Match: TAG", 200), ("If-Match: *", 200), (f"If-Match: {OTHER}", 412),
    ("If-Match: W/TAG", 412), (f"If-Match: {OTHER}, TAG", 200),
    (f"If-Unmodified-Since: {DATE}", 200), (f"If-Unmodified-Since: {EARLIER}", 412),
    (f"If-Unmodified-Since: {LATER}", 200), ("If-Unmodified-Since: garbage", 200),
    (f"If-Match: TAG|If-Unmodified-Since: {EARLIER}", 200),	# the tag rules
    (f"If-Match: {OTHER}|If-None-Match: TAG", 412), ("If-Match: TAG|If-None-Match: TAG", 304),
    (f"If-Unmodified-Since: {EARLIER}|If-None-Match: TAG", 412),
    ("If-None-Match: TAG|Range: bytes=0-9", 304), (f"If-Match: {OTHER}|Range: bytes=0-9", 412),
]


@pytest.mark.parametrize("fields, status", CONDITIONS, ids=[c[0] for c in CONDITIONS])
def test_conditions(shared, fields, status):
    tag = etag_of(shared.docroot / "data.bin")
    lines = fields.replace("TAG", tag).replace("|", "\r\n") + "\r\n"
    with Client(shared) as c:
        for method in ("GET", "HEAD"):
            a = c.ask("/data.bin", method, lines)
            assert a.status == status
        post = c.ask("/data.bin", "POST", lines)
        if "None-Match" in fields and status == 304:
            assert post.status == 412
        elif "Since: " in fields and status == 304:
            assert post.status == 200	# only reading can be "not modified"
        else:
            assert post.status == status
        if status == 304:
            assert a.names() == ["Date", "Server", "Last-Modified", "ETag", "Accept-Ranges"]
        if post.status == 412:
            assert post.body == b""
        # The connection goes on in step.
        assert c.ask("/page.html").body == b"<p>hello"


def span(first, last):
    return (f"bytes {first}-{last}/10000", DATA[first:last + 1])


RANGES = [
    ("0-9", [span(0, 9)]), ("9990-", [span(9990, 9999)]), ("-5", [span(9995, 9999)]),
    ("0-", [span(0, 9999)]), ("0-99999", [span(0, 9999)]), ("-99999", [span(0, 9999)]),
    ("9999-9999", [span(9999, 9999)]), ("5-5", [span(5, 5)]),
    ("0-9,5-29", [span(0, 29)]), ("0-9,10-19", [span(0, 19)]), ("5-9, 0-4", [span(0, 9)]),
    ("0-0,-1", [span(0, 0), span(9999, 9999)]),
    ("500-599,0-9,9000-", [span(500, 599), span(0, 9), span(9000, 9999)]),
    ("0-9,20000-,-0", [span(0, 9)]), (",0-1,,9-9,", [span(0, 1), span(9, 9)]),
    ("10000-", 416), ("20000-30000,10000-", 416), ("-0", 416),
    ("99999999999999999999-", 416),
    ("9-5", None), ("a-b", None), ("5", None), ("", None), ("0-9,x", None), ("--1", None),
    ("0 -9", None), ("0-9;10-19", None),
]


@pytest.mark.parametrize("text, want", RANGES, ids=[r[0] for r in RANGES])
def test_ranges(shared, text, want):
    with Client(shared) as c:
        a = c.ask("/data.bin", fields=f"Range: bytes={text}\r\n")
        if want is None:
            assert (a.status, a.body, a["Content-Range"]) == (200, DATA, None)
        elif want == 416:
            assert (a.status, a["Content-Range"]) == (416, "bytes */10000")
        elif len(want) == 1:
            assert a.status == 206
            assert [(a["Content-Range"], a.body)] == want
        else:
            assert a.status == 206 and a["Content-Range"] is None
            assert [(r, body) for r, _, body in parts(a)] == want
        assert c.ask("/page.html").body == b"<p>hello"


def test_parts_have_a_type(shared):
    a = ask(shared, "/page.html", fields="Range: bytes=0-0,3-4\r\n")
    assert parts(a) == [("bytes 0-0/8", "text/html; charset=utf-8", b"<"),
                        ("bytes 3-4/8", "text/html; charset=utf-8", b"he")]
    assert ask(shared, "/data.bin", fields="Range: Bytes=0-0\r\n").status == 206
    assert ask(shared, "/data.bin", fields="Range: lines=0-0\r\n").status == 200
    two = "Range: bytes=0-0\r\n" * 2
    assert ask(shared, "/data.bin", fields=two).status == 200


@pytest.mark.parametrize("value, status", [
    ("TAG", 206), (DATE, 206), (OTHER, 200), (EARLIER, 200), (LATER, 200), ("W/TAG", 200),
    ("garbage", 200), ("*", 200)])
def test_if_range(shared, value, status):
    value = value.replace("TAG", etag_of(shared.docroot / "data.bin"))
    a = ask(shared, "/data.bin", fields=f"If-Range: {value}\r\nRange: bytes=1-2\r\n")
    assert (a.status, a.body) == (status, DATA if status == 200 else DATA[1:3])


def test_too_many_ranges(make_server):
    many = ",".join(f"{i * 10}-{i * 10}" for i in range(4))
    back = ",".join(f"{i * 10}-{i * 10}" for i in (4, 3, 2, 1))
    over = "0-9,0-9,0-9,0-9"
    for lines, text, status in (
            ("MaxRanges 4", many, 206), ("MaxRanges 3", many, 200), ("MaxRanges none", "0-1", 200),
            ("MaxRangeReversals 3", back, 206), ("MaxRangeReversals 2", back, 200),
            ("MaxRangeOverlaps 3", over, 206), ("MaxRangeOverlaps 2", over, 200)):
        server = make_server()
        server.write("data.bin", DATA)
        server.configure(lines).start()
        a = ask(server, "/data.bin", fields=f"Range: bytes={text}\r\n")
        assert (lines, a.status) == (lines, status)
        assert a["Accept-Ranges"] == ("none" if "none" in lines else "bytes")


@pytest.mark.parametrize("sendfile", ["On", "Off"])
def test_sizes_and_sendfile(server, sendfile):
    """Every way content can travel: kept in memory, read, sent by the kernel."""
    sizes = (1, 4095, 4096, 16384, 16385, 65536, 65537, 1 << 20, (8 << 20) + 3)
    for size in sizes:
        put(server, f"old-{size}", (DATA * (size // len(DATA) + 1))[:size])
        put(server, f"new-{size}", (DATA * (size // len(DATA) + 1))[:size], time.time())
    server.configure(f"EnableSendfile {sendfile}").start()
    with Client(server) as c:
        for size in sizes:
            want = (DATA * (size // len(DATA) + 1))[:size]
            for name in (f"/old-{size}", f"/new-{size}"):
                for _ in range(3):
                    assert c.ask(name).body == want
                a = c.ask(name, fields=f"Range: bytes={size // 2}-\r\n")
                assert a.body == want[size // 2:]


@pytest.mark.parametrize("sendfile", ["On", "Off"])
def test_beyond_four_gigabytes(server, sendfile):
    path = server.write("huge", b"")
    size = (5 << 30) + 7
    spots = {0: b"start", (2 << 30) - 2: b"2G", (4 << 30) - 3: b"cross", size - 3: b"end"}
    with open(path, "r+b") as f:
        f.truncate(size)
        for at, text in spots.items():
            f.seek(at)
            f.write(text)
    server.configure(f"EnableSendfile {sendfile}").start()
    with Client(server) as c:
        assert c.ask("/huge", "HEAD")["Content-Length"] == str(size)
        for at, text in spots.items():
            last = at + len(text) - 1
            a = c.ask("/huge", fields=f"Range: bytes={at}-{last}\r\n")
            assert (a.status, a.body) == (206, text)
            assert a["Content-Range"] == f"bytes {at}-{last}/{size}"
        text = ",".join(f"{at}-{at + 1}" for at in spots)
        a = c.ask("/huge", fields=f"Range: bytes={text}\r\n")
        assert [p[2] for p in parts(a)] == [t[:2] for t in spots.values()]
    with Client(server) as c:	# the whole of it: begins right, may be left
        c.send("GET /huge HTTP/1.1\r\nHost: x\r\n\r\n").until(b"\r\n\r\n")
        assert c.exactly(5) == b"start"


# -- content that changes ------------------------------------------------------
def replace(path, content):
    """By rename, as editors do."""
    fresh = path.with_name("fresh.tmp")
    fresh.write_bytes(content)
    fresh.rename(path)


def rewrite(path, content):
    """In place, at the same time stamp if the clock is coarse."""
    with open(path, "r+b") as f:
        f.write(content)
        f.truncate()


@pytest.mark.parametrize("size", [10, 5000, 100_000])
@pytest.mark.parametrize("change", [replace, rewrite])
def test_never_stale_on_a_kept_connection(server, change, size):
    path = put(server, "page.txt", b"-" * size)
    server.configure("MaxKeepAliveRequests 0").start()
    with Client(server) as c:
        assert c.ask("/page.txt").body == b"-" * size
        for i in range(200):
            want = bytes([65 + i % 26]) * (size + i % 3)
            change(path, want)
            a = c.ask("/page.txt")
            assert a.body == want
            assert a["ETag"].removeprefix("W/") == etag_of(path)
            assert c.ask("/page.txt").body == want


def test_an_old_file_is_never_stale(server):
    """What was long unchanged may be kept in memory; not when it changes."""
    path = put(server, "page.txt", b"a" * 100)
    server.configure("MaxKeepAliveRequests 0").start()
    with Client(server) as c:
        for i in range(50):
            want = bytes([65 + i % 26]) * 100
            put(server, "page.txt", want, OLD)		# same size, same mtime
            assert c.ask("/page.txt").body == want
            assert c.ask("/page.txt").body == want
        path.unlink()
        assert c.ask("/page.txt").status == 404
        path.mkdir()
        assert c.ask("/page.txt").status == 301
        path.rmdir()
        put(server, "page.txt", b"back")
        assert c.ask("/page.txt").body == b"back"
        os.truncate(path, 1)
        assert c.ask("/page.txt").body == b"b"


def test_a_missing_file_that_appears(server):
    server.configure().start()
    with Client(server) as c:
        for i in range(20):
            assert c.ask(f"/{i}.txt").status == 404
            server.write(f"{i}.txt", str(i))
            assert c.ask(f"/{i}.txt").body == str(i).encode()


def test_a_parent_that_is_replaced(server):
    put(server, "dir/page.txt", "first")
    server.configure().start()
    with Client(server) as c:
        assert c.ask("/dir/page.txt").body == b"first"
        (server.docroot / "dir").rename(server.docroot / "away")
        assert c.ask("/dir/page.txt").status == 404
        put(server, "dir/page.txt", "second")
        assert c.ask("/dir/page.txt").body == b"second"
        (server.docroot / "dir/page.txt").unlink()
        (server.docroot / "dir").rmdir()
        (server.docroot / "dir").write_text("a file now")
        assert c.ask("/dir").body == b"a file now"
        assert c.ask("/dir/page.txt").status == 404


@pytest.mark.parametrize("sendfile", ["On", "Off"])
def test_truncated_while_it_is_sent(server, sendfile):
    """What was promised cannot be kept: the connection must end early."""
    path = server.write("big.bin", b"x" * 30_000_000)
    server.configure(f"EnableSendfile {sendfile}\nLogFormat \"%X %r\" x\n"
                     "CustomLog logs/x x").start()
    with Client(server) as c:
        c.send("GET /big.bin HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n")
        c.until(b"\r\n\r\n")
        os.truncate(path, 1000)
        body = c.to_end()
    # (sendfile sends the pages themselves: the last one shows the cut.)
    assert len(body) < 30_000_000 and not body.strip(b"x\0" if sendfile == "On" else b"x")
    log = server.dir / "logs/x"
    line = wait_for(lambda: log.exists() and log.read_text(), "the line")
    assert re.match(r"X GET /big.bin", line)
