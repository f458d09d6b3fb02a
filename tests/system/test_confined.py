"""What a child can do once it runs: as little as possible (needs root)."""
import ctypes
import os
import re
import signal
import subprocess

import pytest

from conftest import IS_ROOT, children_of, wait_for
from wire import ask

pytestmark = pytest.mark.skipif(not IS_ROOT, reason="needs root")


def status_of(pid):
    text = open(f"/proc/{pid}/status").read()
    return dict(line.split(":\t", 1) for line in text.splitlines() if ":\t" in line)


def links(pid):
    """What its descriptors are; one that closes meanwhile is left out."""
    found = {}
    for n in os.listdir(f"/proc/{pid}/fd"):
        try:
            found[int(n)] = os.readlink(f"/proc/{pid}/fd/{n}")
        except FileNotFoundError:
            pass
    return found


def flags(pid, n):
    """How a descriptor was opened; one that has just been closed is no harm."""
    try:
        text = open(f"/proc/{pid}/fdinfo/{n}").read()
    except FileNotFoundError:
        return os.O_RDONLY
    return int(re.search(r"flags:\t(\d+)", text)[1], 8)


def maps(pid, name):
    """(offset, size, permissions) of the mappings of a file."""
    found = []
    for line in open(f"/proc/{pid}/maps"):
        at, permissions, offset, _, _, *path = line.split()
        start, end = (int(x, 16) for x in at.split("-"))
        if path and name in path[0]:
            found.append((int(offset, 16), end - start, permissions))
    return found


@pytest.fixture
def daemon(server):
    """As an administrator starts it: without a terminal."""
    server.configure("StartServers 4\nMinSpareServers 4\nMaxSpareServers 50")
    assert server.start_daemon().returncode == 0
    wait_for(lambda: server.settled(4), "the pool")
    return server


def test_no_rights_are_left(daemon):
    for pid in children_of(daemon.pid):
        s = status_of(pid)
        assert s["Uid"].split() == ["65534"] * 4
        assert s["Gid"].split() == ["65534"] * 4
        assert s["Groups"].split() in ([], ["65534"])
        for name in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
            assert int(s[name], 16) == 0
        assert s["NoNewPrivs"] == "1"


@pytest.mark.parametrize("board", ["", "ScoreBoardFile board"])
def test_one_slot_of_the_board_is_writable(server, board):
    server.configure(f"StartServers 4\nMinSpareServers 4\nMaxSpareServers 50\n{board}").start()
    wait_for(lambda: server.settled(4), "the pool")
    name = "logs/board" if board else "preforkd-scoreboard"
    seen = []
    for pid in server.workers() + server.logger():
        found = maps(pid, name)
        writable = [m for m in found if "w" in m[2]]
        readable = [m for m in found if "w" not in m[2]]
        # A worker's slot and its ring; the logger's tails.
        assert len(writable) == (2 if pid in server.workers() else 1)
        end = max(at + size for at, size, _ in writable)
        assert len(readable) == 1 and readable[0][0] == 0 and readable[0][1] >= end
        seen += [m[:2] for m in writable]
    # Nobody's range overlaps another's, nor the master's own at the start.
    seen.sort()
    assert seen[0][0] > 0
    for (at, size), (next_at, _) in zip(seen, seen[1:]):
        assert at + size <= next_at
    # All slots are of one size, all rings too; the logger's range is its own.
    assert len({size for _, size in seen}) == 3


def test_the_board_cannot_be_mapped_again(daemon):
    """The descriptor is gone from children, and sealed in the master."""
    for pid in children_of(daemon.pid):
        assert not [k for k in links(pid).values() if "preforkd-scoreboard" in k]
    fd, = [n for n, k in links(daemon.pid).items() if "preforkd-scoreboard" in k]
    copy = os.open(f"/proc/{daemon.pid}/fd/{fd}", os.O_RDWR)
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        libc.mmap.restype = ctypes.c_void_p
        libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int,
                              ctypes.c_int, ctypes.c_long]
        assert libc.mmap(None, 4096, 3, 1, copy, 0) == ctypes.c_void_p(-1).value
        with pytest.raises(PermissionError):
            os.pwrite(copy, b"x", 0)
        with pytest.raises(PermissionError):
            os.ftruncate(copy, 0)
    finally:
        os.close(copy)


def test_no_file_is_open_for_writing(daemon):
    """A log a child could write to it could also empty."""
    ask(daemon, "/")
    wait_for(lambda: daemon.settled(4), "the pool")
    for pid in daemon.workers():
        for n, link in links(pid).items():
            if link.startswith("/"):
                assert link == "/dev/null" or flags(pid, n) & os.O_ACCMODE == os.O_RDONLY, \
                    (n, link)


def test_the_logger_cannot_reach_clients(daemon):
    listener, = {k for k in links(daemon.workers()[0]).values() if k.startswith("socket:")}
    logger, = daemon.logger()
    assert listener not in links(logger).values()
    assert listener in links(daemon.pid).values()


def test_last_words_of_a_child_reach_the_error_log(daemon):
    """Standard error of a child is a pipe to the logger, also after rotation."""
    def say(words):
        with open(f"/proc/{daemon.workers()[0]}/fd/2", "w") as f:
            f.write(words + "\n")
        daemon.wait_error(words)
    say("first words")
    (daemon.dir / "logs/error_log").rename(daemon.dir / "logs/old")
    os.kill(daemon.pid, signal.SIGUSR1)
    daemon.wait_error("resuming normal operations")
    say("second words")
    assert "second words" not in (daemon.dir / "logs/old").read_text()
    logger, = daemon.logger()
    os.kill(logger, signal.SIGKILL)
    daemon.expect_errors(".*")
    wait_for(lambda: daemon.logger() not in ([], [logger]), "another logger")
    say("third words")
    daemon.configure("ErrorLog logs/other_error")
    os.kill(daemon.pid, signal.SIGUSR1)
    other = daemon.dir / "logs/other_error"
    wait_for(lambda: other.exists() and "resuming" in other.read_text(), "the other log")
    with open(f"/proc/{daemon.workers()[0]}/fd/2", "w") as f:
        f.write("fourth words\n")
    wait_for(lambda: "fourth words" in other.read_text(), "words in the other log")


def test_an_outsider_reads_a_named_board(server):
    server.configure("ScoreBoardFile board").start()
    path = server.dir / "logs/board"
    st = path.stat()
    assert st.st_mode & 0o777 == 0o644 and st.st_uid == 0
    result = subprocess.run(["head", "-c", "16", str(path)], capture_output=True, user=65534)
    assert result.returncode == 0 and len(result.stdout) == 16
    server.stop()
    assert not path.exists()
    assert server.start_daemon().returncode == 0
    assert path.exists() and ask(server, "/").status == 200
    assert server.command("-k", "stop").returncode == 0
    assert not path.exists()


def test_children_cannot_signal_the_master(daemon):
    """By their user: a child that runs foreign code cannot stop the server."""
    result = subprocess.run(["kill", "-9", str(daemon.pid)], capture_output=True, user=65534,
                            group=65534)
    assert result.returncode != 0
    assert ask(daemon, "/").status == 200


@pytest.mark.parametrize("lines, words", [
    ("User root", "root"), ("User #0", "0"), ("User no-such-user", "no-such-user"),
    ("Group no-such-group", "no-such-group")])
def test_fails_closed(server, lines, words):
    server.configure(lines)
    result = server.start_daemon()
    assert result.returncode == 1
    assert words in result.stderr


def test_a_user_without_a_name(server):
    server.configure("User #4000000\nGroup #4000001").start()
    for pid in children_of(server.pid):
        s = status_of(pid)
        assert s["Uid"].split() == ["4000000"] * 4 and s["Gid"].split() == ["4000001"] * 4
        assert s["Groups"].split() in ([], ["4000001"]) and int(s["CapEff"], 16) == 0
