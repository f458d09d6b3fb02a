"""The configuration language on the real binary, and what -t says about it."""
import os
import re
import signal

import pytest

from conftest import IS_ROOT, wait_for
from wire import ask


def check(server, text, **options):
    """-t on this text: the status and what was said."""
    result = server.configure(text, **options).command("-t")
    return result.returncode, result.stderr


def value(server, text, before=""):
    """What an ErrorDocument line of `text` turned into on the wire."""
    server.configure(f"{before}\n{text}").start()
    return ask(server, "/missing").body.decode()


# -- lines, words, variables ---------------------------------------------------------
@pytest.mark.parametrize("line, want", [
    ('ErrorDocument 404 "two words"', "two words"), ("ErrorDocument 404 'two words'", "two words"),
    ('ErrorDocument 404 "a \\"quote\\" and \\\\ and \\d"', 'a "quote" and \\ and \\d'),
    ("errordocument 404 word", "word"), ("  \tErrorDocument\t404  word  \t", "word"),
    ('ErrorDocument 404 "a \\\n  b"', "a   b"), ("ErrorDocument \\\n404 \\\nword", "word"),
    ("ErrorDocument 404 first\nErrorDocument 404 second", "second"),
    ("# a comment\n   # another \\\nErrorDocument 404 swallowed\nErrorDocument 404 kept", "kept"),
    ("ErrorDocument 404 word\r", "word")])
def test_lines(server, line, want):
    assert value(server, line) == want


@pytest.mark.parametrize("before, text, want", [
    ("Define NAME value", "a ${NAME} b", "a value b"), ("Define name value", "${NAME}", "value"),
    ("Define A one\nDefine B ${A}-two\nDefine A changed", "${A} ${B}", "changed one-two"),
    ("Define A x\nUnDefine A\nDefine A y", "${A}", "y"), ("Define A x", "$A ${ A} $", "$A ${ A} $"),
    ("Define A ${B?=fallback}", "${A}", "fallback"), ("", "${HOME_OF_TEST}", "of the environment")])
def test_variables(server, before, text, want):
    os.environ["HOME_OF_TEST"] = "of the environment"
    assert value(server, f'ErrorDocument 404 "{text} "', before).strip() == want


def test_variables_anywhere(server):
    text = ("Define VERB ErrorDocument\nDefine ARGS \"404 chosen\"\nDefine WHERE /\n"
            "<Location ${WHERE}>\n${VERB} ${ARGS}\n</Location>")
    assert value(server, text) == "chosen"


def test_undefined_variables(server):
    status, said = check(server, "ErrorDocument 404 ${NO_SUCH}")
    assert status == 0 and "Config variable ${NO_SUCH} is not defined" in said
    status, said = check(server, "Include ${APACHE_CONFDIR}/x.conf")
    assert status == 1 and "APACHE_CONFDIR" in said and "envvars" in said


def test_defines_of_the_command_line(server):
    server.configure("<IfDefine SPECIAL>\nErrorDocument 404 special\n</IfDefine>\n"
                     "<IfDefine !SPECIAL>\nErrorDocument 404 usual\n</IfDefine>")
    server.start("-D", "SPECIAL")
    assert ask(server, "/missing").body == b"special"
    # They outlive a reload.
    server.configure("<IfDefine SPECIAL>\nErrorDocument 404 again\n</IfDefine>")
    server.signal(signal.SIGUSR1)
    server.wait_error("resuming normal operations", 2)
    assert ask(server, "/missing").body == b"again"


# -- conditions ------------------------------------------------------------------------
@pytest.mark.parametrize("condition, holds", [
    ("IfDefine NOTHING", False), ("IfDefine !NOTHING", True), ("IfDefine FLAG", True),
    ("IfDefine flag", False), ("IfModule core.c", True), ("IfModule core_module", True),
    ("IfModule mod_dir.c", True), ("IfModule dir_module", True), ("IfModule !dir_module", False),
    ("IfModule prefork.c", True), ("IfModule mpm_prefork_module", True),
    ("IfModule worker.c", False), ("IfModule mpm_event_module", False),
    ("IfModule mod_mpm_prefork.c", False), ("IfModule mod_ssl.c", False),
    ("IfModule !mod_ssl.c", True), ("IfModule php7_module", False), ("IfModule mod_so.c", True),
    ("IfModule mod_version.c", True), ("IfModule log_config_module", True),
    ("IfModule MOD_DIR.C", False), ("IfVersion >= 2.4", True), ("IfVersion < 2.4", False),
    ("IfVersion >= 2.4.60", True), ("IfVersion > 2.5", False), ("IfVersion !< 2.4", True),
    ("IfVersion 2.4", False), ("IfVersion ~ ^2\\.4", True), ("IfVersion = /^2\\.2/", False),
    ("IfFile httpd.conf", True), ("IfFile no.conf", False), ("IfFile !no.conf", True),
    ("IfDirective DocumentRoot", True), ("IfDirective Nonsense", False),
    ("IfSection Directory", True), ("IfSection Nonsense", False)])
def test_conditions(server, condition, holds):
    name = condition.split()[0]
    text = f"Define FLAG\n<{condition}>\nErrorDocument 404 yes\n</{name}>"
    assert value(server, text, "ErrorDocument 404 no") == ("yes" if holds else "no")


def test_skipped_parts_are_not_judged(server):
    status, said = check(server, "<IfDefine NO>\nNonsense ${X}\nInclude no.conf\n<Directory>\n"
                         "</Directory>\n</IfDefine>")
    assert (status, said.splitlines()[-1]) == (0, "Syntax OK")
    status, said = check(server, "<IfDefine NO>\n<Directory /x>\n</IfDefine>")
    assert status == 1 and "Directory" in said


# -- modules ------------------------------------------------------------------------------
def test_a_file_that_loads_modules_says_what_is_on(server):
    text = ("LoadModule dir_module modules/mod_dir.so\n<IfModule mod_alias.c>\nNonsense\n</IfModule>\n"
            "LoadModule alias_module modules/mod_alias.so\n<IfModule mod_alias.c>\n"
            "ErrorDocument 404 on\n</IfModule>\nLoadModule mpm_prefork_module x.so")
    assert value(server, text) == "on"


@pytest.mark.parametrize("text, status, words", [
    ("LoadModule dir_module x.so\nAlias /a /tmp", 1, "add LoadModule alias_module"),
    ("LoadModule dir_module x.so\nLoadModule dir_module x.so", 0, "already loaded"),
    ("LoadModule core_module x.so", 0, "Syntax OK"),
    ("LoadModule mpm_event_module x.so", 0, "running prefork"),
    ("LoadModule mpm_event_module x.so\nLoadModule mpm_prefork_module x.so", 1, "More than one MPM"),
    ("LoadModule php7_module x.so", 0, "PHP does not run inside this server"),
    ("LoadModule ssl_module x.so", 0, "TLS is not built in"),
    ("LoadModule my_module x.so", 0, "modules of others cannot be loaded"),
    ("LoadModule proxy_module x.so\n<IfModule proxy_module>\nProxyPass / http://x/\n</IfModule>",
     0, "not built in here")])
def test_load_module(server, text, status, words):
    result = server.configure(text).command("-e", "info", "-t")
    assert (result.returncode, words in result.stderr) == (status, True), result.stderr


# -- includes -----------------------------------------------------------------------------------
def test_includes(server):
    for name in ("b.conf", "a.conf", ".hidden.conf", "c.txt", "deep/x.conf", "deep/er/y.conf"):
        path = server.dir / "inc" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"Define SEEN \"${{SEEN}} {name}\"\n")
    start = "Define SEEN start\n"

    def seen(line):
        server.port += 0
        got = value(server, 'ErrorDocument 404 "${SEEN}"', f"{start}{line}")
        server.stop()
        return got
    assert seen("Include inc/*.conf") == "start a.conf b.conf"
    assert seen("Include inc/[ab].conf") == "start a.conf b.conf"
    assert seen("Include inc/?.conf") == "start a.conf b.conf"
    assert seen("Include inc/*/*.conf") == "start deep/x.conf"
    assert seen("Include inc/deep") == "start deep/er/y.conf deep/x.conf"
    assert seen(f"Include {server.dir}/inc/b.conf") == "start b.conf"
    assert seen("IncludeOptional inc/no*.conf\nIncludeOptional no/dir\n"
                "IncludeOptional inc/a.conf") == "start a.conf"


def test_includes_within_sections(server):
    (server.dir / "inner.conf").write_text("ErrorDocument 404 inner\n")
    text = "<Location /in>\nInclude inner.conf\n</Location>"
    server.configure(text).start()
    assert ask(server, "/in/x").body == b"inner"
    assert b"<h1>" in ask(server, "/x").body


@pytest.mark.parametrize("files, line, words", [
    ({}, "Include missing.conf", ["missing.conf"]), ({}, "Include no/*.conf", ["no/*.conf"]),
    ({"a.conf": "Include b.conf\n", "b.conf": "\nInclude a.conf\n"}, "Include a.conf",
     ["a.conf", "b.conf"]),
    ({"a.conf": "<Directory /x>\n"}, "Include a.conf\n</Directory>", ["a.conf", "Directory"]),
    ({"a.conf": "\n\nNonsense 1\n"}, "Include a.conf",
     ["line 3 of", "a.conf", "Nonsense", "included from", "httpd.conf:"])])
def test_bad_includes(server, files, line, words):
    for name, text in files.items():
        (server.dir / name).write_text(text)
    status, said = check(server, line)
    assert status == 1
    for word in words:
        assert word in said


def test_what_is_included_by_mistake_is_not_shown(server):
    (server.dir / "shadow").write_text("root:$6$salt$hash:19000:0:99999:7:::\n")
    status, said = check(server, "Include shadow")
    assert status == 1 and "$6$" not in said and "hash" not in said


# -- contexts and errors -------------------------------------------------------------------------
@pytest.mark.parametrize("text, words", [
    ("<Directory /x>\nListen 80\n</Directory>", "Listen not allowed in <Directory> context"),
    ("<VirtualHost *:80>\nMaxRequestWorkers 5\n</VirtualHost>",
     "MaxRequestWorkers cannot occur within <VirtualHost> section"),
    ("<Location /x>\n<Directory /y>\n</Directory>\n</Location>", "Directory"),
    ("<Location /x>\n<Files y>\n</Files>\n</Location>", "Files"),
    ("<Directory /x>\n<VirtualHost *:80>\n</VirtualHost>\n</Directory>", "VirtualHost"),
    ("<Directory /x>\nDocumentRoot /y\n</Directory>", "not allowed in <Directory> context"),
    ("AllowOverride None", "not allowed here"), ("Require all granted", "not allowed here"),
    ("<Directory /x>", "was not closed"), ("</Directory>", "Directory"),
    ("<Directory /x>\n</Location>", "Directory"), ("<Directory>\n</Directory>", "Directory"),
    ("<Directory /x /y>\n</Directory>", "Directory"), ("Directory /x", "section"),
    ("<DocumentRoot /x>\n</DocumentRoot>", "without brackets"),
    ("Timeout", "Timeout"), ("Timeout 1 2", "Timeout"), ("Timeout abc", "Timeout"),
    ("Timeout -1", "Timeout"), ("KeepAlive Maybe", "KeepAlive"), ("Listen 0", "Listen"),
    ("Listen 99999", "Listen"), ("Listen", "Listen"), ("Options +Indexes None", "Options"),
    ("Options Nonsense", "Nonsense"), ("LogLevel loud", "loud"), ("ServerTokens Some", "Some"),
    ('LogFormat "%Q" x', "%Q"), ('LogFormat "%{x" x', "}"), ("CustomLog logs/x nick", "nick"),
    ("ErrorLog no/such/dir/log", "no/such/dir"), ("Listen 443 https", "TLS"),
    ("SSLEngine on", "TLS"), ("<FilesMatch \"(\">\n</FilesMatch>", "FilesMatch"),
    ("Error \"a message of the file\"", "a message of the file"), ("Timeout 5 # five", "#")])
def test_errors(server, text, words):
    status, said = check(server, text)
    assert status == 1
    assert words in said
    assert "Syntax OK" not in said


@pytest.mark.parametrize("line, words", [
    ("ServerNam x", "ServerName"), ("Optins None", "Options"), ("Documentroot2 /x", "DocumentRoot"),
    ("DirectoryIdnex x", "DirectoryIndex"), ("<Directry /x>\n</Directry>", "<Directory>")])
def test_the_nearest_name_is_suggested(server, line, words):
    status, said = check(server, line)
    assert status == 1
    assert "Invalid command" in said and "perhaps misspelled" in said
    assert re.search(f"did you mean .*{words}", said)


@pytest.mark.parametrize("line, words", [
    ("RewriteEngine On", "RewriteEngine exists in httpd (mod_rewrite), not supported here"),
    ("ProxyPass / http://x/", "ProxyPass exists in httpd (mod_proxy), not supported here"),
    ("php_value a b", "php_value belongs to"), ("SecRuleEngine On", "third-party"),
    ("WSGIScriptAlias / /x", "third-party"), ("SuexecUserGroup a b", "SuexecUserGroup exists")])
def test_known_but_not_supported(server, line, words):
    status, said = check(server, line)
    assert status == 1 and words in said and "did you mean" not in said


def test_all_errors_of_a_run(server):
    status, said = check(server, "Nonsense 1\nTimeout abc\nKeepAlive Maybe\nServerNam x\n"
                         "<Directory /x>\nListen 80\n</Directory>\nCustomLog logs/x nick")
    assert status == 1
    for words in ("Nonsense", "Timeout", "KeepAlive", "ServerNam", "Listen not allowed", "nick"):
        assert words in said
    lines = [int(n) for n in re.findall(r"line (\d+) of .*httpd.conf", said)]
    assert len(lines) == 6 and lines == sorted(lines)
    # Each with its source line.
    assert "    KeepAlive Maybe" in said


def test_errors_keep_their_line_behind_a_continuation(server):
    server.configure("")
    server.conf.write_text("\\\n# a\n\nKeepAlive \\\n  Maybe\n")
    result = server.command("-t")
    assert "line 4 of" in result.stderr


# -- whole files ------------------------------------------------------------------------------------
STOCK = """
ServerRoot "{d}"
Listen 127.0.0.1:{port}
LoadModule mpm_event_module modules/mod_mpm_event.so
#LoadModule mpm_prefork_module modules/mod_mpm_prefork.so
LoadModule authn_file_module modules/mod_authn_file.so
LoadModule authn_core_module modules/mod_authn_core.so
LoadModule authz_host_module modules/mod_authz_host.so
LoadModule authz_core_module modules/mod_authz_core.so
LoadModule reqtimeout_module modules/mod_reqtimeout.so
LoadModule filter_module modules/mod_filter.so
LoadModule mime_module modules/mod_mime.so
LoadModule log_config_module modules/mod_log_config.so
LoadModule headers_module modules/mod_headers.so
LoadModule unixd_module modules/mod_unixd.so
LoadModule status_module modules/mod_status.so
LoadModule dir_module modules/mod_dir.so
LoadModule alias_module modules/mod_alias.so
<IfModule unixd_module>
{user}
</IfModule>
ServerAdmin you@example.com
#ServerName www.example.com:80
<Directory />
    AllowOverride none
    Require all denied
</Directory>
DocumentRoot "{d}/htdocs"
<Directory "{d}/htdocs">
    Options Indexes FollowSymLinks
    AllowOverride None
    Require all granted
</Directory>
<IfModule dir_module>
    DirectoryIndex index.html
</IfModule>
<Files ".ht*">
    Require all denied
</Files>
ErrorLog "logs/error_log"
LogLevel warn
<IfModule log_config_module>
    LogFormat "%h %l %u %t \\"%r\\" %>s %b \\"%{{Referer}}i\\" \\"%{{User-Agent}}i\\"" combined
    LogFormat "%h %l %u %t \\"%r\\" %>s %b" common
    <IfModule logio_module>
      LogFormat "%h %l %u %t \\"%r\\" %>s %b \\"%{{Referer}}i\\" \\"%{{User-Agent}}i\\" %I %O" combinedio
    </IfModule>
    CustomLog "logs/access_log" common
</IfModule>
<IfModule alias_module>
    ScriptAlias /cgi-bin/ "{d}/cgi-bin/"
</IfModule>
<IfModule cgid_module>
    #Scriptsock cgisock
</IfModule>
<Directory "{d}/cgi-bin">
    AllowOverride None
    Options None
    Require all granted
</Directory>
<IfModule mime_module>
    TypesConfig mime.types
    AddType application/x-compress .Z
    AddType application/x-gzip .gz .tgz
</IfModule>
<IfModule proxy_html_module>
Include conf/extra/proxy-html.conf
</IfModule>
<IfModule ssl_module>
SSLRandomSeed startup builtin
SSLRandomSeed connect builtin
</IfModule>
"""

DEBIAN = """
DefaultRuntimeDir ${APACHE_RUN_DIR}
PidFile ${APACHE_PID_FILE}
Timeout 300
KeepAlive On
MaxKeepAliveRequests 100
KeepAliveTimeout 5
%(user)s
HostnameLookups Off
ErrorLog ${APACHE_LOG_DIR}/error_log
LogLevel warn
IncludeOptional mods-enabled/*.load
IncludeOptional mods-enabled/*.conf
Include ports.conf
<Directory />
\tOptions FollowSymLinks
\tAllowOverride None
\tRequire all denied
</Directory>
<Directory %(d)s/htdocs/>
\tOptions Indexes FollowSymLinks
\tAllowOverride None
\tRequire all granted
</Directory>
AccessFileName .htaccess
<FilesMatch "^\\.ht">
\tRequire all denied
</FilesMatch>
LogFormat "%%v:%%p %%h %%l %%u %%t \\"%%r\\" %%>s %%O \\"%%{Referer}i\\" \\"%%{User-Agent}i\\"" vhost_combined
LogFormat "%%h %%l %%u %%t \\"%%r\\" %%>s %%O \\"%%{Referer}i\\" \\"%%{User-Agent}i\\"" combined
IncludeOptional conf-enabled/*.conf
IncludeOptional sites-enabled/*.conf
"""
DEBIAN_TREE = {
    "ports.conf": "Listen 127.0.0.1:%(port)s\n<IfModule ssl_module>\n\tListen 443\n</IfModule>\n"
                  "<IfModule mod_gnutls.c>\n\tListen 443\n</IfModule>\n",
    "mods-enabled/mpm_event.load": "# Conflicts: mpm_worker mpm_prefork\n"
                                   "LoadModule mpm_event_module /usr/lib/apache2/modules/x.so\n",
    "mods-enabled/mpm_event.conf": "StartServers 2\nMinSpareThreads 25\nMaxSpareThreads 75\n"
                                   "ThreadLimit 64\nThreadsPerChild 25\nMaxRequestWorkers 150\n"
                                   "MaxConnectionsPerChild 0\n",
    "mods-enabled/authz_core.load": "LoadModule authz_core_module x.so\n",
    "mods-enabled/alias.load": "LoadModule alias_module x.so\n",
    "mods-enabled/alias.conf": 'Alias /icons/ "%(d)s/icons/"\n<Directory "%(d)s/icons">\n'
                               "\tOptions FollowSymlinks\n\tRequire all granted\n</Directory>\n",
    "mods-enabled/dir.load": "LoadModule dir_module x.so\n",
    "mods-enabled/dir.conf": "DirectoryIndex index.html index.cgi index.php\n",
    "mods-enabled/autoindex.load": "LoadModule autoindex_module x.so\n",
    "mods-enabled/autoindex.conf": "IndexOptions FancyIndexing VersionSort HTMLTable\n"
                                   "AddIconByEncoding (CMP,/icons/compressed.gif) x-compress\n",
    "mods-enabled/setenvif.load": "LoadModule setenvif_module x.so\n",
    "mods-enabled/setenvif.conf": 'BrowserMatch "Mozilla/2" nokeepalive\n',
    "conf-enabled/security.conf": "ServerTokens Prod\nServerSignature Off\nTraceEnable Off\n",
    "conf-enabled/other-vhosts.conf":
        "CustomLog ${APACHE_LOG_DIR}/other_vhosts_access.log vhost_combined\n",
    "conf-enabled/serve-cgi-bin.conf":
        "<IfModule mod_alias.c>\n\t<IfModule mod_cgi.c>\n\t\tDefine ENABLE_CGI\n\t</IfModule>\n"
        "\t<IfDefine ENABLE_CGI>\n\t\tScriptAlias /cgi-bin/ /usr/lib/cgi-bin/\n\t</IfDefine>\n"
        "</IfModule>\n",
    "sites-enabled/000-default.conf":
        "<VirtualHost *:%(port)s>\n\tServerAdmin webmaster@localhost\n\tDocumentRoot %(d)s/htdocs\n"
        "\tErrorLog ${APACHE_LOG_DIR}/error_log\n\tCustomLog ${APACHE_LOG_DIR}/access_log combined\n"
        "</VirtualHost>\n",
}


def identity():
    return "User nobody\nGroup nogroup" if IS_ROOT else ""


def test_every_default_log_is_checked(server):
    server.configure('<VirtualHost *:80>\nCustomLog missing/a common\nErrorLog "logs/e"\n'
                     "</VirtualHost>\nCustomLog \"|/bin/cat\" common")
    result = server.command("-t")
    assert result.returncode == 1
    assert f"AH02297: could not open log {server.dir}/missing/a: (2)" in result.stderr
    # Looking creates nothing.
    assert list((server.dir / "logs").iterdir()) == []


def test_the_stock_file(server):
    (server.dir / "mime.types").write_text("text/html html htm\ntext/css css\n")
    (server.dir / "cgi-bin").mkdir()
    server.write("style.css", "p{}")
    server.write(".htaccess", "x")
    server.conf.write_text(STOCK.format(d=server.dir, port=server.port, user=identity()))
    result = server.command("-t")
    assert (result.returncode, result.stderr.splitlines()[-1]) == (0, "Syntax OK"), result.stderr
    server.expect_errors("AH01630: client denied .*/.htaccess")
    server.start()
    assert ask(server, "/").body.startswith(b"<!doctype html>")
    assert ask(server, "/style.css")["Content-Type"] == "text/css"
    assert ask(server, "/.htaccess").status == 403
    assert '"GET /style.css HTTP/1.1" 200 3' in server.wait_access("style.css")


def test_the_debian_tree(server, monkeypatch):
    values = {"d": server.dir, "port": server.port, "user": identity()}
    for name, text in DEBIAN_TREE.items():
        path = server.dir / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text.replace("%(d)s", str(server.dir)).replace("%(port)s", str(server.port)))
    (server.dir / "icons").mkdir()
    (server.dir / "icons/a.gif").write_bytes(b"GIF")
    server.conf.write_text(DEBIAN % values)
    result = server.command("-t")
    assert result.returncode == 1 and "APACHE_" in result.stderr and "envvars" in result.stderr
    for name, to in (("RUN_DIR", server.dir / "logs"), ("LOG_DIR", server.dir / "logs"),
                     ("PID_FILE", server.dir / "logs/preforkd.pid")):
        monkeypatch.setenv(f"APACHE_{name}", str(to))
    result = server.command("-t")
    assert (result.returncode, result.stderr.splitlines()[-1]) == (0, "Syntax OK"), result.stderr
    assert "running prefork" in server.command("-t", "-e", "info").stderr
    server.expect_errors("AH01276")
    server.start()
    a = ask(server, "/")
    assert a.status == 200 and a["Server"] == "preforkd"
    assert ask(server, "/icons/a.gif").body == b"GIF"
    assert ask(server, "/cgi-bin/").status == 404
    assert ask(server, "/", "TRACE").status == 405
    assert '"GET / HTTP/1.1" 200 ' in server.wait_access("GET / ")
    wait_for(lambda: 5 <= len(server.workers()) <= 10, "the pool's own defaults")


def test_the_classic_block(server):
    """The block as it was printed for fifteen years."""
    text = ("<IfModule prefork.c>\nStartServers       8\nMinSpareServers    5\n"
            "MaxSpareServers   20\nServerLimit      256\nMaxClients       256\n"
            "MaxRequestsPerChild  4000\n</IfModule>\n<IfModule worker.c>\nStartServers 4\n"
            "MaxClients 300\nMinSpareThreads 25\nMaxSpareThreads 75\nThreadsPerChild 25\n"
            "MaxRequestsPerChild 0\n</IfModule>")
    server.configure(text, pool=False).start()
    wait_for(lambda: len(server.workers()) == 8, "eight children")
    assert "warn" not in server.error_log()
