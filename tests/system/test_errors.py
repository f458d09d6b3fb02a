"""ErrorDocument in all its forms, and the canned pages."""
import re

import pytest

from conftest import wait_for
from wire import Client, ask


@pytest.fixture(scope="module")
def shared(make_shared):
    server = make_shared()
    server.expect_errors("AH01630: client denied")
    server.write("err/404.html", "<p>our own page for what is missing")
    server.write("err/plain.txt", "plain words")
    server.write("closed/x", "")
    server.write("here.txt", "here")
    names = ("text", "word", "local", "plain", "query", "lost", "closed", "out", "outer/inner",
             "outer/back", "outer")
    for name in names:
        server.write(f"{name}/x.txt", "x")
    docs = {"text": '"Not <i>here</i> & that is that"', "word": "Missing",
            "local": "/err/404.html", "plain": "/err/plain.txt", "query": "/err/404.html?a=b",
            "lost": "/no/such/page.html", "closed": "/closed/x", "out": "http://other.test/sorry",
            "outer": '"the outer text"', "outer/inner": '"the inner text"', "outer/back": "default"}
    sections = "".join(f"<Location /{n}>\nErrorDocument 404 {d}\nErrorDocument 405 {d}\n"
                       "</Location>\n" for n, d in docs.items())
    return server.configure(sections + "<Location /closed/x>\nRequire all denied\n</Location>\n"
                            "LogFormat \"%s %>s %U %>U %m\" s\nCustomLog logs/s s\n"
                            "TraceEnable Off").start()


@pytest.mark.parametrize("where, type_, body", [
    ("text", "text/html; charset=utf-8", b"Not <i>here</i> & that is that"),
    ("word", "text/html; charset=utf-8", b"Missing"),
    ("local", "text/html", b"<p>our own page for what is missing"),
    ("plain", "text/plain", b"plain words"),
    ("query", "text/html", b"<p>our own page for what is missing"),
    ("outer", "text/html; charset=utf-8", b"the outer text"),
    ("outer/inner", "text/html; charset=utf-8", b"the inner text")])
def test_error_documents(shared, where, type_, body):
    with Client(shared) as c:
        a = c.ask(f"/{where}/missing")
        assert (a.status, a["Content-Type"], a.body) == (404, type_, body)
        # Nothing of the page itself: it is not what was asked for.
        for name in ("Last-Modified", "ETag", "Accept-Ranges", "Content-Range"):
            assert a[name] is None
        for fields in ("If-None-Match: *\r\n", "Range: bytes=0-0\r\n",
                       "If-Match: \"x\"\r\n", "If-Modified-Since: " + a["Date"] + "\r\n"):
            b = c.ask(f"/{where}/missing", fields=fields)
            assert (b.status, b.body) == (404, body)
        head = c.ask(f"/{where}/missing", "HEAD")
        assert (head.status, head["Content-Length"]) == (404, str(len(body)))
        # A form's body does not go to the page, and the connection is in step.
        post = c.ask(f"/{where}/missing", "POST", "Content-Length: 3\r\n", "abc")
        assert (post.status, post.body) == (404, body)
        put = c.ask(f"/{where}/x.txt", "PUT", "Content-Length: 3\r\n", "abc")
        assert (put.status, put["Allow"], put.body) == (405, "GET,HEAD,POST,OPTIONS", body)
        assert c.ask("/here.txt").body == b"here"


def test_external(shared):
    a = ask(shared, "/out/missing?x")
    assert (a.status, a["Location"]) == (302, "http://other.test/sorry")


@pytest.mark.parametrize("where, second", [("lost", "404 Not Found"), ("closed", "403 Forbidden")])
def test_a_page_that_fails_itself(shared, where, second):
    a = ask(shared, f"/{where}/missing")
    assert a.status == 404
    assert b"<h1>Not Found</h1>" in a.body
    assert (f"Additionally, a {second} error was encountered while trying to use an "
            "ErrorDocument to handle the request.").encode() in a.body


def test_back_to_the_default(shared):
    assert b"<h1>Not Found</h1>" in ask(shared, "/outer/back/missing").body


def test_both_statuses_are_logged(shared):
    log = shared.dir / "logs/s"
    ask(shared, "/local/logged")
    wait_for(lambda: log.exists() and "/local/logged" in log.read_text(), "the line")
    line = [x for x in log.read_text().splitlines() if "/local/logged" in x]
    assert line == ["404 404 /local/logged /err/404.html GET"]


def test_before_a_request_is_understood(server):
    server.write("page.html", "a page")
    server.configure("ErrorDocument 400 /page.html\nErrorDocument 414 \"so long\"\n"
                     "ErrorDocument 431 /page.html").start()
    long = "x" * 9000
    for request, status, body in (
            ("GET / HTTP/1.1\r\n\r\n", 400, b"<h1>Bad Request</h1>"),
            (f"GET /{long} HTTP/1.1\r\n", 414, b"so long"),
            (f"GET / HTTP/1.1\r\nA: {long}\r\n", 431, b"<h1>Request Header Fields Too Large</h1>")):
        with Client(server) as c:
            a = c.send(request).answer()
            assert a.status == status and body in a.body


def test_a_directory_without_index(server):
    server.expect_errors("AH01276")
    server.write("bare/x", "")
    server.write("forbidden.html", "not for you")
    server.configure("ErrorDocument 403 /forbidden.html").start()
    a = ask(server, "/bare/")
    assert (a.status, a.body) == (403, b"not for you")


@pytest.mark.parametrize("words", ["99 x", "600 x", "abc x", "404", ""])
def test_bad_error_documents(server, words):
    result = server.configure(f"ErrorDocument {words}").command("-t")
    assert result.returncode == 1
    assert "ErrorDocument" in result.stderr


# -- the canned pages --------------------------------------------------------------
CANNED = [("/missing", "GET", 404, "Not Found"), ("/", "PUT", 405, "Method Not Allowed"),
          ("/", "BREW", 501, "Not Implemented"), ("/%zz", "GET", 400, "Bad Request"),
          ("/local", "GET", 301, "Moved Permanently")]


@pytest.mark.parametrize("target, method, status, reason", CANNED, ids=[str(c[2]) for c in CANNED])
def test_canned_pages(shared, target, method, status, reason):
    a = ask(shared, target, method)
    text = a.body.decode()
    assert (a.status, a.reason) == (status, reason)
    assert a["Content-Type"] == "text/html; charset=utf-8"
    assert text.startswith("<!DOCTYPE html>\n<html lang=")
    assert f"<title>{status} {reason}</title>" in text
    assert f"<h1>{reason}</h1>" in text
    # Legible on a phone, dark where wanted, and nothing is fetched for it.
    assert '<meta name="viewport" content="width=device-width, initial-scale=1">' in text
    assert "color-scheme:light dark" in text
    assert not re.search(r"<script|src=|@import|url\(", text)


def test_pages_show_nothing_the_client_can_forge(server):
    server.configure("ServerSignature EMail\nServerAdmin root@x.test").start()
    a = ask(server, "/<script>alert(1)</script>", fields="Referer: <script>\r\n")
    assert a.status == 404 and b"<script" not in a.body
    assert b'<a href="mailto:root@x.test">localhost</a> Port 80</address>' in a.body
    assert b"<script" not in ask(server, "/%3cscript%3e").body
