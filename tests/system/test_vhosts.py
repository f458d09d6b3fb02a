"""Which virtual host answers: first by address, then by name."""
import socket

import pytest

from conftest import free_port
from wire import Client, ask


def site(server, name):
    """A document root whose every page is the site's name."""
    root = server.dir / name
    root.mkdir(exist_ok=True)
    (root / "index.html").write_text(name)
    return f'DocumentRoot "{name}"\n'


def host(server, where, name, lines=""):
    return f"<VirtualHost {where}>\n{site(server, name)}{lines}\n</VirtualHost>\n"


def who(server, name="x.test", port=None):
    a = ask(server, "/", host=name, port=port)
    assert a.status == 200
    return a.body.decode()


@pytest.mark.parametrize("name, want", [
    ("one.test", "one"), ("ONE.Test", "one"), ("one.test.", "one"), ("one.test:9999", "one"),
    ("two.test", "two"), ("www.two.test", "two"), ("alias.test", "two"),
    ("three.test", "three"), ("a.wild.test", "three"), ("a.b.wild.test", "three"),
    ("wild.test", "one"), ("ab.qm.test", "one"), ("b.qm.test", "three"),
    ("early.dom", "four"), ("late.dom", "four"), ("other.dom", "four"),
    ("unknown.test", "one"), ("127.0.0.1", "one"), ("[::1]", "one"), ("notone.test", "one")])
def test_names(server, name, want):
    p = server.port
    server.configure(
        host(server, f"*:{p}", "one", "ServerName one.test") +
        host(server, f"*:{p}", "two", "ServerName two.test\nServerAlias www.two.test Alias.TEST") +
        host(server, f"*:{p}", "three", "ServerName three.test\nServerAlias *.wild.test ?.qm.test") +
        # A wildcard of an earlier host wins over a later exact name.
        host(server, f"*:{p}", "four", "ServerName early.dom\nServerAlias *.dom") +
        host(server, f"*:{p}", "five", "ServerName late.dom")).start()
    assert who(server, name) == want


def test_absolute_targets_outweigh_host(server):
    p = server.port
    server.configure(host(server, f"*:{p}", "one", "ServerName one.test") +
                     host(server, f"*:{p}", "two", "ServerName two.test")).start()
    for target, want in (("http://two.test/", b"two"), ("http://two.test:1/", b"two"),
                         ("http://TWO.test", b"two"), ("http://nobody.test/", b"one"),
                         ("https://two.test/", b"two")):
        assert (target, ask(server, target, host="one.test").body) == (target, want)
    with Client(server) as c:
        c.send("GET / HTTP/1.0\r\n\r\n")
        assert c.answer().body == b"one"


def test_one_connection_reaches_every_host(server):
    p = server.port
    server.configure("".join(host(server, f"*:{p}", f"s{i}", f"ServerName s{i}.test")
                             for i in range(30))).start()
    with Client(server) as c:
        for i in list(range(30)) + [7, 7, 3]:
            assert c.ask("/", host=f"s{i}.test").body == f"s{i}".encode()


def test_addresses_and_ports(server):
    """The best fitting address set answers, and hides the others completely."""
    p, q, r = server.port, free_port("127.0.0.2"), free_port()
    main = site(server, "main")
    server.configure(
        main + f"Listen 127.0.0.2:{p}\nListen 127.0.0.1:{q}\nListen 127.0.0.2:{q}\n"
        f"Listen 127.0.0.1:{r}\nServerName main.test\n" +
        host(server, f"127.0.0.1:{p}", "exact", "ServerName exact.test") +
        host(server, f"*:{p}", "star", "ServerName star.test") +
        host(server, f"_default_:{q}", "default", "ServerName default.test") +
        host(server, f"127.0.0.2:{q}", "second", "ServerName second.test") +
        host(server, f"127.0.0.1:{p} 127.0.0.2:{p}", "both", "ServerName both.test")).start()
    for name, address, port, want in (
            ("exact.test", "127.0.0.1", p, "exact"), ("star.test", "127.0.0.1", p, "exact"),
            ("both.test", "127.0.0.1", p, "both"), ("star.test", "127.0.0.2", p, "both"),
            ("any.test", "127.0.0.1", q, "default"), ("second.test", "127.0.0.1", q, "default"),
            ("default.test", "127.0.0.2", q, "second"),
            # No virtual host fits: the main server, whatever the name.
            ("exact.test", "127.0.0.1", r, "main"), ("main.test", "127.0.0.1", p, "exact")):
        with Client(server, host=address, port=port) as c:
            assert (name, address, port, c.ask("/", host=name).body) == \
                (name, address, port, want.encode())


def test_any_port(server):
    p, q = server.port, free_port()
    server.configure(f"Listen 127.0.0.1:{q}\n" +
                     host(server, f"*:{p}", "ported", "ServerName a.test") +
                     host(server, "*:*", "anyport", "ServerName a.test")).start()
    assert who(server, "a.test") == "ported"
    assert who(server, "a.test", port=q) == "anyport"


def test_ipv6(server):
    if not socket.has_ipv6:
        pytest.skip("no IPv6 here")
    try:
        q = free_port("::1")
    except OSError:
        pytest.skip("no IPv6 loopback here")
    server.configure(f"Listen [::1]:{q}\n" + host(server, f"[::1]:{q}", "six") +
                     host(server, f"127.0.0.1:{server.port}", "four")).start()
    with Client(server, host="::1", port=q) as c:
        assert c.ask("/", host="[::1]").body == b"six"
        a = c.ask("/missing", host=f"[::1]:{q}")
        assert a.status == 404
    assert "::1 - - [" in server.wait_access("/missing")
    assert who(server) == "four"


def test_settings_are_inherited_and_overridden(server):
    p = server.port
    server.configure(
        "TraceEnable off\nErrorDocument 404 \"the main text\"\nLimitRequestLine 100\n"
        "FileETag None\nDirectoryIndex start.html index.html\n"
        f'<Directory "{server.dir}">\nErrorDocument 405 "the main method"\n</Directory>\n' +
        host(server, f"*:{p}", "one", "ServerName one.test") +
        host(server, f"*:{p}", "two", "ServerName two.test\nTraceEnable on\nFileETag Size\n"
             "ErrorDocument 404 \"the other text\"\nServerAdmin two@test")).start()
    with Client(server) as c:
        for name, trace, text, etag in (("one.test", 405, b"the main text", ""),
                                        ("two.test", 200, b"the other text", '"3"')):
            assert c.ask("/", "TRACE", host=name).status == trace
            assert c.ask("/missing", host=name).body == text
            assert c.ask("/", "PUT", host=name).body == b"the main method"
            assert (c.ask("/", host=name)["ETag"] or "").removeprefix("W/") == etag
    assert ask(server, "/" + "x" * 100, host="two.test").status == 414


def test_a_named_host_at_start(server):
    """localhost is resolved when the server starts; nonsense is an error."""
    server.configure(host(server, f"localhost:{server.port}", "local")).start()
    assert who(server) == "local"
    result = server.configure(host(server, "no.such.host.invalid:80", "x")).command("-t")
    assert result.returncode == 1 and "no.such.host.invalid" in result.stderr


def test_warnings(server):
    p = server.port
    server.configure(
        host(server, f"*:{p}", "one", "ServerName a.test\nServerAlias *.dom") +
        host(server, f"*:{p}", "two", "ServerName a.test") +
        host(server, f"*:{p}", "three", "ServerName late.dom") +
        host(server, "*:1", "four", "ServerName four.test") +
        host(server, f"127.0.0.1:{p}", "five", "ServerName five.test"))
    result = server.command("-t")
    assert result.returncode == 0, result.stderr
    for words in ("answers for a.test", "answers for late.dom", "no Listen line opens *:1",
                  f"never asked for 127.0.0.1:{p}"):
        assert words in result.stderr


@pytest.mark.parametrize("lines", [
    "<VirtualHost>\n</VirtualHost>", "<VirtualHost *:99999>\n</VirtualHost>",
    "<VirtualHost *:x>\n</VirtualHost>", "ServerAlias x.test",
    "<VirtualHost *:80>\n<VirtualHost *:81>\n</VirtualHost>\n</VirtualHost>",
    "<VirtualHost *:80>\nListen 81\n</VirtualHost>", "<VirtualHost *:80>\nUser root\n</VirtualHost>"])
def test_errors(server, lines):
    result = server.configure(lines).command("-t")
    assert result.returncode == 1
    assert "httpd.conf" in result.stderr
