"""The two servers that are compared, on the same files, with the same
configuration, each in a process group of its own on a port the kernel chose.
"""
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("PREFORKD", ROOT / "build/preforkd")).resolve()
IS_ROOT = os.geteuid() == 0
TICK_NS = 1_000_000_000 // os.sysconf("SC_CLK_TCK")

# Whoever has two processors gives one to the server and one to the client.
CPUS = sorted(os.sched_getaffinity(0))
SERVER_CPUS = {CPUS[0]}
CLIENT_CPUS = set(CPUS[1:]) or {CPUS[0]}

SMALL = "small.html"
LARGE = "large.bin"
LARGE_SIZE = 10 << 20

# Enough children for every measure, never at a limit: what a server does to
# keep count of its spare children is part of what a request costs.
STEADY = """StartServers 10
MinSpareServers 5
MaxSpareServers 20
MaxRequestWorkers 64
MaxKeepAliveRequests 0
"""
# What is shared is divided by the children: fifty show what one more costs.
FIFTY = """StartServers 50
MinSpareServers 50
MaxSpareServers 60
MaxRequestWorkers 50
"""
STOCK = """StartServers 5
MinSpareServers 5
MaxSpareServers 10
MaxRequestWorkers 256
"""

CONFIGURATION = """ServerRoot "{dir}"
DefaultRuntimeDir "{dir}"
PidFile "{dir}/server.pid"
ServerName localhost
Listen 127.0.0.1:{port}
{user}
{pool}
DocumentRoot "{files}"
<Directory />
    AllowOverride None
    Require all denied
</Directory>
<Directory "{files}">
    Options FollowSymLinks
    Require all granted
</Directory>
DirectoryIndex index.html
TypesConfig /etc/mime.types
ServerTokens Prod
ErrorLog "{dir}/error_log"
LogLevel notice
LogFormat "%h %l %u %t \\"%r\\" %>s %O \\"%{{Referer}}i\\" \\"%{{User-Agent}}i\\"" combined
CustomLog "{dir}/access_log" combined
"""


def fail(text):
    sys.exit(f"bench: {text}")


def wait_for(condition, what, seconds=15):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            fail(f"waited {seconds} s in vain for {what}")
        time.sleep(0.005)


def make_files(directory):
    """What both serve; older than any rule about fresh files."""
    directory.mkdir()
    contents = {
        "index.html": b"<!doctype html><title>bench</title><p>index\n",
        SMALL: (b"<!doctype html>\n<title>small</title>\n" +
                b"<p>A small page, as most of them are.\n" * 26)[:1000],
        LARGE: bytes(range(256)) * (LARGE_SIZE // 256),
    }
    past = time.time() - 3600
    for name, data in contents.items():
        path = directory / name
        path.write_bytes(data)
        path.chmod(0o644)
        os.utime(path, (past, past))


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def children_of(pid):
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(word) for word in text.split()]


def run_time_ns(pid):
    """Time on a processor, user and system, of one process without threads."""
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
    except (FileNotFoundError, ProcessLookupError):
        return 0


def stat_fields(pid):
    text = Path(f"/proc/{pid}/stat").read_text()
    return text.rsplit(")", 1)[1].split()


class Server:
    """One configuration directory and the server that runs on it."""
    extra = ""

    def __init__(self, base, files, pool=STEADY):
        self.dir = Path(base) / f"{self.name}-{free_port()}"
        self.dir.mkdir(mode=0o755)
        self.files = files
        self.port = free_port()
        user = "User www-data\nGroup www-data" if IS_ROOT else ""
        self.conf = self.dir / "httpd.conf"
        self.conf.write_text(self.extra + CONFIGURATION.format(
            dir=self.dir, port=self.port, files=files, user=user, pool=pool))

    def start(self, cpus=SERVER_CPUS, options=("-DFOREGROUND",), prefix=()):
        with open(self.dir / "stderr", "wb") as err:
            self.process = subprocess.Popen(
                [*prefix, str(self.program), "-d", str(self.dir),
                 "-f", str(self.conf), *options],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                stderr=err, start_new_session=True, cwd=self.dir,
                preexec_fn=lambda: os.sched_setaffinity(0, cpus))
        self.pid = self.process.pid
        wait_for(self.answers, f"{self.name} to answer", 60)
        return self

    def answers(self):
        if self.process.poll() is not None:
            fail(f"{self.name} did not start:\n" +
                 (self.dir / "stderr").read_text() + self.error_log())
        try:
            return self.get(SMALL)[0] == 200
        except OSError:
            return False

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self.pid, signal.SIGKILL)
                self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    # -- as a client ---------------------------------------------------------
    def url(self, name=SMALL):
        return f"http://127.0.0.1:{self.port}/{name}"

    def get(self, name):
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            c.request("GET", "/" + name)
            r = c.getresponse()
            return r.status, r.getheader("Content-Type"), r.read()
        finally:
            c.close()

    def connect(self, timeout=10):
        s = socket.create_connection(("127.0.0.1", self.port), timeout)
        s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return s

    def ask_kept(self, n):
        """n requests, one after the other, on one connection."""
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        for _ in range(n):
            c.request("GET", "/" + SMALL)
            r = c.getresponse()
            if r.status != 200 or len(r.read()) != 1000:
                fail(f"{self.name} answered {r.status}")
        c.close()
        return n

    def write(self, name, data):
        (self.files / name).write_bytes(data)
        (self.files / name).chmod(0o644)

    # -- as an observer ------------------------------------------------------
    def error_log(self):
        path = self.dir / "error_log"
        return path.read_text(errors="replace") if path.exists() else ""

    def reloads_done(self):
        return self.error_log().count("resuming normal operations")

    def workers(self):
        return children_of(self.pid)

    def cpu_ns(self):
        """Of the master, all that live, and all that it has waited for."""
        dead = stat_fields(self.pid)
        return sum(run_time_ns(p) for p in [self.pid, *children_of(self.pid)]) + \
            (int(dead[13]) + int(dead[14])) * TICK_NS


class Preforkd(Server):
    name = "preforkd"
    program = BINARY

    def workers(self):
        def is_logger(pid):
            return "logger" in Path(f"/proc/{pid}/comm").read_text()
        return [p for p in children_of(self.pid) if not is_logger(p)]


class Apache(Server):
    name = "apache2"
    program = Path(shutil.which("apache2") or "/usr/sbin/apache2")
    extra = "".join(
        f"LoadModule {module}_module /usr/lib/apache2/modules/mod_{module}.so\n"
        for module in ("mpm_prefork", "authz_core", "mime", "dir"))
    # All of mod_log_config, mod_logio and mod_unixd are compiled in.


BOTH = (Preforkd, Apache)


def check_same(ours, theirs):
    """Nothing is measured before both give the same answers."""
    for name in ("", SMALL, LARGE, "missing"):
        a, b = ours.get(name), theirs.get(name)
        if a[0] != b[0] or (a[0] == 200 and a != b):
            fail(f"the answers for /{name} differ: {a[:2]} and {b[:2]}")
        if name != "missing" and a[0] != 200:
            fail(f"/{name} is answered with {a[0]}")
