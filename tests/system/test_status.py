"""The status page: what monitoring programs rely on, and true numbers."""
import os
import re
import signal
import socket
import time

import pytest

from conftest import read_all, read_response, wait_for
from test_reload import reload
from test_stop import REST, hold_request

HANDLER = """<Location "/server-status">
SetHandler server-status
</Location>
"""
KEYS = ["ServerVersion", "ServerMPM", "Server Built", "CurrentTime", "RestartTime",
        "ParentServerConfigGeneration", "ParentServerMPMGeneration", "ServerUptimeSeconds",
        "ServerUptime", "Load1", "Load5", "Load15", "Total Accesses", "Total kBytes",
        "Total Duration", "CPUUser", "CPUSystem", "CPUChildrenUser", "CPUChildrenSystem",
        "CPULoad", "Uptime", "ReqPerSec", "BytesPerSec", "BytesPerReq", "DurationPerReq",
        "BusyWorkers", "GracefulWorkers", "IdleWorkers", "Scoreboard"]
OWN = ["MaxRequestWorkers", "ReloadTime", "Reloads", "ReloadFailed"]
EXTENDED = KEYS[12:25]
SOMETIMES = {"CPULoad", "ReqPerSec", "BytesPerSec", "BytesPerReq", "DurationPerReq"}


@pytest.fixture
def status(server):
    return server.configure(HANDLER).start()


def auto(server, path="/server-status?auto"):
    response = server.request(path)
    assert response.status == 200
    assert response["Content-Type"] == "text/plain; charset=ISO-8859-1"
    return response.body.decode("ascii")


def values(text):
    """Keys and values; the first line is the server's name."""
    lines = text.split("\n")
    assert lines.pop() == ""
    found = {}
    for line in lines[1:]:
        key, value = line.split(":", 1)
        assert key not in found
        found[key] = value.strip()
    return found


def number(server, key):
    return float(values(auto(server))[key])


# -- what programs read: each as its source does ----------------------------

def prometheus(text, _response):
    """apache_exporter: a part that is missing or no number ends the scrape."""
    numeric = {"Total Accesses", "Total kBytes", "Total Duration", "Uptime", "BusyWorkers",
               "IdleWorkers", "Load1", "Load5", "Load15", "CPUUser", "CPUSystem",
               "CPUChildrenUser", "CPUChildrenSystem", "CPULoad",
               "ParentServerConfigGeneration", "ParentServerMPMGeneration"}
    seen = set()
    for line in text.split("\n"):
        parts = line.split(":", 1)
        if len(parts) < 2:
            continue
        key, value = parts[0], parts[1].strip()
        if key == "ServerVersion":
            major, minor, patch = value.split("/")[1].split(" ")[0].split(".")[:3]
            float(f"{major}.{minor}{patch}")
        elif key in numeric:
            float(value)
            seen.add(key)
        elif key == "Scoreboard":
            assert set(value) <= set("_SRWKDCLGI.")
    assert {"Uptime", "BusyWorkers", "IdleWorkers", "Total Accesses"} <= seen


def collectd(text, response):
    assert response["Content-Type"].startswith("text/plain")
    found = {}
    for line in text.split("\n"):
        words = line.split(" ")
        if len(words) == 3 and words[0] == "Total":
            found[words[1]] = int(words[2])
        elif len(words) == 2 and words[0] in ("Scoreboard:", "BusyWorkers:", "IdleWorkers:"):
            found[words[0]] = words[1]
    assert set(found) == {"Accesses:", "kBytes:", "Duration:", "Scoreboard:", "BusyWorkers:",
                          "IdleWorkers:"}


def telegraf(text, _response):
    fields = {}
    for line in text.split("\n"):
        if ":" not in line:
            continue
        key, value = line.split(":", 1)
        key, value = key.replace(" ", ""), value.strip()
        if key == "Scoreboard":
            fields["scboard_open"] = value.count(".")
            fields["scboard_sending"] = value.count("W")
        else:
            try:
                fields[key] = float(value)
            except ValueError:
                pass
    assert fields["scboard_sending"] == 1 and fields["scboard_open"] > 100
    assert {"TotalAccesses", "TotalkBytes", "CPUUser", "Uptime", "Load1"} <= set(fields)


def munin(text, _response):
    assert re.search(r"^Total Accesses: \d+$", text, re.M)
    assert re.search(r"^Total kBytes: \d+$", text, re.M)
    busy = int(re.search(r"^Busy(?:Servers|Workers): (\d+)", text, re.M)[1])
    idle = int(re.search(r"^Idle(?:Servers|Workers): (\d+)", text, re.M)[1])
    board = re.search(r"^Scoreboard: (.*)$", text, re.M)[1]
    assert busy + idle + board.count(".") == len(board)


def netdata(text, _response):
    found = {}
    for line in text.splitlines():
        parts = line.split(":")
        if len(parts) == 2:
            found[parts[0]] = parts[1].strip()
    assert "BusyServers" not in found and "IdleServers" not in found
    for key in ("Total Accesses", "Total kBytes", "Uptime", "ReqPerSec", "BytesPerSec",
                "BytesPerReq", "BusyWorkers", "IdleWorkers"):
        float(found[key])


def zabbix(text, _response):
    found = dict(re.findall(r"^([A-Za-z0-9 ]+): (.*)$", text, re.M))
    int(found["ServerUptimeSeconds"])
    assert found["ServerVersion"].startswith("preforkd/")
    assert len(found["Scoreboard"]) == 256


def datadog(text, response):
    found = [line.split(": ") for line in text.splitlines() if line.count(": ") == 1]
    known = {"IdleWorkers", "BusyWorkers", "CPULoad", "Uptime", "Total kBytes",
             "Total Accesses", "Load1", "ReqPerSec", "BytesPerSec", "BytesPerReq"}
    for key, value in found:
        if key in known:
            float(value)
    assert known - {"CPULoad"} <= {key for key, _ in found}
    assert re.match(r"\S+/\d+\.\d+", response["Server"])


def log_server_status(text, _response):
    for pattern in (r"^BusyWorkers:\s+(\d+)", r"^IdleWorkers:\s+(\d+)", r"sses:\s+(\d+)"):
        assert re.search(pattern, text, re.M)


@pytest.mark.parametrize("consumer", [prometheus, collectd, telegraf, munin, netdata, zabbix,
                                      datadog, log_server_status])
def test_every_known_consumer_understands_it(status, consumer):
    status.request("/")
    wait_for(lambda: number(status, "Uptime") > 0, "the first second")
    response = status.request("/server-status?auto")
    consumer(response.body.decode("ascii"), response)


def test_keys_stand_in_the_order_of_httpd(status):
    text = auto(status, "/server-status/?auto")
    assert text.split("\n")[0] == "127.0.0.1"
    found = list(values(text))
    assert [k for k in KEYS + OWN if k in found or k not in SOMETIMES] == found


def test_uptime_of_zero(status):
    text = auto(status)
    if values(text)["Uptime"] == "0":
        assert "\nServerUptime:\n" in text
        assert not {"ReqPerSec", "BytesPerSec", "CPULoad"} & set(values(text))
    assert "inf" not in text and "nan" not in text


def test_extended_status_off(server):
    server.configure("ExtendedStatus Off\n" + HANDLER).start()
    found = values(auto(server))
    assert not set(EXTENDED) & set(found)
    assert list(found) == [k for k in KEYS if k not in EXTENDED] + OWN
    page = server.request("/server-status").body.decode("ascii")
    assert "PID Key" in page and "GET /server-status" not in page
    for pid in server.workers():
        assert f"{pid} in state: " in page


def test_it_follows_the_module_and_ifmodule(server):
    server.expect_errors("no handler named")
    guarded = f"<IfModule mod_status.c>\n{HANDLER}</IfModule>\nProxyStatus On\n"
    load = "LoadModule mpm_prefork_module x.so\nLoadModule authz_core_module x.so\n"
    server.configure(load + guarded).start()
    assert server.request("/server-status?auto").status == 404
    server.configure(load + "LoadModule status_module modules/mod_status.so\n"
                     "<IfModule status_module>\nSeeRequestTail On\nExtendedStatus On\n"
                     "</IfModule>\n" + guarded)
    reload(server)
    assert "Total Accesses" in auto(server)
    server.configure(load + HANDLER)
    reload(server)
    assert server.request("/server-status?auto").status == 500


def test_only_get_and_head(status):
    assert status.request("/server-status", "POST", body="x").status == 404
    head = status.request("/server-status", "HEAD")
    assert head.status == 200 and head.body == b""


def test_the_scoreboard_is_as_long_as_the_limit(server):
    server.configure("MaxRequestWorkers 7\n" + HANDLER).start()
    found = values(auto(server))	# one answer, for the next may differ
    board = found["Scoreboard"]
    assert len(board) == 7 and "W" in board
    assert found["MaxRequestWorkers"] == "7"
    assert int(found["IdleWorkers"]) == board.count("_")


def page_of(server):
    return server.request("/server-status").body.decode("ascii")


def hold_body(server):
    """A request whose head is complete; four bytes of its body are missing."""
    s = server.connect()
    s.sendall(b"POST /held HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabcde")
    wait_for(lambda: "POST /held HTTP/1.1" in page_of(server), "the held request")
    return s


def test_busy_workers_show_what_they_do(status):
    s = hold_body(status)
    # (The child of the request before this one may still be closing it.)
    wait_for(lambda: number(status, "BusyWorkers") == 2, "two busy workers")
    wait_for(lambda: "2 requests currently being processed, 0 workers gracefully restarting"
             in page_of(status), "the same on the page")
    s.sendall(b"fghi")
    s.shutdown(socket.SHUT_WR)
    read_all(s)
    wait_for(lambda: number(status, "BusyWorkers") == 1, "the end of the request")


def test_what_clients_send_cannot_become_markup(status):
    # One connection each: the text lies in the slot of the child that served it.
    status.raw(b"GET http://user:hunter2@localhost/<script>alert(1)</script>?&\" HTTP/1.1\r\n"
               b"Host: localhost\r\nConnection: close\r\n\r\n")
    for query in ("", "?notable"):
        page = status.request("/server-status" + query).body.decode("ascii")
        assert "<script" not in page and "hunter2" not in page
    assert all(c >= " " or c == "\n" for c in page)


def test_a_duration_is_counted_once(status):
    began = time.monotonic()
    s = hold_body(status)
    time.sleep(0.5)     # the duration itself
    s.sendall(b"fghi")
    s.shutdown(socket.SHUT_WR)
    read_all(s)
    took = (time.monotonic() - began) * 1000
    wait_for(lambda: number(status, "Total Duration") >= 450, "the request to be counted")
    # httpd adds it twice.
    assert number(status, "Total Duration") <= took + 200


def ask(server, n):
    for _ in range(n):
        assert server.request("/").status == 200


def counted(server, at_least):
    wait_for(lambda: number(server, "Total Accesses") >= at_least, "requests to be counted")
    return number(server, "Total Accesses")


def test_counters_survive_deaths_and_usr1_and_hup_zeroes_them(status):
    ask(status, 30)
    before = counted(status, 30)
    kilobytes = number(status, "Total kBytes")
    for pid in status.workers():
        os.kill(pid, signal.SIGKILL)
    wait_for(status.is_up, "new children")
    assert number(status, "Total Accesses") >= before
    restarted = values(auto(status))["RestartTime"]
    reload(status)
    found = values(auto(status))
    assert int(found["Total Accesses"]) >= before
    assert int(found["Total kBytes"]) >= kilobytes
    assert found["RestartTime"] == restarted
    assert found["ParentServerConfigGeneration"] == "2"
    assert found["ParentServerMPMGeneration"] == "1"
    wait_for(lambda: number(status, "ServerUptimeSeconds") >= 1, "a second")
    reload(status, signal.SIGHUP)
    found = values(auto(status))
    assert int(found["Total Accesses"]) < 5
    assert int(found["Total kBytes"]) < 5
    assert found["RestartTime"] != restarted
    assert found["ParentServerMPMGeneration"] == "2"
    ask(status, 10)
    assert 10 <= counted(status, 10) < 30


def test_during_a_reload_old_children_show_as_finishing(status):
    s = hold_request(status)
    reload(status)
    found = wait_for(lambda: next((v for v in [values(auto(status))]
                                   if v["Scoreboard"].count("G") == 1), None),
                     "one old child that finishes")
    assert found["GracefulWorkers"] == "1"
    assert found["BusyWorkers"] == "1"
    assert len(found["Scoreboard"]) == 256
    s.sendall(REST)
    assert read_all(s).startswith(b"HTTP/1.1 200 ")
    wait_for(lambda: "G" not in values(auto(status))["Scoreboard"], "it to leave")


def test_more_children_than_the_limit_show_no_more_letters(server):
    server.configure("StartServers 4\nMinSpareServers 2\nMaxSpareServers 4\n"
                     "MaxRequestWorkers 4\n" + HANDLER, pool=False).start()
    held = [hold_request(server) for _ in range(3)]
    wait_for(lambda: number(server, "BusyWorkers") == 4, "three held requests")
    server.expect_errors("AH00161")
    reload(server)
    found = values(auto(server))
    assert len(found["Scoreboard"]) == 4 and "W" in found["Scoreboard"]
    assert int(found["GracefulWorkers"]) >= 3
    for s in held:
        s.sendall(REST)
        read_all(s)


def test_a_refused_reload_is_shown(status):
    status.expect_errors(".*")
    status.configure("Nonsense <1>\n" + HANDLER)
    status.signal(signal.SIGUSR1)
    status.wait_error("the reload is refused")
    found = wait_for(lambda: next((v for v in [values(auto(status))]
                                   if v["ReloadFailed"] == "1"), None), "the news")
    assert found["Reloads"] == "1" and found["ParentServerConfigGeneration"] == "1"
    page = status.request("/server-status").body.decode("ascii")
    assert "A later reload was refused" in page and "Nonsense" in page


def test_cpu_time_of_children_is_seen(status):
    s = status.connect()
    for _ in range(40):
        s.sendall(b"GET /?" + b"x" * 4000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        read_response(s)
    s.close()
    # The master has started processes: that alone takes time.
    wait_for(lambda: number(status, "CPUUser") + number(status, "CPUSystem") > 0, "CPU time")
    found = values(auto(status))
    for key in ("CPUUser", "CPUSystem", "CPUChildrenUser", "CPUChildrenSystem"):
        assert 0 <= float(found[key]) < 60


def test_the_page_needs_nothing_else(status):
    page = status.request("/server-status?refresh=5")
    assert page["Refresh"] == "5"
    assert page["Content-Type"] == "text/html; charset=ISO-8859-1"
    text = page.body.decode("ascii")
    assert not re.search(r"<script|<link|<img|src=|url\(|@import|https?://", text)
    # apachectl cuts here.
    key = text.index("Open slot with no current process")
    assert key < text.index("Server Details")
    for fact in ("Server Version: ", "Server MPM: prefork", "Server Built: ", "Current Time: ",
                 "Restart Time: ", "Parent Server Config. Generation: 1",
                 "Parent Server MPM Generation: 0", "Server uptime:", "Server load: ",
                 "Total accesses: ", "Total Traffic: ", "Total Duration: ", "CPU Usage: u",
                 "requests currently being processed", "idle workers"):
        assert fact in text
    board = re.search(r"<pre>(.*?)</pre>", text, re.S)[1].strip("\n").split("\n")
    assert [len(line) for line in board] == [64] * 4


def test_single_process(server):
    server.configure(HANDLER).start("-X")
    found = values(auto(server))
    assert found["BusyWorkers"] == "1" and found["Scoreboard"].startswith("W")
