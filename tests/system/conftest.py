"""Starting the real binary: every test gets its own server, on ports the
kernel chose, in a directory of its own.

Nothing here sleeps to synchronise: `wait_for` asks again and again until a
condition holds or a deadline passes.  At the end of each test the error log
may hold no line at level error or above that the test did not expect.
"""
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("PREFORKD", ROOT / "build/preforkd")).resolve()
IS_ROOT = os.geteuid() == 0
PATIENCE = float(os.environ.get("PATIENCE", "10"))


def free_port(host="127.0.0.1"):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as s:
        s.bind((host, 0))
        return s.getsockname()[1]


def wait_for(condition, what, patience=PATIENCE):
    """The first true value of condition(); fails when it does not come."""
    deadline = time.monotonic() + patience
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            pytest.fail(f"waited {patience} s in vain for: {what}")
        time.sleep(0.005)


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def children_of(pid):
    """Live direct children of a process."""
    found = []
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return found
    for word in text.split():
        if alive(int(word)):
            found.append(int(word))
    return found


def is_logger(pid):
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip() == "preforkd-logger"
    except (FileNotFoundError, ProcessLookupError):
        return False


class Response:
    def __init__(self, status, headers, body, reason=""):
        self.status, self.headers, self.body = status, headers, body
        self.reason = reason

    def __getitem__(self, name):
        return self.headers.get(name)


class Server:
    """One configuration directory and the server that runs on it."""

    def __init__(self, directory):
        self.dir = Path(directory)
        self.port = free_port()
        self.process = None
        self.pid = None
        self.expected = []
        self.docroot = self.dir / "htdocs"
        self.conf = self.dir / "httpd.conf"
        for sub in ("htdocs", "logs"):
            (self.dir / sub).mkdir()
        os.chmod(self.dir, 0o755)
        self.write("index.html", "<!doctype html><title>it</title>it works\n")

    # -- files ---------------------------------------------------------------
    def write(self, name, content, mode=0o644):
        path = self.docroot / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content if isinstance(content, bytes) else content.encode()
        path.write_bytes(data)
        os.chmod(path, mode)
        return path

    def configure(self, text="", listen=True, logs=True, pool=True):
        """Writes the configuration: a usual frame around `text`."""
        lines = [f'ServerRoot "{self.dir}"', f"DefaultRuntimeDir {self.dir}/logs",
                 "PidFile preforkd.pid", "ServerName localhost",
                 'DocumentRoot "htdocs"']
        if listen:
            lines.append(f"Listen 127.0.0.1:{self.port}")
        if IS_ROOT:
            lines += ["User nobody", "Group nogroup"]
        if pool:
            lines += ["StartServers 3", "MinSpareServers 2", "MaxSpareServers 6"]
        if logs:
            lines += ["ErrorLog logs/error_log", "LogLevel info",
                      'LogFormat "%h %l %u %t \\"%r\\" %>s %b" common',
                      "CustomLog logs/access_log common"]
        self.conf.write_text("\n".join(lines) + "\n" + text + "\n")
        return self

    # -- processes -----------------------------------------------------------
    def command(self, *arguments, **options):
        """Runs the binary on this configuration to its end."""
        options.setdefault("timeout", 60)
        return subprocess.run(
            [str(BINARY), "-d", str(self.dir), "-f", str(self.conf), *arguments],
            capture_output=True, text=True, stdin=subprocess.DEVNULL, **options)

    def start(self, *arguments, wait=True, **options):
        """Starts in the foreground and waits until it answers."""
        self.stderr_path = self.dir / "stderr"
        with open(self.stderr_path, "wb") as err:
            self.process = subprocess.Popen(
                [str(BINARY), "-d", str(self.dir), "-f", str(self.conf),
                 "-DFOREGROUND", *arguments], stdin=subprocess.DEVNULL,
                stdout=options.pop("stdout", subprocess.DEVNULL), stderr=err, **options)
        self.pid = self.process.pid
        if wait:
            wait_for(lambda: "serves http" in self.stderr() or
                     self.process.poll() is not None, "the server to be ready")
            assert self.process.poll() is None, self.stderr() + self.error_log()
        return self

    def start_daemon(self):
        """Starts as a daemon; the launcher's status is the result."""
        result = self.command("-k", "start")
        if result.returncode == 0:
            self.pid = self.read_pid()
        return result

    def read_pid(self):
        return int((self.dir / "logs/preforkd.pid").read_text())

    def stderr(self):
        return self.stderr_path.read_text(errors="replace")

    def workers(self):
        return [p for p in children_of(self.pid) if not is_logger(p)]

    def settled(self, n):
        """n workers, and all of them past their start: they watch an epoll."""
        def watches(pid):
            try:
                return any("eventpoll" in os.readlink(f"/proc/{pid}/fd/{fd}")
                           for fd in os.listdir(f"/proc/{pid}/fd"))
            except (FileNotFoundError, ProcessLookupError):
                return False
        workers = self.workers()
        return len(workers) >= n and all(watches(pid) for pid in workers) and self.logger()

    def logger(self):
        return [p for p in children_of(self.pid) if is_logger(p)]

    def signal(self, number):
        os.kill(self.pid, number)

    def is_up(self):
        return alive(self.pid) if self.process is None else self.process.poll() is None

    def stop(self, patience=PATIENCE + 5):
        if self.pid is None or not self.is_up():
            return
        os.kill(self.pid, signal.SIGTERM)
        if self.process is not None:
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                self.kill_all()
                pytest.fail("the server did not stop")
        else:
            wait_for(lambda: not alive(self.pid), "the server to end", patience)

    def kill_all(self):
        for pid in children_of(self.pid) + [self.pid]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    # -- logs ----------------------------------------------------------------
    def error_log(self):
        path = self.dir / "logs/error_log"
        return path.read_text(errors="replace") if path.exists() else ""

    def access_log(self):
        path = self.dir / "logs/access_log"
        return path.read_text(errors="replace") if path.exists() else ""

    def wait_error(self, text, count=1):
        return wait_for(lambda: self.error_log().count(text) >= count and self.error_log(),
                        f"{text!r} in the error log; it holds:\n{self.error_log()}")

    def wait_access(self, text, count=1):
        return wait_for(lambda: self.access_log().count(text) >= count and self.access_log(),
                        f"{text!r} in the access log")

    def expect_errors(self, *patterns):
        """Error-log lines this test provokes on purpose (regular expressions)."""
        self.expected += patterns

    def unexpected(self):
        bad = re.compile(r"\[[a-z_0-9]+:(emerg|alert|crit|error)\]|Sanitizer|BUG")
        return [line for line in self.error_log().splitlines() if bad.search(line)
                and not any(re.search(p, line) for p in self.expected)]

    # -- clients -------------------------------------------------------------
    def connect(self, timeout=PATIENCE, port=None):
        s = socket.create_connection(("127.0.0.1", port or self.port), timeout)
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return s

    def request(self, path="/", method="GET", headers=None, body=None, port=None, host=None):
        c = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=PATIENCE)
        send = dict(headers or {})
        if host:
            send["Host"] = host
        c.request(method, path, body=body, headers=send)
        r = c.getresponse()
        result = Response(r.status, r.headers, r.read(), r.reason)
        c.close()
        return result

    def raw(self, data, half_close=True):
        """Sends bytes, returns everything that comes back until the close."""
        with self.connect() as s:
            s.sendall(data if isinstance(data, bytes) else data.encode())
            if half_close:
                s.shutdown(socket.SHUT_WR)
            return read_all(s)


def read_all(s):
    chunks = []
    while True:
        try:
            chunk = s.recv(65536)
        except ConnectionResetError:
            chunks.append(b"<RESET>")
            break
        if not chunk:
            break
        chunks.append(chunk)
    return b"".join(chunks)


def read_response(s):
    """One response with Content-Length from a socket: (head, body)."""
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = s.recv(65536)
        if not chunk:
            return data.decode("latin-1"), b""
        data += chunk
    head, body = data.split(b"\r\n\r\n", 1)
    match = re.search(rb"(?i)content-length: (\d+)", head)
    want = int(match.group(1)) if match else 0
    while len(body) < want:
        chunk = s.recv(65536)
        if not chunk:
            break
        body += chunk
    return head.decode("latin-1"), body


def serve_and_check():
    """Yields a factory; its servers are stopped and their logs judged."""
    made = []

    def make():
        base = Path(tempfile.mkdtemp(prefix="preforkd-test-"))
        server = Server(base)
        made.append(server)
        return server

    yield make
    problems = []
    for server in made:
        server.stop()
        problems += server.unexpected()
        if "Sanitizer" in (server.dir / "stderr").read_text(errors="replace") \
                if (server.dir / "stderr").exists() else False:
            problems.append((server.dir / "stderr").read_text(errors="replace"))
        shutil.rmtree(server.dir, ignore_errors=True)
    assert not problems, "unexpected error-log lines:\n" + "\n".join(problems)


@pytest.fixture
def make_server():
    """A factory; all its servers end with the test."""
    yield from serve_and_check()


@pytest.fixture(scope="module")
def make_shared():
    """The same for servers that all tests of a module share."""
    yield from serve_and_check()


@pytest.fixture
def server(make_server):
    return make_server()


@pytest.fixture
def running(server):
    return server.configure().start()
