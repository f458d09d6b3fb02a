"""Reload: USR1 and HUP, good and bad configurations, and what is carried over."""
import signal
import socket
import time

import pytest

from conftest import children_of, free_port, read_all, read_response, wait_for
from load import Load
from test_stop import REST, hold_request, refused

BOTH = pytest.mark.parametrize("sig", [signal.SIGUSR1, signal.SIGHUP], ids=["USR1", "HUP"])


def reloads(server):
    return server.error_log().count("resuming normal operations")


def reload(server, sig=signal.SIGUSR1):
    before = reloads(server)
    server.signal(sig)
    wait_for(lambda: reloads(server) > before, "the new generation")


@BOTH
def test_new_configuration_serves(running, sig):
    old = set(running.workers())
    (running.dir / "other").mkdir()
    (running.dir / "other/index.html").write_text("the other site")
    running.configure('DocumentRoot "other"')
    reload(running, sig)
    assert running.request("/").body == b"the other site"
    wait_for(lambda: not old & set(running.workers()), "old children to leave")
    assert len(running.workers()) >= 3


@BOTH
@pytest.mark.parametrize("bad, words", [
    ("Nonsense 1", "Nonsense"), ("<Directory /x>", "Directory"),
    ("ErrorLog no/such/dir/log", "no/such/dir"), ("User no-such-user", "no-such-user"),
    ("Include missing.conf", "missing.conf"), ("DocumentRoot /no/such/root", "/no/such/root"),
    ("Listen BUSY", "Address already in use")])
def test_bad_configuration_keeps_the_old_one(running, sig, bad, words):
    running.expect_errors(".*")
    if "User" in bad and not __import__("conftest").IS_ROOT:
        pytest.skip("User only counts as root")
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        bad = bad.replace("BUSY", f"127.0.0.1:{busy.getsockname()[1]}")
        old = set(running.workers())
        running.configure(bad)
        running.signal(sig)
        log = running.wait_error("the reload is refused")
    assert words in log
    assert running.is_up()
    assert running.request("/").status == 200
    assert old == set(running.workers())
    # And a good one is taken afterwards.
    running.configure()
    reload(running, sig)
    assert running.request("/").status == 200


@BOTH
def test_a_request_in_progress_is_answered(running, sig):
    s = hold_request(running)
    reload(running, sig)
    s.sendall(REST)
    answer = read_all(s)
    assert answer.startswith(b"HTTP/1.1 200 ")
    assert b"Connection: close" in answer


@BOTH
def test_a_slow_download_is_finished(running, sig):
    content = bytes(range(256)) * 40000
    running.write("big.bin", content)
    s = running.connect()
    s.sendall(b"GET /big.bin HTTP/1.1\r\nHost: x\r\n\r\n")
    part = s.recv(1000)
    reload(running, sig)
    s.shutdown(socket.SHUT_WR)
    answer = part + read_all(s)
    assert answer.split(b"\r\n\r\n", 1)[1] == content


def test_an_idle_kept_connection_ends_soon(running):
    s = running.connect()
    s.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    read_response(s)
    old = set(running.workers())
    reload(running)
    began = time.monotonic()
    assert read_all(s) == b""
    assert time.monotonic() - began < 4
    wait_for(lambda: not old & set(running.workers()), "old children to leave")


def test_the_next_request_on_a_kept_connection_is_served(running):
    s = running.connect()
    s.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    read_response(s)
    reload(running)
    s.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    head, body = read_response(s)
    assert "200 OK" in head and b"it works" in body
    assert "Connection: close" in head


@BOTH
def test_twenty_reloads_under_load_lose_nothing(running, sig):
    with Load(running, fresh=4, kept=4) as load:
        for _ in range(20):
            reload(running, sig)
    assert load.errors == [], load.errors[:5]
    assert load.done > 500


def test_lower_limit_leaves_no_stuck_children(server):
    server.configure("StartServers 8\nMinSpareServers 8\nMaxSpareServers 9").start()
    wait_for(lambda: len(server.workers()) >= 8, "the pool")
    s = hold_request(server)
    server.configure("MaxRequestWorkers 3")
    reload(server)
    wait_for(lambda: len(server.workers()) <= 4, "old idle children to leave")
    s.sendall(REST)
    assert read_all(s).startswith(b"HTTP/1.1 200 ")
    wait_for(lambda: len(server.workers()) <= 3, "the last old child to leave")
    assert "long lost" not in server.error_log()


def test_listeners_come_and_go(running):
    second = free_port()
    first = running.port
    running.configure(f"Listen 127.0.0.1:{second}")
    reload(running)
    assert running.request("/", port=second).status == 200
    assert running.request("/", port=first).status == 200
    running.configure(f"Listen 127.0.0.1:{second}", listen=False)
    reload(running)
    assert running.request("/", port=second).status == 200
    wait_for(lambda: refused(running), "the first port to be closed")
    running.port = second


def test_server_limit_is_frozen_with_a_warning(server):
    server.configure("ServerLimit 8").start()
    server.configure("ServerLimit 20\nMaxRequestWorkers 20")
    reload(server)
    log = server.error_log()
    assert "AH00179" in log and "AH00180" in log


def test_k_graceful_and_restart_report_success(running):
    for verb in ("graceful", "restart"):
        before = reloads(running)
        result = running.command("-k", verb)
        assert result.returncode == 0, result.stderr
        # When the command is back, it has happened.
        assert reloads(running) == before + 1
        assert running.request("/").status == 200


def test_k_graceful_reports_the_reason_of_a_refusal(running):
    running.expect_errors(".*")
    running.configure("Nonsense 1")
    for verb in ("graceful", "restart"):
        result = running.command("-k", verb)
        assert result.returncode == 1
        assert "Nonsense" in result.stderr
    assert running.request("/").status == 200


def test_k_graceful_starts_a_server_that_is_not_running(server):
    server.configure()
    result = server.command("-k", "graceful")
    assert result.returncode == 0, result.stderr
    assert "not running, trying to start" in result.stdout
    server.pid = server.read_pid()
    assert server.request("/").status == 200


def test_signals_in_quick_succession_merge(running):
    for _ in range(10):
        running.signal(signal.SIGUSR1)
        running.signal(signal.SIGHUP)
    reload(running)
    assert running.request("/").status == 200
    wait_for(lambda: len(children_of(running.pid)) <= 8, "old generations to be gone")


def test_a_stop_in_the_middle_of_a_reload(make_server):
    for _ in range(6):
        server = make_server().configure().start()
        server.signal(signal.SIGUSR1)
        server.signal(signal.SIGTERM)
        assert server.process.wait(8) == 0
        assert refused(server)
