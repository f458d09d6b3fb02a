"""Chaos: reloads good and bad, and killed children, under clients that check
every byte.  Nothing may be lost but requests inside killed children."""
import os
import random
import signal

from conftest import wait_for
from load import Load
from test_reload import reloads

ROUNDS = int(os.environ.get("CHAOS_ROUNDS", "25"))
BAD = ["Nonsense 1", "<Directory /x>", "ErrorLog no/such/log", "Include gone.conf",
       "Require all granted", "MaxKeepAliveRequests many"]


def reload_with(server, text, sig):
    """Asks for a reload and waits for its result."""
    before = reloads(server), refusals(server)
    server.configure(text)
    server.signal(sig)
    wait_for(lambda: (reloads(server), refusals(server)) != before, f"{sig!r} with {text!r}")


def refusals(server):
    return server.error_log().count("the reload is refused")


def kill_a_child(server, rng):
    """Kills one child: 1, or 0 when it had just left by itself."""
    try:
        os.kill(rng.choice(server.workers()), signal.SIGKILL)
        return 1
    except (ProcessLookupError, IndexError):
        return 0


def test_nothing_is_lost_but_what_was_inside_killed_children(running):
    rng = random.Random(4)
    running.expect_errors(".*")
    killed = 0
    with Load(running, fresh=4, kept=4) as load:
        for i in range(ROUNDS):
            sig = rng.choice([signal.SIGUSR1, signal.SIGHUP])
            if i % 3 == 1:
                reload_with(running, rng.choice(BAD), sig)
            else:
                reload_with(running, f"KeepAliveTimeout {rng.randint(1, 9)}", sig)
            if i % 2 == 0:
                killed += kill_a_child(running, rng)
    # A killed child serves one connection, so it can cost one request.
    assert len(load.errors) <= killed, load.errors
    assert load.done > 1000
    assert refusals(running) >= ROUNDS // 3
    running.configure()
    assert running.request("/").status == 200
    wait_for(lambda: len(running.workers()) <= 8, "old generations to be gone", 20)


def test_the_log_holds_a_line_for_every_answered_request(running):
    logs = running.dir / "logs"
    with Load(running, fresh=3, kept=3) as load:
        for i in range(5):
            os.rename(logs / "access_log", logs / f"access_log.{i}")
            reload_with(running, "", signal.SIGUSR1)
            wait_for((logs / "access_log").exists, "a new log")
    assert load.errors == []

    def lines():
        return sum(p.read_text().count("GET /load.bin") for p in logs.glob("access_log*"))
    wait_for(lambda: lines() >= load.done, "all lines")
    # What was answered but not counted: one request of each client at the end.
    assert lines() - load.done <= load.retried + 6
    # Every file has its share: the new one is used as soon as it is there.
    assert all(p.stat().st_size > 0 for p in logs.glob("access_log*"))
