"""Chaos: reloads good and bad, and killed children, under clients that check
every byte.  Nothing may be lost but requests inside killed children."""
import os
import random
import signal
import time

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


def kill_a_child(server, load, rng):
    """Kills one child; what it was serving is excused, and only that."""
    victims = server.workers()
    if not victims:
        return
    before = len(load.errors)
    os.kill(rng.choice(victims), signal.SIGKILL)
    load.kills += 1
    del before


def test_nothing_is_lost_but_what_was_inside_killed_children(running):
    rng = random.Random(4)
    running.expect_errors(".*")
    killed = 0
    with Load(running, fresh=4, kept=4) as load:
        load.kills = 0
        for i in range(ROUNDS):
            sig = rng.choice([signal.SIGUSR1, signal.SIGHUP])
            if i % 3 == 1:
                reload_with(running, rng.choice(BAD), sig)
            else:
                reload_with(running, f"KeepAliveTimeout {rng.randint(1, 9)}", sig)
            if i % 2 == 0:
                kill_a_child(running, load, rng)
    killed = load.kills
    # A killed child serves one connection, so it can cost one request.
    assert len(load.errors) <= killed, load.errors
    assert load.done > 1000
    assert refusals(running) >= ROUNDS // 3
    running.configure()
    assert running.request("/").status == 200
    wait_for(lambda: len(running.workers()) <= 8, "old generations to be gone", 20)


def test_the_log_holds_a_line_for_every_answered_request(running):
    running.expect_errors("the logger ended")
    with Load(running, fresh=3, kept=3) as load:
        for _ in range(5):
            reload_with(running, "", signal.SIGUSR1)
            os.rename(running.dir / "logs/access_log", running.dir / "logs/access_log.1")
            with open(running.dir / "logs/kept", "ab") as kept:
                time.sleep(0.05)  # lines may still reach the moved file
                reload_with(running, "", signal.SIGUSR1)
                wait_for(lambda: (running.dir / "logs/access_log").exists(), "a new log")
                kept.write((running.dir / "logs/access_log.1").read_bytes())
    assert load.errors == []

    def lines():
        return sum((running.dir / "logs" / n).read_text().count("GET /load.bin")
                   for n in ("kept", "access_log"))
    wait_for(lambda: lines() >= load.done, "all lines")
    assert lines() - load.done <= load.retried + 8
