"""Starting: what the launcher says, PID files, refusals, the options."""
import os
import re
import signal
import socket
import subprocess

import pytest

from conftest import BINARY, IS_ROOT, alive, children_of, wait_for


def test_daemon_starts_answers_and_stops(server):
    server.configure()
    result = server.start_daemon()
    assert result.returncode == 0, result.stderr
    # The launcher came back because a child answers, not before.
    assert server.request("/").status == 200
    assert os.getsid(server.pid) == server.pid
    assert os.readlink(f"/proc/{server.pid}/cwd") == "/"
    for fd in (0, 1):
        assert os.readlink(f"/proc/{server.pid}/fd/{fd}") == "/dev/null"
    assert server.command("-k", "stop").returncode == 0
    assert not alive(server.pid)
    assert not (server.dir / "logs/preforkd.pid").exists()
    assert "AH00169: caught SIGTERM, shutting down" in server.error_log()


def test_daemon_holds_no_pipe_of_its_launcher(server):
    server.configure()
    # Would hang if a child kept the launcher's standard output open.
    result = subprocess.run([str(BINARY), "-d", str(server.dir), "-f", str(server.conf),
                             "-k", "start"], capture_output=True, timeout=20)
    assert result.returncode == 0
    server.pid = server.read_pid()


def test_second_start_says_already_running(server):
    server.configure().start()
    result = server.command("-k", "start")
    assert result.returncode == 1
    assert f"(pid {server.pid}) already running" in result.stdout + result.stderr
    assert server.request("/").status == 200


def test_stale_pid_file_does_not_block(server):
    server.configure()
    (server.dir / "logs/preforkd.pid").write_text(f"{os.getpid()}\n")
    assert server.start_daemon().returncode == 0
    assert server.read_pid() != os.getpid()
    assert server.request("/").status == 200


def test_pid_file_is_complete_and_readable(running):
    path = running.dir / "logs/preforkd.pid"
    assert path.read_text() == f"{running.pid}\n"
    assert path.stat().st_mode & 0o777 == 0o644
    assert [p.name for p in path.parent.iterdir() if "pid." in p.name] == []


def test_busy_port_is_told_before_detaching(server):
    with socket.socket() as s:
        s.bind(("127.0.0.1", server.port))
        s.listen()
        server.configure()
        result = server.start_daemon()
    assert result.returncode == 1
    assert "AH00072" in result.stderr and str(server.port) in result.stderr
    assert "Address already in use" in result.stderr


def test_missing_log_directory_is_told(server):
    server.configure("ErrorLog nowhere/error_log")
    result = server.start_daemon()
    assert result.returncode == 1
    assert "nowhere/error_log" in result.stderr
    assert "No such file or directory" in result.stderr


def test_no_listen_is_told(server):
    server.configure(listen=False)
    result = server.start_daemon()
    assert result.returncode == 1
    assert "no listening sockets available" in result.stderr


def test_all_errors_in_one_run(server):
    server.configure("ServerNam x\nTimeout abc\nDirectoryIndex a.html\nKeepAlive maybe")
    result = server.command("-t")
    assert result.returncode == 1
    n = len(server.conf.read_text().splitlines())
    for line, word in ((n - 3, "ServerName"), (n - 2, "Timeout"), (n, "KeepAlive")):
        assert re.search(rf"line {line} of {re.escape(str(server.conf))}", result.stderr)
        assert word in result.stderr
    assert "Syntax OK" not in result.stderr


def test_check_says_syntax_ok_on_stderr(server):
    result = server.configure().command("-t")
    assert result.returncode == 0
    assert "Syntax OK" in result.stderr
    assert result.stdout == ""


@pytest.mark.skipif(not IS_ROOT, reason="needs root")
def test_root_without_user_is_refused(server):
    server.configure()
    text = server.conf.read_text().replace("User nobody\n", "")
    server.conf.write_text(text)
    result = server.start_daemon()
    assert result.returncode == 1
    assert "User" in result.stderr and "required" in result.stderr


@pytest.mark.skipif(not IS_ROOT, reason="needs root")
@pytest.mark.parametrize("user, words", [
    ("root", "must not run as root"), ("#0", "must not run as root"),
    ("no-such-user", "bad user name")])
def test_root_with_a_bad_user_is_refused(server, user, words):
    server.configure(f"User {user}")
    result = server.start_daemon()
    assert result.returncode == 1
    assert words in result.stderr


@pytest.mark.skipif(not IS_ROOT, reason="needs root")
def test_children_have_given_up_root(running):
    wait_for(lambda: running.settled(3), "the pool")
    for pid in children_of(running.pid):
        status = open(f"/proc/{pid}/status").read()
        assert re.search(r"Uid:\s+65534\s+65534\s+65534\s+65534", status)
        assert re.search(r"Gid:\s+65534\s+65534\s+65534\s+65534", status)
        assert re.search(r"CapEff:\s+0+\n", status)
        assert "NoNewPrivs:\t1" in status


def test_children_hold_few_descriptors(running):
    wait_for(lambda: running.settled(3), "the pool")
    for pid in running.workers():
        links = [os.readlink(f"/proc/{pid}/fd/{n}") for n in os.listdir(f"/proc/{pid}/fd")
                 if int(n) > 2]
        assert not [k for k in links if "log" in k or "preforkd.pid" in k or "memfd" in k]
        assert len(links) < 12, links


@pytest.mark.parametrize("option, status, words", [
    ("-v", 0, ["Server version: preforkd/", "Server built:"]),
    ("-V", 0, ["Server MPM:     prefork", "HTTPD_ROOT"]),
    ("-l", 0, ["Compiled in modules:", "mod_log_config.c", "prefork.c"]),
    ("-L", 0, ["DocumentRoot", "StartServers", "Listen"]),
    ("-h", 1, ["Usage: preforkd", "-k start"]),
    ("-Q", 1, ["Usage: preforkd"])])
def test_informing_options(server, option, status, words):
    result = server.configure().command(option)
    assert result.returncode == status
    for word in words:
        assert word in result.stdout + result.stderr


def test_dump_vhosts_and_settings(server):
    server.configure(f"""Define SITE example
<VirtualHost *:{server.port}>
 ServerName a.test
 ServerAlias www.a.test *.b.test
</VirtualHost>
<VirtualHost *:{server.port}>
 ServerName c.test
</VirtualHost>""")
    result = server.command("-S")
    assert result.returncode == 0, result.stderr
    for word in ("VirtualHost configuration:", "is a NameVirtualHost", "default server a.test",
                 "namevhost c.test", "alias www.a.test", "wild alias *.b.test",
                 f'ServerRoot: "{server.dir}"', "PidFile:", "Define: SITE=example"):
        assert word in result.stdout, result.stdout


def test_dump_modules_and_includes(server):
    (server.dir / "extra.conf").write_text("# nothing\n")
    server.configure("Include extra.conf")
    modules = server.command("-M").stdout
    assert "Loaded Modules:" in modules and " core_module (static)" in modules
    includes = server.command("-t", "-D", "DUMP_INCLUDES").stdout
    assert "(*) " in includes and "extra.conf" in includes


def test_lines_before_and_after_the_file(server):
    server.configure("ServerAdmin file@x")
    result = server.command("-C", "Define A b", "-c", "DocumentRoot /nonexistent-dir", "-t")
    assert result.returncode == 1 and "/nonexistent-dir" in result.stderr
    assert server.command("-c", "DocumentRoot /nonexistent-dir", "-T", "-t").returncode == 0


def test_startup_messages_to_a_file(server):
    server.configure("Nonsense 1")
    target = server.dir / "startup"
    result = server.command("-E", str(target), "-t")
    assert result.returncode == 1
    assert "Nonsense" in target.read_text()
    assert "Nonsense" not in result.stderr


def test_clamping_is_warned_about_and_works(server):
    server.configure("ServerLimit 4\nMaxRequestWorkers 9\nStartServers 50\nMinSpareServers 0")
    result = server.command("-t")
    assert result.returncode == 0
    assert "AH00180" in result.stderr and "MaxRequestWorkers of 9" in result.stderr
    assert "AH00186" in result.stderr
    server.start()
    wait_for(lambda: len(server.workers()) <= 4, "at most ServerLimit children")


def test_old_names_are_accepted(server):
    server.configure("MaxClients 7\nMaxRequestsPerChild 3")
    assert server.command("-t").returncode == 0


def test_single_process(server):
    server.configure().start("-X")
    assert server.request("/").status == 200
    assert server.workers() == []
    server.signal(signal.SIGTERM)
    assert server.process.wait(10) == 0


def test_starts_as_an_ordinary_user(server):
    if not IS_ROOT:
        pytest.skip("everything else runs so already")
    server.configure()
    os.system(f"chown -R 65534:65534 {server.dir}")
    server.start(user=65534, group=65534)
    assert server.request("/").status == 200
    status = open(f"/proc/{server.pid}/status").read()
    assert "Uid:\t65534" in status
