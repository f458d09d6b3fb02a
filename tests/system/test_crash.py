"""A child dies: who was it serving, and what happens next."""
import os
import re
import signal
import time

import pytest

from conftest import wait_for
from test_stop import busy, listeners


def busy_child(server):
    for pid in server.workers():
        for fd in os.listdir(f"/proc/{pid}/fd"):
            if "socket" in os.readlink(f"/proc/{pid}/fd/{fd}") and \
                    int(fd) not in listeners(server):
                return pid
    return None


@pytest.mark.parametrize("sig", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL])
def test_the_log_names_request_client_host_and_time(server, sig):
    server.configure(f"<VirtualHost *:{server.port}>\nServerName victim.test\n"
                     "</VirtualHost>").start()
    with server.connect() as s:
        s.sendall(b"POST /report?id=42 HTTP/1.1\r\nHost: victim.test\r\n"
                  b"Content-Length: 9\r\n\r\nabc")
        pid = wait_for(lambda: busy_child(server), "a busy child")
        wait_for(lambda: b"POST /report" in board_text(server), "the request on the board")
        os.kill(pid, sig)
        log = server.wait_error("AH0005")
    line = [k for k in log.splitlines() if "exit signal" in k]
    assert len(line) == 1
    assert re.search(rf"child pid {pid} exit signal .* \({int(sig)}\)", line[0])
    assert '"POST /report?id=42 HTTP/1.1"' in line[0]
    assert "client 127.0.0.1" in line[0]
    assert "victim.test" in line[0]
    assert re.search(r"\d+\.\d+ s", line[0])


def board_text(server):
    """The shared memory as any reader with the rights sees it."""
    for fd in os.listdir(f"/proc/{server.pid}/fd"):
        path = f"/proc/{server.pid}/fd/{fd}"
        if "preforkd-scoreboard" in os.readlink(path):
            with open(path, "rb") as f:
                return f.read(16 * 1024 * 1024)
    return b""


def test_an_idle_child_that_dies_is_reported_as_idle(running):
    pid = running.workers()[0]
    os.kill(pid, signal.SIGSEGV)
    log = running.wait_error(f"child pid {pid} exit signal")
    assert "between requests" in log
    assert running.request("/").status == 200


def test_a_crash_loop_is_slowed_and_calms_down(running):
    deadline = time.monotonic() + 20
    while "killed successively" not in running.error_log():
        assert time.monotonic() < deadline
        for pid in running.workers():
            try:
                os.kill(pid, signal.SIGSEGV)
            except ProcessLookupError:
                pass
    assert running.is_up()
    assert running.error_log().count("killed successively") == 1
    # It heals by itself.
    wait_for(lambda: len(running.workers()) >= 2, "the pool to come back", 20)
    assert running.request("/").status == 200


def test_a_scoreboard_file_can_be_read_by_others(server):
    server.configure("ScoreBoardFile board").start()
    path = server.dir / "logs/board"
    assert path.exists()
    server.request("/seen-on-the-board")
    assert b"/seen-on-the-board" in path.read_bytes()
    assert path.stat().st_mode & 0o022 == 0
