"""Clients that check every byte while something happens to the server.

A request counts as lost when it got no complete and correct answer.  One case
is no loss by RFC 9112 9.3.1: a kept connection that the server had closed,
without a byte of answer, before the request could reach it; the client then
sends it again on a new connection (at most once), as browsers do.
"""
import hashlib
import socket
import threading
import time

from conftest import PATIENCE, read_response

PAGE = "/load.bin"


class Load:
    """Runs `fresh` clients with a connection per request and `kept` ones."""

    def __init__(self, server, fresh=4, kept=4, size=20000):
        self.server = server
        self.content = (b"0123456789abcdef" * (size // 16 + 1))[:size]
        self.want = hashlib.sha256(self.content).digest()
        server.write(PAGE[1:], self.content)
        self.errors, self.done, self.retried = [], 0, 0
        self.lock = threading.Lock()
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=self.run_fresh) for _ in range(fresh)]
        self.threads += [threading.Thread(target=self.run_kept) for _ in range(kept)]

    def __enter__(self):
        for t in self.threads:
            t.start()
        while self.done < len(self.threads):
            if self.errors:
                break
            time.sleep(0.005)
        return self

    def __exit__(self, *_):
        self.stop.set()
        for t in self.threads:
            t.join(PATIENCE + 5)
            if t.is_alive():
                self.errors.append("a client hangs")

    def count(self, **what):
        with self.lock:
            for name, n in what.items():
                setattr(self, name, getattr(self, name) + n)

    def fail(self, text):
        with self.lock:
            self.errors.append(text)

    def ask(self, s, keep):
        """One exchange; the head, or None when closed without a byte."""
        connection = "keep-alive" if keep else "close"
        s.sendall(f"GET {PAGE} HTTP/1.1\r\nHost: localhost\r\n"
                  f"Connection: {connection}\r\n\r\n".encode())
        head, body = read_response(s)
        if not head:
            return None
        if not head.startswith("HTTP/1.1 200 "):
            raise ValueError(f"answer {head.splitlines()[0]!r}")
        if hashlib.sha256(body).digest() != self.want:
            raise ValueError(f"body of {len(body)} bytes differs")
        return head

    def run_fresh(self):
        while not self.stop.is_set():
            try:
                with self.server.connect() as s:
                    if self.ask(s, False) is None:
                        raise ValueError("closed without an answer")
                self.count(done=1)
            except (OSError, ValueError) as e:
                self.fail(f"fresh: {e!r}")

    def run_kept(self):
        s, used = None, 0
        while not self.stop.is_set():
            try:
                if s is None:
                    s, used = self.server.connect(), 0
                head = self.ask_kept(s, used)
                if head is None or "connection: close" in head.lower():
                    s.close()
                    s = None
                used += 1
            except (OSError, ValueError) as e:
                self.fail(f"kept: {e!r}")
                s = None
        if s is not None:
            s.close()

    def ask_kept(self, s, used):
        try:
            head = self.ask(s, True)
        except (ConnectionResetError, BrokenPipeError):
            head = None
            if used == 0:
                raise
        if head is None and used == 0:
            raise ValueError("a new connection was closed without an answer")
        self.count(**({"retried": 1} if head is None else {"done": 1}))
        return head
