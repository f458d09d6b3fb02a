"""HTTP as bytes: a client that hides nothing of what the server sends."""
import re
import socket


class Answer:
    def __init__(self, status, reason, fields):
        self.status, self.reason, self.fields = status, reason, fields
        self.body = b""
        self.raw_head = ""

    def __getitem__(self, name):
        """The field's value (a list when sent twice); None when absent."""
        found = [v for n, v in self.fields if n.lower() == name.lower()]
        return found[0] if len(found) == 1 else found or None

    def names(self):
        return [n for n, _ in self.fields]


class Client:
    """One connection; answers are cut exactly where their framing says."""

    def __init__(self, server, port=None, host="127.0.0.1", timeout=10):
        self.socket = socket.create_connection((host, port or server.port), timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.rest = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data.encode("latin-1") if isinstance(data, str) else data)
        return self

    def receive(self):
        data = self.socket.recv(65536)
        self.rest += data
        return data

    def until(self, mark):
        while mark not in self.rest:
            if not self.receive():
                raise EOFError(f"closed before {mark!r}: {self.rest!r}")
        found, self.rest = self.rest.split(mark, 1)
        return found

    def exactly(self, n):
        while len(self.rest) < n:
            if not self.receive():
                raise EOFError(f"closed {n - len(self.rest)} bytes early")
        found, self.rest = self.rest[:n], self.rest[n:]
        return found

    def to_end(self):
        while self.receive():
            pass
        found, self.rest = self.rest, b""
        return found

    def chunks(self):
        body = b""
        while True:
            size = int(self.until(b"\r\n"), 16)
            body += self.exactly(size)
            if size == 0:
                assert self.until(b"\r\n") == b""
                return body
            assert self.exactly(2) == b"\r\n"

    def answer(self, method="GET"):
        head = self.until(b"\r\n\r\n").decode("latin-1")
        line, *lines = head.split("\r\n")
        match = re.fullmatch(r"HTTP/1\.1 (\d{3}) (.*)", line)
        assert match, head
        fields = [tuple(one.split(": ", 1)) for one in lines]
        assert all(len(f) == 2 for f in fields), head
        a = Answer(int(match[1]), match[2], fields)
        a.raw_head = head
        if method == "HEAD" or a.status in (204, 304) or a.status < 200:
            return a
        if a["Transfer-Encoding"]:
            a.body = self.chunks()
        elif a["Content-Length"] is not None:
            a.body = self.exactly(int(a["Content-Length"]))
        else:
            a.body = self.to_end()
        return a

    def ask(self, target="/", method="GET", fields="", body="", host="localhost"):
        """One exchange; `fields` are whole lines."""
        self.send(f"{method} {target} HTTP/1.1\r\nHost: {host}\r\n{fields}\r\n{body}")
        return self.answer(method)

    def is_closed(self):
        """Waits for the server's close; nothing else may come before it."""
        assert self.to_end() == b""
        return True


def ask(server, target="/", method="GET", fields="", body="", **where):
    """One exchange on a connection of its own."""
    host = where.pop("host", "localhost")
    with Client(server, **where) as c:
        return c.ask(target, method, fields, body, host)


def parts(answer):
    """The parts of multipart/byteranges: [(range, type, bytes)]."""
    match = re.fullmatch(r"multipart/byteranges; boundary=(\S+)", answer["Content-Type"])
    assert match, answer["Content-Type"]
    mark = b"--" + match[1].encode()
    first, *rest = answer.body.split(b"\r\n" + mark)
    assert first == b"" and rest.pop() == b"--\r\n"
    found = []
    for part in rest:
        head, body = part.split(b"\r\n\r\n", 1)
        fields = dict(line.lower().split(": ") for line in head.decode().split("\r\n") if line)
        found.append((fields["content-range"], fields.get("content-type"), body))
    return found
