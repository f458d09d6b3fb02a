"""The clients: load tools with their verdicts read, and two of our own."""
import os
import re
import selectors
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import servers

sys.path.insert(0, str(servers.ROOT / "tests/system"))


def run(command, seconds=60):
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=seconds,
        preexec_fn=lambda: os.sched_setaffinity(0, servers.CLIENT_CPUS))
    if done.returncode != 0:
        servers.fail(f"{command[0]}: {done.stderr or done.stdout}")
    return done.stdout


def number(pattern, text, otherwise=None):
    match = re.search(pattern, text)
    if match is None and otherwise is None:
        servers.fail(f"no {pattern!r} in:\n{text}")
    return int(match.group(1)) if match else otherwise


def wrk(url, seconds, connections=4, status=200):
    """Requests answered on kept connections; any error ends the bench."""
    text = run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}", url])
    if "Socket errors" in text or \
            ("Non-2xx" in text) != (status != 200):
        servers.fail(f"wrk {url}:\n{text}")
    return number(r"(\d+) requests in", text)


def ab(url, n, kept=False, connections=4):
    text = run(["ab", "-q", "-n", str(n), "-c", str(connections),
                *(["-k"] if kept else []), url])
    bad = number(r"Failed requests: +(\d+)", text) + \
        number(r"Non-2xx responses: +(\d+)", text, 0)
    if bad or number(r"Complete requests: +(\d+)", text) != n:
        servers.fail(f"ab {url}:\n{text}")
    return n


def storm(port, clients):
    """All connect at once, ask once and stay; seconds to each first byte."""
    request = (f"GET /{servers.SMALL} HTTP/1.1\r\n"
               "Host: localhost\r\n\r\n").encode()
    waits, started, unsent = {}, {}, set()
    with selectors.DefaultSelector() as selector:
        for _ in range(clients):
            s = socket.socket()
            s.setblocking(False)
            s.connect_ex(("127.0.0.1", port))
            started[s] = time.monotonic()
            unsent.add(s)
            selector.register(s, selectors.EVENT_WRITE)
        deadline = time.monotonic() + 40
        while len(waits) < clients and time.monotonic() < deadline:
            for key, _ in selector.select(1):
                s = key.fileobj
                if s in unsent:
                    s.sendall(request)
                    unsent.discard(s)
                    selector.modify(s, selectors.EVENT_READ)
                    continue
                data = s.recv(65536)
                if not data.startswith(b"HTTP/1.1 200"):
                    servers.fail(f"storm: an answer starts {data[:30]!r}")
                waits[s] = time.monotonic() - started[s]
                selector.unregister(s)
        for s in started:
            s.close()
    if len(waits) < clients:
        servers.fail(f"storm: {clients - len(waits)} clients got no answer")
    return sorted(waits.values())


def reloads(server, which, count):
    """(lost, done): under load, each signal after the last took effect."""
    from load import Load
    with Load(server) as load:
        for _ in range(count):
            before = server.reloads_done()
            server.process.send_signal(which)
            servers.wait_for(lambda: server.reloads_done() > before,
                             f"{server.name} to load again")
            time.sleep(0.1)
    if load.done < count:
        servers.fail(f"reloads: {server.name} answered {load.done} requests")
    return len(load.errors), load.done, load.errors


def is_traced(pid):
    text = Path(f"/proc/{pid}/status").read_text()
    return number(r"TracerPid:\s+(\d+)", text) != 0


def system_calls(server, ask):
    """{name: calls per request} of the children while ask() sends requests."""
    pids = server.workers()
    table = server.dir / "strace"
    tracer = subprocess.Popen(
        ["strace", "-c", "-U", "calls,name", "-o", str(table),
         *[word for p in pids for word in ("-p", str(p))]],
        stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    servers.wait_for(lambda: tracer.poll() is not None or
                     all(is_traced(p) for p in pids), "strace to attach")
    if tracer.poll() is not None:
        servers.fail("strace does not work here")
    n = ask()
    tracer.send_signal(signal.SIGINT)
    tracer.wait(10)
    found = re.findall(r"^\s*(\d+)\s+([a-z_0-9]+)\s*$", table.read_text(), re.M)
    return {name: int(calls) / n for calls, name in found if name != "total"}


def instructions(kind, base, files, n):
    """Instructions per kept request of one process under callgrind: what many
    requests take beyond what one takes, start and end included."""
    totals = []
    for times in (1, n + 1):
        server = kind(base, files)
        out = server.dir / "callgrind"
        server.start(options=("-X",), prefix=(
            "valgrind", "-q", "--vgdb=no", "--tool=callgrind",
            f"--callgrind-out-file={out}.%p"))
        table = out.with_suffix(f".{server.pid}")
        # Made by root, and written at the end, by who is no longer root.
        table.chmod(0o666)
        with server:
            server.ask_kept(times)
        totals.append(number(r"(?m)^(?:summary|totals): (\d+)",
                             table.read_text()))
    return (totals[1] - totals[0]) / n
