"""Stopping, in every way it can happen."""
import os
import signal
import time

from conftest import alive, children_of, read_all, wait_for

REST = b"\r\n"


def hold_request(server):
    """A request whose head is not complete: a child waits for REST of it."""
    s = server.connect()
    s.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
    wait_for(lambda: busy(server) >= 1, "a child to be busy")
    return s


def busy(server):
    """Children with an established connection."""
    n = 0
    for pid in server.workers():
        try:
            n += any("socket" in os.readlink(f"/proc/{pid}/fd/{fd}") and
                     int(fd) not in listeners(server)
                     for fd in os.listdir(f"/proc/{pid}/fd"))
        except (FileNotFoundError, ProcessLookupError):
            pass
    return n


def listeners(server):
    """Descriptor numbers that are sockets in the master: its listeners."""
    found = set()
    for fd in os.listdir(f"/proc/{server.pid}/fd"):
        try:
            if "socket" in os.readlink(f"/proc/{server.pid}/fd/{fd}"):
                found.add(int(fd))
        except FileNotFoundError:
            pass
    return found


def test_term_ends_an_idle_server_at_once(running):
    began = time.monotonic()
    running.signal(signal.SIGTERM)
    assert running.process.wait(5) == 0
    assert time.monotonic() - began < 1.5
    assert "AH00169" in running.error_log()


def test_term_lets_a_request_finish(running):
    s = hold_request(running)
    running.signal(signal.SIGTERM)
    running.wait_error("AH00169")
    s.sendall(REST)
    assert read_all(s).startswith(b"HTTP/1.1 200 ")
    assert running.process.wait(5) == 0


def test_term_escalates_and_logs_it(running):
    running.expect_errors("AH00046")
    s = hold_request(running)
    children = children_of(running.pid)
    began = time.monotonic()
    running.signal(signal.SIGTERM)
    assert running.process.wait(12) == 0
    assert 2.5 < time.monotonic() - began < 6
    assert "AH00045" in running.error_log()
    wait_for(lambda: not any(alive(p) for p in children), "all children to be gone")
    s.close()


def test_second_term_does_not_wait(running):
    s = hold_request(running)
    running.signal(signal.SIGTERM)
    running.wait_error("AH00169")
    began = time.monotonic()
    running.signal(signal.SIGTERM)
    running.process.wait(5)
    assert time.monotonic() - began < 2
    s.close()


def test_a_stopped_child_is_killed(running):
    running.expect_errors("AH00046")
    victim = running.workers()[0]
    os.kill(victim, signal.SIGSTOP)
    running.signal(signal.SIGTERM)
    assert running.process.wait(14) == 0
    assert not alive(victim)
    assert "AH00046" in running.error_log()


def test_graceful_stop_waits_and_frees_the_port(running):
    s = hold_request(running)
    running.signal(signal.SIGWINCH)
    running.wait_error("AH00170")
    wait_for(lambda: refused(running), "the port to be closed")
    assert running.is_up()
    assert (running.dir / "logs/preforkd.pid").exists()
    s.sendall(REST)
    assert read_all(s).startswith(b"HTTP/1.1 200 ")
    assert running.process.wait(5) == 0
    assert not (running.dir / "logs/preforkd.pid").exists()


def refused(server):
    try:
        server.connect().close()
        return False
    except ConnectionRefusedError:
        return True


def test_graceful_stop_is_bounded_by_its_timeout(server):
    server.configure("GracefulShutdownTimeout 1").start()
    s = hold_request(server)
    began = time.monotonic()
    server.signal(signal.SIGWINCH)
    assert server.process.wait(10) == 0
    assert 0.8 < time.monotonic() - began < 4
    s.close()


def test_term_after_winch_is_a_stop(running):
    s = hold_request(running)
    running.signal(signal.SIGWINCH)
    running.wait_error("AH00170")
    running.signal(signal.SIGTERM)
    assert running.process.wait(8) == 0
    s.close()


def test_when_the_master_dies_children_leave_and_the_port_is_free(running):
    family = children_of(running.pid)
    s = hold_request(running)
    os.kill(running.pid, signal.SIGKILL)
    running.process.wait(5)
    # The request in progress is still answered.
    s.sendall(REST)
    assert read_all(s).startswith(b"HTTP/1.1 200 ")
    wait_for(lambda: not any(alive(p) for p in family), "children to leave")
    wait_for(lambda: refused(running), "the port to be free")
    assert running.access_log().count("GET /") == 1
    running.pid = None


def test_usr2_does_nothing(running):
    running.signal(signal.SIGUSR2)
    assert running.request("/").status == 200
    assert running.is_up()


def test_nobody_elses_process_group_is_signalled(server, tmp_path):
    # The server shares its group with a bystander, as under a shell script.
    bystander = os.fork()
    if bystander == 0:
        signal.pause()
        os._exit(0)
    server.configure().start()
    assert os.getpgid(server.pid) == os.getpgid(bystander)
    server.signal(signal.SIGTERM)
    server.process.wait(5)
    assert alive(bystander)
    os.kill(bystander, signal.SIGKILL)
    os.waitpid(bystander, 0)


def test_k_stop_with_a_broken_configuration(running):
    running.conf.write_text(running.conf.read_text() + "Nonsense on\n</Directory>\n")
    result = running.command("-k", "stop")
    assert result.returncode == 0, result.stderr
    assert running.process.wait(5) == 0


def test_k_graceful_stop_waits_for_the_end(running):
    assert running.command("-k", "graceful-stop").returncode == 0
    assert running.process.wait(1) == 0


def test_k_stop_without_a_server(server):
    result = server.configure().command("-k", "stop")
    assert result.returncode == 0
    assert "not running" in result.stdout


def test_k_with_an_unknown_verb(server):
    result = server.configure().command("-k", "dance")
    assert result.returncode == 1
    assert "Usage:" in result.stderr
