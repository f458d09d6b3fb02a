"""From URL paths to files: containment, odd names and kinds, directories."""
import os
import re
import socket
import stat
from urllib.parse import quote

import pytest

from conftest import IS_ROOT
from wire import Client, ask

SECRET = b"top secret"
DENIED = (r"AH00037: Symbolic link not allowed or link target not accessible",
          r"AH00035: access to .* denied")


@pytest.fixture(scope="module")
def tree(make_shared):
    """A site with a secret beside its root."""
    server = make_shared()
    (server.dir / "secret.txt").write_bytes(SECRET)
    (server.dir / "htdocs2").mkdir()
    (server.dir / "htdocs2/index.html").write_bytes(SECRET)
    server.write("a/b/c.txt", "inside")
    server.write("a/index.html", "index of a")
    server.write("bare/readme.txt", "no index here")
    server.write("...", "three dots")
    server.write("..x", "two dots and x")
    server.expect_errors(r"AH01276: Cannot serve directory .*/bare/: No matching DirectoryIndex "
                         r"\(index.html\) found, and server-generated directory index forbidden")
    return server.configure().start()


ESCAPES = ["/../secret.txt", "/a/../../secret.txt", "/..", "/%2e%2e/secret.txt", "/.%2e/secret.txt",
           "/%2E./secret.txt", "/a/%2e%2e/%2e%2e/secret.txt", "//../secret.txt",
           "/./../secret.txt", "/a//../..//../secret.txt", "/../htdocs2/", "/..%2fsecret.txt",
           "/%2e%2e%2fsecret.txt", "/a/..%2f..%2fsecret.txt", "/..%5csecret.txt", "/..\\secret.txt",
           "/%252e%252e/secret.txt", "/..%252fsecret.txt", "/%c0%ae%c0%ae/secret.txt",
           "/..%c0%afsecret.txt", "/%00/../secret.txt", "/a/b/c.txt/../../../../secret.txt",
           "/..;/secret.txt", "/.../secret.txt", "/..%00/secret.txt", "/a/b/c.txt%00.html",
           "/%uff0e%uff0e/secret.txt", "http://localhost/../secret.txt",
           "http://localhost/%2e%2e/secret.txt", "/a/b/%2e%2e/%2e%2e/%2e%2e/secret.txt"]


@pytest.mark.parametrize("target", ESCAPES)
def test_nothing_outside_is_reached(tree, target):
    a = ask(tree, target)
    assert a.status in (400, 404)
    assert SECRET not in a.body


@pytest.mark.parametrize("target, status", [
    ("/..", 400), ("/%2e%2e/x", 400), ("/a/../..", 400), ("/%00", 404), ("/a/b/c.txt%00", 404),
    ("/a%2Fb/c.txt", 404), ("/a%2fb%2fc.txt", 404), ("/%", 400), ("/%1", 400), ("/%g0", 400)])
def test_statuses_of_odd_paths(tree, target, status):
    assert ask(tree, target).status == status


@pytest.mark.parametrize("target, body", [
    ("/a/./b/c.txt", b"inside"), ("/a//b///c.txt", b"inside"), ("/a/x/../b/c.txt", b"inside"),
    ("/%61/%62/%63%2etxt", b"inside"), ("/a/b/../b/%2e/c.txt", b"inside"),
    ("/a/b/..", b"index of a"), ("/a/b/../", b"index of a"), ("/a/.", b"index of a"),
    ("/...", b"three dots"), ("/..x", b"two dots and x"), ("/a/b/c.txt?a/../../..", b"inside"),
    ("/missing/../a/b/c.txt", b"inside"), ("/a/b/c.txt;x=1", None)])
def test_normalised_paths(tree, target, body):
    a = ask(tree, target)
    assert (a.status, body or a.body) == (200 if body else 404, a.body)


def test_a_path_that_goes_on_behind_a_file(tree):
    assert ask(tree, "/a/b/c.txt/more").status == 404
    assert ask(tree, "/a/b/c.txt/").status == 404
    assert ask(tree, "/a/b/c.txt/../c.txt").body == b"inside"


def test_long_paths(tree):
    for target in ("/" + "x" * 255, "/" + "x" * 256, "/" + "x" * 5000, "/x" * 2500,
                   "/a/b" + "/c.txt" * 1000):
        assert ask(tree, target).status == 404


NAMES = ["with blank.txt", "per%cent.txt", "ümlaut.txt", "日本.txt", "q?mark.txt", "ha#h.txt",
         "quo\"te.txt", "am&p.txt", "a+b.txt", "tab\there.txt", "new\nline.txt", "colon:x.txt",
         "back\\slash.txt", "%41.txt", "~tilde.txt", "-dash.txt", "semi;colon.txt", "\x7f.txt"]


@pytest.mark.parametrize("name", NAMES)
def test_names(server, name):
    raw = os.fsencode(name)
    server.write("placeholder", "")
    with open(os.fsencode(server.docroot) + b"/" + raw, "wb") as f:
        f.write(b"content of " + raw)
    (server.docroot / "d").mkdir()
    os.mkdir(os.fsencode(server.docroot) + b"/d/" + raw)
    server.configure().start()
    assert ask(server, "/" + quote(raw)).body == b"content of " + raw
    # The redirect leads back to the same directory.
    a = ask(server, "/d/" + quote(raw) + "?q=%20")
    assert a.status == 301
    where = re.fullmatch(r"http://localhost(:80)?(/.*/)\?q=%20", a["Location"])
    server.expect_errors("AH01276")
    assert where and ask(server, where[2]).status == 403


def test_bytes_that_are_no_utf8(server):
    with open(os.fsencode(server.docroot) + b"/\xff\xfe.txt", "wb") as f:
        f.write(b"bytes")
    server.configure().start()
    assert ask(server, "/%ff%fe.txt").body == b"bytes"


@pytest.mark.parametrize("setting, status, body", [
    ("Off", 404, None), ("On", 200, b"inside"), ("NoDecode", 404, None)])
def test_encoded_slashes(server, setting, status, body):
    server.write("a/b.txt", "inside")
    server.write("a%2Fb.txt", "with an escape in its name")
    (server.dir / "secret.txt").write_bytes(SECRET)
    server.configure(f"AllowEncodedSlashes {setting}").start()
    a = ask(server, "/a%2Fb.txt")
    if setting == "NoDecode":
        assert a.body == b"with an escape in its name"
    else:
        assert (a.status, body) == (status, a.body if body else None)
    for target in ("/..%2fsecret.txt", "/a%2f..%2f..%2fsecret.txt", "/%2e%2e%2fsecret.txt"):
        a = ask(server, target)
        assert a.status in (400, 404) and SECRET not in a.body


def test_merge_slashes_off(server):
    server.write("a/b.txt", "inside")
    server.configure("MergeSlashes Off\n<Location /a>\nRequire all denied\n</Location>").start()
    server.expect_errors("AH01630")
    assert ask(server, "/a/b.txt").status == 403


# -- links ---------------------------------------------------------------------
def link_tree(server):
    (server.dir / "secret.txt").write_bytes(SECRET)
    os.chmod(server.dir / "secret.txt", 0o644)
    server.write("real/page.txt", "a page")
    for name, target in (("inside.txt", "real/page.txt"), ("outside.txt", "../secret.txt"),
                         ("absolute.txt", server.dir / "secret.txt"), ("dir", "real"),
                         ("up", ".."), ("loop", "loop"), ("dangling", "nowhere")):
        os.symlink(target, server.docroot / name)


LINKS = ["/inside.txt", "/outside.txt", "/absolute.txt", "/dir/page.txt", "/up/secret.txt"]


@pytest.mark.parametrize("options", ["None", "-FollowSymLinks", "Indexes"])
def test_no_links(server, options):
    link_tree(server)
    server.expect_errors(*DENIED)
    server.configure(f"<Directory {server.docroot}>\nOptions {options}\n</Directory>").start()
    with Client(server) as c:
        for target in LINKS + ["/loop", "/dangling", "/dir", "/dir/"]:
            for _ in range(2):
                a = c.ask(target)
                assert (target, a.status) == (target, 403)
                assert SECRET not in a.body
        assert c.ask("/real/page.txt").body == b"a page"
    server.wait_error("AH00037: Symbolic link not allowed or link target not accessible: ", 18)


@pytest.mark.parametrize("options", ["FollowSymLinks", "All", ""])
def test_links_are_followed(server, options):
    link_tree(server)
    server.expect_errors(*DENIED)
    line = f"Options {options}" if options else "# nothing: links are followed"
    server.configure(f"<Directory {server.docroot}>\n{line}\n</Directory>").start()
    with Client(server) as c:
        for target in LINKS:
            want = b"a page" if "page" in target or "inside" in target else SECRET
            assert (target, c.ask(target).body) == (target, want)
        assert c.ask("/dir").status == 301
        for target in ("/loop", "/dangling"):
            assert (target, c.ask(target).status) == (target, 403)


@pytest.mark.skipif(not IS_ROOT, reason="needs files of other users")
def test_links_if_the_owner_matches(server):
    link_tree(server)
    server.expect_errors(*DENIED)
    server.write("other/page.txt", "of another")
    os.symlink("other", server.docroot / "their-dir")
    os.symlink("other/page.txt", server.docroot / "their.txt")
    os.symlink("real/page.txt", server.docroot / "handed.txt")
    for name in ("other", "other/page.txt"):
        os.chown(server.docroot / name, 1234, 1234)
    os.chown(server.docroot / "handed.txt", 1234, 1234, follow_symlinks=False)
    server.configure(f"<Directory {server.docroot}>\nOptions SymLinksIfOwnerMatch\n"
                     "</Directory>").start()
    with Client(server) as c:
        for target, status in (("/inside.txt", 200), ("/dir/page.txt", 200), ("/outside.txt", 200),
                               ("/their.txt", 403), ("/their-dir/page.txt", 403),
                               ("/handed.txt", 403), ("/other/page.txt", 200), ("/loop", 403)):
            assert (target, c.ask(target).status) == (target, status)


def test_options_by_directory(server):
    """What one directory allows, another below it may forbid."""
    link_tree(server)
    server.expect_errors(*DENIED)
    server.write("strict/page.txt", "strict")
    os.symlink("page.txt", server.docroot / "strict/link.txt")
    os.symlink("strict", server.docroot / "way")
    server.configure(f"<Directory {server.docroot}/strict>\nOptions -FollowSymLinks\n"
                     "</Directory>").start()
    with Client(server) as c:
        assert c.ask("/inside.txt").status == 200
        assert c.ask("/strict/page.txt").status == 200
        assert c.ask("/strict/link.txt").status == 403
        # Sections see the path as it was mapped, not where a link leads.
        assert c.ask("/way/link.txt").status == 200


def test_a_link_that_comes_later(server):
    """A file that was served turns into a link: the answer changes at once."""
    link_tree(server)
    server.expect_errors(*DENIED)
    server.write("page.txt", "a file")
    server.configure(f"<Directory {server.docroot}>\nOptions None\n</Directory>").start()
    with Client(server) as c:
        assert c.ask("/page.txt").body == b"a file"
        (server.docroot / "page.txt").unlink()
        os.symlink("../secret.txt", server.docroot / "page.txt")
        assert c.ask("/page.txt").status == 403
        assert c.ask("/real/page.txt").status == 200
        (server.docroot / "real").rename(server.docroot / "moved")
        os.symlink("moved", server.docroot / "real")
        assert c.ask("/real/page.txt").status == 403


# -- what is no regular file -----------------------------------------------------
def test_special_files(server):
    server.expect_errors("AH00038: Forbidden: .* doesn't point to a file or directory")
    os.mkfifo(server.docroot / "fifo", 0o666)
    with socket.socket(socket.AF_UNIX) as s:
        s.bind(str(server.docroot / "socket"))
        names = ["fifo", "socket"]
        if IS_ROOT:
            os.mknod(server.docroot / "null", 0o666 | stat.S_IFCHR, os.makedev(1, 3))
            names.append("null")
        os.symlink("/dev/zero", server.docroot / "zero")
        server.configure().start()
        with Client(server) as c:
            for name in names + ["zero"]:
                for path in (f"/{name}", f"/{name}/x"):
                    assert (path, c.ask(path).status) == (path, 403)
            assert c.ask("/").status == 200


@pytest.mark.skipif(not IS_ROOT, reason="own files are always readable enough")
def test_unreadable_files(server):
    server.expect_errors(*DENIED, "AH00132: file permissions deny server access", "AH00036")
    page = server.write("page.txt", "for nobody", 0o600)
    server.write("closed/page.txt", "behind a door")
    os.chmod(server.docroot / "closed", 0o700)
    server.write("open/page.txt", "for all")
    server.configure().start()
    with Client(server) as c:
        assert c.ask("/page.txt").status == 403
        assert c.ask("/closed/page.txt").status == 403
        assert c.ask("/closed/missing").status == 403
        os.chmod(page, 0o644)
        assert c.ask("/page.txt").body == b"for nobody"
        os.chmod(page, 0o600)
        assert c.ask("/page.txt").status == 403
        # The same for the way to it, on the very same connection.
        assert c.ask("/open/page.txt").status == 200
        os.chmod(server.docroot / "open", 0o700)
        assert c.ask("/open/page.txt").status == 403
    log = server.wait_error("AH00035", 3)
    assert "(13)Permission denied: [client 127.0.0.1:" in log
    assert "AH00132: file permissions deny server access: " in log
    assert "AH00035: access to /closed/page.txt denied (filesystem path '" in log


# -- directories -----------------------------------------------------------------
@pytest.mark.parametrize("host, where", [
    ("localhost", "http://localhost/a/"), ("x.test:8081", "http://x.test:8081/a/"),
    ("[::1]:81", "http://[::1]:81/a/")])
def test_directory_redirect(tree, host, where):
    a = ask(tree, "/a", host=host)
    assert (a.status, a["Location"]) == (301, where)
    assert f'<a href="{where}">'.encode() in a.body
    assert ask(tree, "/a?x=1&y", host=host)["Location"] == where + "?x=1&y"
    assert ask(tree, "/a", "POST", "Content-Length: 0\r\n", host=host).status == 301


def test_redirect_with_a_canonical_name(server):
    server.write("a/index.html", "")
    server.configure("ServerName https://canon.test:444\nUseCanonicalName On").start()
    assert ask(server, "/a", host="x.test:81")["Location"] == "https://canon.test:444/a/"


def test_redirects_hold_nothing_of_the_clients(tree):
    """Neither a line nor an element can be smuggled into the answer."""
    a = ask(tree, "/a?<script>%0d%0aX:%20y")
    assert "X" not in a.names()
    assert b"<script>" not in a.body
    a = ask(tree, "//evil.test/%2e%2e/a")
    assert a.status != 301 or a["Location"].startswith("http://localhost/")


def test_directory_slash_off(server):
    server.expect_errors("AH01276")
    server.write("a/index.html", "index of a")
    server.configure("DirectorySlash Off").start()
    assert ask(server, "/a").status == 403
    assert ask(server, "/a/").body == b"index of a"


def test_directory_index(server):
    server.write("one/second.html", "second")
    server.write("two/first.html", "first")
    server.write("two/second.html", "second")
    server.write("three/x", "")
    server.write("four/first.html/index.html", "first is a directory here")
    server.write("four/second.html", "second")
    server.write("last.html", "last resort")
    server.configure("DirectoryIndex first.html second.html /last.html\n"
                     f"<Directory {server.docroot}/three>\nDirectoryIndex disabled\n"
                     "</Directory>").start()
    server.expect_errors("AH01276")
    for target, body in (("/one/", b"second"), ("/two/", b"first"), ("/four/", b"second"),
                         ("/", b"last resort")):
        a = ask(server, target)
        assert (target, a.status, a.body) == (target, 200, body)
    assert ask(server, "/two/")["Content-Type"] == "text/html"
    assert ask(server, "/three/").status == 403
    assert ask(server, "/one/?q", fields="Range: bytes=0-1\r\n").body == b"se"


def test_no_index_is_forbidden(tree):
    assert ask(tree, "/bare/").status == 403
    assert ask(tree, "/bare/readme.txt").status == 200
    tree.wait_error("AH01276: Cannot serve directory")


def test_an_index_that_may_not_be_read(server):
    server.expect_errors("AH01630: client denied by server configuration: .*/a/index.html")
    server.write("a/index.html", "closed")
    server.configure('<Files "index.html">\nRequire all denied\n</Files>').start()
    assert ask(server, "/a/").status == 403


def test_fallback_resource(server):
    server.write("app.html", "the application")
    server.write("real.txt", "real")
    server.write("empty/x", "")
    server.configure("FallbackResource /app.html").start()
    for target in ("/no/such/page", "/missing", "/empty/"):
        a = ask(server, target)
        assert (target, a.status, a.body) == (target, 200, b"the application")
    assert ask(server, "/real.txt").body == b"real"
    assert ask(server, "/real.txt/more").status == 404
