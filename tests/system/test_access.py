"""Who may see what: Require and its containers, and the order of sections."""
import os
import socket

import pytest

from conftest import free_port
from wire import Client, ask

AH01630 = "AH01630: client denied by server configuration: "

RULES = [
    # Lines without a container are alternatives.
    ("Require all granted", 200), ("Require all denied", 403),
    ("Require all denied\nRequire all granted", 200),
    ("Require ip 127.0.0.1", 200), ("Require ip 127", 200), ("Require ip 127.0", 200),
    ("Require ip 127.0.0.0/8", 200), ("Require ip 127.0.0.0/255.0.0.0", 200),
    ("Require ip 10.0.0.0/8 127.0.0.1", 200), ("Require ip 10.0.0.1", 403),
    ("Require ip 127.0.0.2", 403), ("Require ip 12", 403), ("Require ip ::1", 403),
    ("Require ip 128.0.0.0/1", 403), ("Require ip 0.0.0.0/0", 200), ("Require local", 200),
    ("Require ip 10.1\nRequire local", 200), ("Require method GET", 200),
    ("Require method POST PUT", 403),
    # Containers.
    ("<RequireAll>\nRequire all granted\nRequire not ip 10.0.0.0/8\n</RequireAll>", 200),
    ("<RequireAll>\nRequire all granted\nRequire not ip 127.0.0.0/8\n</RequireAll>", 403),
    ("<RequireAll>\nRequire local\nRequire method GET\n</RequireAll>", 200),
    ("<RequireAll>\nRequire local\nRequire method POST\n</RequireAll>", 403),
    ("<RequireAny>\nRequire ip 10.1\nRequire method GET\n</RequireAny>", 200),
    ("<RequireAny>\nRequire ip 10.1\nRequire method PUT\n</RequireAny>", 403),
    ("<RequireAll>\nRequire local\n<RequireNone>\nRequire ip 10.1\nRequire method PUT\n"
     "</RequireNone>\n</RequireAll>", 200),
    ("<RequireAll>\nRequire local\n<RequireNone>\nRequire ip 10.1\nRequire method GET\n"
     "</RequireNone>\n</RequireAll>", 403),
    ("<RequireAny>\nRequire ip 10.1\n<RequireAll>\nRequire local\nRequire not method PUT\n"
     "</RequireAll>\n</RequireAny>", 200),
    ("<requireall>\nRequire all granted\n</REQUIREALL>", 200),
    ("<RequireAll>\nRequire all granted\n</RequireAll>\nRequire all denied", 200),
]


@pytest.mark.parametrize("rules, status", RULES, ids=[r[0].replace("\n", ";") for r in RULES])
def test_rules(server, rules, status):
    server.expect_errors(AH01630)
    server.configure(f"<Directory {server.docroot}>\n{rules}\n</Directory>").start()
    assert ask(server, "/").status == status


def test_addresses_of_clients(server):
    """The rule looks at the client, not at where it connected to."""
    server.expect_errors(AH01630)
    server.configure(f"<Location />\nRequire ip 127.0.0.1\n</Location>\n"
                     f"Listen 127.0.0.2:{server.port}").start()
    with Client(server, host="127.0.0.2") as c:
        assert c.socket.getsockname()[0] == "127.0.0.1"
        assert c.ask("/").status == 200
    with socket.socket() as s:
        s.bind(("127.0.0.3", 0))
        s.connect(("127.0.0.1", server.port))
        s.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert s.recv(100).startswith(b"HTTP/1.1 403 ")
    assert "[client 127.0.0.3:" in server.wait_error(AH01630)


@pytest.mark.parametrize("rules, words", [
    ("Require ALL granted", "Unknown Authz provider: ALL"),
    ("Require all maybe", "must be 'granted' or 'denied'"),
    ("Require", "Require"), ("Require ip", "needs an address"),
    ("Require ip 300.1.2.3", "300.1.2.3"), ("Require ip 10.0.0.0/33", "10.0.0.0/33"),
    ("Require not ip 10.1", "negative Require directive has no effect"),
    ("Require valid-user", "authentication"), ("Require user bob", "authentication"),
    ("Require ssl", "TLS is not built in"), ("Require host x.test", "Require ip"),
    ("Require method get", "capitals"), ("Require nonsense", "Unknown Authz provider: nonsense"),
    ("<RequireAll>\n</RequireAll>", "contains no"),
    ("<RequireAll>\nRequire not local\n</RequireAll>", "only negative"),
    ("<RequireAll>\nOptions None\n</RequireAll>", "Options")])
def test_bad_rules(server, rules, words):
    result = server.configure(f"<Location />\n{rules}\n</Location>").command("-t")
    assert result.returncode == 1
    assert words in result.stderr


def test_require_needs_a_section(server):
    result = server.configure("Require all granted").command("-t")
    assert result.returncode == 1 and "not allowed here" in result.stderr


def test_sections_replace_and_inherit(server):
    server.expect_errors(AH01630)
    for name in ("open/x", "open/closed/x", "open/closed/open/x", "open/closed/quiet/x",
                 "open/secret.key", "open/closed/open/secret.key", "free.key"):
        server.write(name, "x")
    root = server.docroot
    server.configure(
        f"<Directory />\nRequire all denied\n</Directory>\n"
        f"<Directory {root}/open>\nRequire all granted\n</Directory>\n"
        f"<Directory {root}/open/closed/open>\nRequire all granted\n</Directory>\n"
        f"<Directory {root}/open/closed>\nRequire all denied\n</Directory>\n"
        f"<Directory {root}/open/closed/quiet>\nOptions None\n</Directory>\n"
        '<Files "*.key">\nRequire all denied\n</Files>\n'
        "<Location /free.key>\nRequire all granted\n</Location>").start()
    with Client(server) as c:
        for target, status in (
                ("/", 403), ("/missing", 403), ("/open/x", 200), ("/open/missing", 404),
                ("/open/closed/x", 403), ("/open/closed/missing", 403),
                ("/open/closed/open/x", 200), ("/open/closed/quiet/x", 403),
                ("/open/secret.key", 403), ("/open/closed/open/secret.key", 403),
                ("/free.key", 200), ("/free.key/", 404), ("/free%2ekey", 200)):
            assert (target, c.ask(target).status) == (target, status)


def test_no_spelling_evades_a_location(server):
    server.expect_errors(AH01630)
    server.write("private/page.txt", "private")
    server.write("privately.txt", "not meant")
    server.configure("<Location /private>\nRequire all denied\n</Location>\n"
                     "<LocationMatch \"\\.(key|pem)$\">\nRequire all denied\n</LocationMatch>").start()
    server.write("a.pem", "x")
    for target in ("/private/page.txt", "//private/page.txt", "/./private/page.txt",
                   "/%70rivate/page.txt", "/x/../private/page.txt", "/private//page.txt",
                   "/private/./page.txt", "/privat%65/page.txt", "/private", "/private/",
                   "http://localhost/private/page.txt", "http://localhost//private/page.txt",
                   "/private/page.txt?x", "/private/missing", "/a.pem", "/a%2epem", "/a.pem/x"):
        want = 404 if target == "/a.pem/x" else 403
        assert (target, ask(server, target).status) == (target, want)
    assert ask(server, "/privately.txt").status == 200


def test_methods_of_closed_places(server):
    """Nothing about a closed place is told by another method."""
    server.expect_errors(AH01630)
    server.write("closed/page.txt", "x")
    server.configure("<Location /closed>\nRequire all denied\n</Location>").start()
    with Client(server) as c:
        for method in ("GET", "HEAD", "POST", "OPTIONS", "PUT"):
            for target in ("/closed/page.txt", "/closed/missing", "/closed"):
                assert (method, target, c.ask(target, method).status) == (method, target, 403)


def test_location_forms(server):
    server.expect_errors(AH01630)
    for name in ("a/x", "a/b/x", "ab/x", "w1/x", "w1/d/x", "r/1.cgi"):
        server.write(name, "x")
    deny = "Require all denied\n"
    server.configure(f"<Location /a/>\n{deny}</Location>\n"
                     f"<Location \"/w?/*\">\n{deny}</Location>\n"
                     f"<Location ~ \"/r/[0-9]+\\.cgi$\">\n{deny}</Location>").start()
    for target, status in (("/a", 301), ("/a/", 403), ("/a/x", 403), ("/a/b/x", 403), ("/ab/x", 200),
                           ("/w1/x", 403), ("/w1/d/x", 200), ("/r/1.cgi", 403), ("/r/a.cgi", 404)):
        assert (target, ask(server, target).status) == (target, status)


def test_files_forms(server):
    server.expect_errors(AH01630)
    for name in ("a.bak", "d/a.bak", "a.bakx", ".htaccess", ".htpasswd", "x.inc", "only/x.inc"):
        server.write(name, "x")
    deny = "Require all denied\n"
    server.configure(f"<Files \"*.bak\">\n{deny}</Files>\n"
                     f"<FilesMatch \"^\\.ht\">\n{deny}</FilesMatch>\n"
                     f"<Directory {server.docroot}/only>\n<Files x.inc>\n{deny}</Files>\n"
                     "</Directory>").start()
    for target, status in (("/a.bak", 403), ("/d/a.bak", 403), ("/a.bakx", 200),
                           ("/.htaccess", 403), ("/.htpasswd", 403), ("/.htmissing", 403),
                           ("/x.inc", 200), ("/only/x.inc", 403), ("/d/", 403)):
        server.expect_errors("AH01276")
        assert (target, ask(server, target).status) == (target, status)


def test_directory_forms(server):
    server.expect_errors(AH01630)
    for name in ("home/bob/pub/x", "home/bob/x", "home/x", "m/one/x", "m/two/x"):
        server.write(name, "x")
    root = server.docroot
    deny = "Require all denied\n"
    server.configure(f"<Directory {root}/home/*/pub>\n{deny}</Directory>\n"
                     f"<DirectoryMatch \"/m/(one|three)/\">\n{deny}</DirectoryMatch>").start()
    for target, status in (("/home/bob/pub/x", 403), ("/home/bob/x", 200), ("/home/x", 200),
                           ("/m/one/x", 403), ("/m/two/x", 200)):
        assert (target, ask(server, target).status) == (target, status)


def test_merging(server):
    server.expect_errors(AH01630)
    for name in ("off/x", "and/x", "or/x"):
        server.write(name, "x")
    root = server.docroot
    server.configure(f"<Directory {root}>\nRequire all denied\n</Directory>\n" + "".join(
        f"<Directory {root}/{name}>\nAuthMerging {name}\nRequire all granted\n</Directory>\n"
        for name in ("off", "and", "or"))).start()
    for target, status in (("/off/x", 200), ("/and/x", 403), ("/or/x", 200)):
        assert (target, ask(server, target).status) == (target, status)


def test_order_of_sections(server):
    """Later kinds win: Directory by depth, DirectoryMatch, Files, Location."""
    server.write("a/f.txt", "x")
    root = server.docroot
    layers = [f"<Directory {root}>", f"<Directory {root}/a>", f'<DirectoryMatch "{root}/a">',
              "<Files f.txt>", "<Location /a>"]
    for n in range(1, len(layers) + 1):
        # Written in the opposite order, so that the file's order cannot help.
        text = "".join(f"{open_}\nErrorDocument 405 \"layer {i}\"\n</{open_[1:].split()[0]}>\n"
                       for i, open_ in reversed(list(enumerate(layers[:n]))))
        server.port = free_port()
        server.configure(text).start()
        assert ask(server, "/a/f.txt", "PUT").body == f"layer {n - 1}".encode()
        server.stop()


def test_sections_of_hosts_follow_those_of_the_server(server):
    server.write("a/f.txt", "x")
    root = server.docroot

    def doc(section, text):
        return f"<{section}>\nErrorDocument 405 \"{text}\"\n</{section.split()[0]}>\n"
    p = server.port
    server.configure(
        doc(f"Directory {root}/a", "main deep") + doc("Location /loc", "main loc") +
        f"<VirtualHost *:{p}>\nServerName one.test\n" + doc(f"Directory {root}", "host shallow") +
        "</VirtualHost>\n" f"<VirtualHost *:{p}>\nServerName two.test\n" +
        doc(f"Directory {root}/a", "host deep") + doc("Location /a", "host loc") +
        "</VirtualHost>").start()
    # A host's shallow section still comes before a deep one of the server.
    assert ask(server, "/a/f.txt", "PUT", host="one.test").body == b"main deep"
    assert ask(server, "/a/f.txt", "PUT", host="two.test").body == b"host loc"
    assert ask(server, "/", "PUT", host="one.test").body == b"host shallow"
    assert ask(server, "/loc", "PUT", host="two.test").body == b"main loc"


def test_denials_are_logged_for_fail2ban(server):
    server.expect_errors(AH01630)
    server.write("d/x", "")
    server.configure("<Location />\nRequire all denied\n</Location>").start()
    ask(server, "/d/x")
    log = server.wait_error(AH01630)
    line = [x for x in log.splitlines() if "AH01630" in x][0]
    assert "[authz_core:error] [pid " in line and "] [client 127.0.0.1:" in line
    assert line.endswith(f"{AH01630}{os.path.realpath(server.docroot)}/d/x")
