"""The bundled site and the documentation: every link leads somewhere, every
directive that is named exists, every example is accepted, and what is made
from the program is up to date."""
import os
import re
import shutil
import subprocess
import tempfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest

from conftest import BINARY, IS_ROOT, ROOT

SITE = ROOT / "docs/site"
TYPES = {".html": "text/html", ".css": "text/css", ".svg": "image/svg+xml"}
PAGES = sorted(p.relative_to(SITE).as_posix() for p in SITE.rglob("*.html"))
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta",
        "source", "wbr", "rect", "path"}


class Page(HTMLParser):
    """Links, ids and examples of one page, and whether its tags balance."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.links, self.ids, self.open, self.faults = [], [], [], []
        self.directives, self.examples, self.images = [], [], 0
        self.lang = self.title = self.viewport = None
        self.within = None
        self.feed(text)
        self.close()
        if self.open:
            self.faults.append(f"not closed: {self.open}")

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if "id" in a:
            self.ids.append(a["id"])
        for name in ("href", "src"):
            if a.get(name):
                self.links.append(a[name])
        self.lang = a.get("lang") if tag == "html" else self.lang
        if tag == "meta" and a.get("name") == "viewport":
            self.viewport = a["content"]
        if tag == "img" and "alt" not in a:
            self.faults.append("an image without alt")
        if tag in ("script", "iframe") or any(n.startswith("on") for n in a):
            self.faults.append(f"active content: {tag}")
        if tag == "a" and a.get("class") == "d":
            self.directives.append("")
            self.within = "d"
        if tag == "pre" and a.get("class") == "conf":
            self.examples.append("")
            self.within = "conf"
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> on line {self.getpos()[0]}")
        if tag in ("a", "pre"):
            self.within = None

    def handle_data(self, data):
        if self.open and self.open[-1] == "title" and self.title is None:
            self.title = data
        if self.within == "d":
            self.directives[-1] += data
        elif self.within == "conf":
            self.examples[-1] += data


def page(name):
    return Page((SITE / name).read_text(encoding="utf-8"))


def identity():
    return ["-C", "User #65534", "-C", "Group #65534"] if IS_ROOT else []


def preforkd(*arguments):
    return subprocess.run([str(BINARY), *arguments], capture_output=True, text=True,
                          stdin=subprocess.DEVNULL, timeout=60)


def known_directives():
    lines = preforkd("-L").stdout.splitlines()
    return {m[1] for m in (re.match(r"<?(\w+) \(", line) for line in lines) if m}


@pytest.fixture
def site():
    """The site where every user may read it, as a checkout need not be."""
    base = Path(tempfile.mkdtemp(prefix="preforkd-site-"))
    shutil.copytree(SITE, base / "site")
    for path in [base, *base.rglob("*")]:
        os.chmod(path, 0o755 if path.is_dir() else 0o644)
    yield base
    shutil.rmtree(base)


@pytest.fixture
def served(server, site):
    server.configure(f"""
        DocumentRoot "{site}/site"
        ErrorDocument 404 /404.html
        <Directory "{site}/site">
            Require all granted
        </Directory>""")
    return server.start()


def internal_links(parser, base):
    for link in parser.links:
        target = urljoin(base, link)
        if urlsplit(target).netloc == "site":
            yield target


def test_every_link_resolves(served):
    seen, todo, fragments = {}, ["http://site/"], set()
    while todo:
        url = todo.pop()
        path = urlsplit(url).path
        if path in seen:
            continue
        answer = served.request(path)
        assert answer.status == 200, f"{path} answers {answer.status}"
        kind = TYPES[Path(path).suffix or ".html"]
        assert answer["Content-Type"].split(";")[0] == kind, path
        if kind != "text/html":
            seen[path] = None
            continue
        parser = Page(answer.body.decode("utf-8"))
        seen[path] = set(parser.ids)
        for target in internal_links(parser, url):
            plain, fragment = urldefrag(target)
            fragments.add((path, urlsplit(plain).path, fragment))
            todo.append(plain)
    for source, path, fragment in fragments:
        assert not fragment or fragment in seen[path], \
            f"{source} links to {path}#{fragment}, which is not there"
    # Nothing of the site is out of reach; directories stand for their index.
    reached = {p.lstrip("/") + ("index.html" if p.endswith("/") else "") for p in seen}
    files = {p.relative_to(SITE).as_posix() for p in SITE.rglob("*")
             if p.is_file() and p.suffix in TYPES}
    assert files - reached == {"404.html"}


def test_missing_pages_get_the_page_for_it(served):
    answer = served.request("/manual/none/such.html")
    assert answer.status == 404
    assert b"There is no page at this address" in answer.body
    # It is shown at any depth, so its links start at the root.
    assert all(link.startswith(("/", "#")) for link in page("404.html").links)


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_sound(name):
    p = page(name)
    assert p.faults == []
    assert p.lang == "en" and p.title and "width=device-width" in p.viewport
    assert len(p.ids) == len(set(p.ids)), "an id stands twice"
    assert "main" in p.ids
    for link in p.links:
        parts = urlsplit(link)
        assert parts.scheme in ("", "http") and parts.netloc in ("", "localhost:8080"), link


def test_nothing_is_fetched_from_elsewhere():
    sheet = (SITE / "style.css").read_text()
    assert "url(" not in sheet and "@import" not in sheet
    for scheme in ("prefers-color-scheme: dark", "max-width: 30rem"):
        assert scheme in sheet


def test_pages_of_the_manual_share_their_contents():
    def contents(name):
        text = (SITE / name).read_text(encoding="utf-8")
        block = re.search(r'<nav class="contents".*?</nav>', text, re.S)[0]
        return block.replace(' aria-current="page"', "")
    pages = [n for n in PAGES if n.startswith("manual/")]
    assert len(pages) == 11
    assert len({contents(n) for n in pages}) == 1
    for n in pages:
        assert (SITE / n).read_text(encoding="utf-8").count('aria-current="page"') == 1, n


@pytest.mark.parametrize("name", PAGES)
def test_directives_named_exist(name):
    named = set(page(name).directives)
    assert named <= known_directives(), named - known_directives()


def check_example(server, text):
    """-t on an example, with what it leaves out."""
    lines = []
    if not re.search(r"(?m)^\s*Listen ", text):
        lines.append("Listen 80")
    if IS_ROOT:
        # User and Group of an example need not exist on this machine.
        text = re.sub(r"(?m)^(User|Group) .*$", r"\1 #65534", text)
        lines += [line for line in ("User #65534", "Group #65534")
                  if line.split()[0] + " " not in text]
    server.conf.write_text("\n".join(lines) + "\n" + text + "\n")
    return server.command("-t", "-T")


@pytest.mark.parametrize("name", PAGES)
def test_examples_of_the_site_are_accepted(name, make_server):
    for text in page(name).examples:
        result = check_example(make_server(), text)
        assert result.returncode == 0, text + "\n" + result.stderr
        assert result.stderr.strip() == "Syntax OK", text + "\n" + result.stderr


@pytest.mark.parametrize("name", ["README.md", "docs/CONTRIBUTING.md", "docs/compatibility.md"])
def test_examples_in_text_files_are_accepted(name, make_server):
    text = (ROOT / name).read_text(encoding="utf-8")
    for example in re.findall(r"(?s)```apache\n(.*?)```", text):
        result = check_example(make_server(), example)
        assert result.returncode == 0, example + "\n" + result.stderr


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "docs/CONTRIBUTING.md",
                                  "docs/compatibility.md", "docs/architecture.md"])
def test_links_in_text_files_resolve(name):
    path = ROOT / name
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), f"{name}: {target}"


def test_example_configurations_are_accepted(site, tmp_path):
    # `make install` makes its log directory.
    text = (ROOT / "conf/preforkd.conf").read_text(encoding="utf-8")
    example = tmp_path / "preforkd.conf"
    example.write_text(text.replace("/var/log/preforkd", str(tmp_path)), encoding="utf-8")
    result = preforkd("-t", "-T", "-f", str(example))
    # The user it names need not exist here.
    if "bad user name" not in result.stderr and "bad group name" not in result.stderr:
        assert result.returncode == 0, result.stderr
    result = preforkd("-t", "-f", str(ROOT / "conf/run.conf"), "-C", f'Define TREE "{ROOT}"')
    assert result.returncode == 0, result.stderr
    assert result.stderr.strip() == "Syntax OK"


def test_reference_is_up_to_date(tmp_path):
    made = preforkd("-f", "/dev/null", "-C", "Listen 80", "-C", "ErrorLog stderr", *identity(),
                    "-t", "-D", "DUMP_MANUAL")
    assert made.returncode == 0, made.stderr
    committed = (ROOT / "docs/directives.md").read_text(encoding="utf-8")
    assert committed == made.stdout, "docs/directives.md is old: make docs"
    target = tmp_path / "directives.html"
    subprocess.run(["/usr/bin/python3", str(SITE / "generate.py"),
                    str(ROOT / "docs/directives.md"), str(target)], check=True)
    committed = (SITE / "manual/directives.html").read_text(encoding="utf-8")
    assert committed == target.read_text(encoding="utf-8"), \
        "docs/site/manual/directives.html is old: make docs"


# A row of docs/compatibility.md: | module | refused | without effect |
ROW = re.compile(r"^\| (?:mod_|core|mpm|prefork|event)\S* \| (.*?) \| (.*?) \|$", re.M)
NAME = re.compile(r"`(<?\w+>?)`")


def rows():
    text = (ROOT / "docs/compatibility.md").read_text(encoding="utf-8")
    return ROW.findall(text.split("## Refused and without effect", 1)[1])


def answers_to(server, names):
    """What -t says about each name, used as a line with an argument."""
    lines = []
    for name in names:
        bare = name.strip("<>")
        lines += [f"<{bare} x>", f"</{bare}>"] if name.startswith("<") else [f"{bare} x"]
    said = ""
    # The list of messages has an end: a few at a time.
    for i in range(0, len(lines), 60):
        server.conf.write_text("Listen 80\nUser #65534\nGroup #65534\n"
                               + "\n".join(lines[i:i + 60]) + "\n")
        said += server.command("-t", "-e", "info").stderr
    return said


def test_the_list_of_what_is_missing_is_true(server):
    refused = [n for row in rows() for n in NAME.findall(row[0])]
    ignored = [n for row in rows() for n in NAME.findall(row[1])]
    assert len(refused) > 100 and len(ignored) > 100
    said = answers_to(server, refused)
    for name in refused:
        assert re.search(rf"^{re.escape(name)} (exists in|belongs to) .*not supported here", said,
                         re.M), f"{name} is not refused"
    said = answers_to(server, ignored)
    for name in ignored:
        assert re.search(rf"^{re.escape(name)} .*ignored", said, re.M), f"{name} is not ignored"


def test_manual_pages_are_clean():
    groff = shutil.which("groff")
    assert groff, "groff-base is not installed"
    for path in sorted((ROOT / "docs/man").iterdir()):
        result = subprocess.run([groff, "-man", "-ww", "-z", str(path)],
                                capture_output=True, text=True)
        assert result.returncode == 0 and result.stderr == "", f"{path.name}: {result.stderr}"


def test_manual_pages_name_every_option():
    text = (ROOT / "docs/man/preforkd.8").read_text()
    usage = preforkd("-h").stderr
    for option in set(re.findall(r"-([A-Za-z])\b", usage.split("-D name  ")[0])):
        assert re.search(rf"\\-{option}\b", text), f"-{option} is not in preforkd(8)"


def test_preforkctl_passes_on(server):
    server.configure()
    env = dict(os.environ, PREFORKD=str(BINARY))
    options = ["-d", str(server.dir), "-f", str(server.conf)]

    def ctl(*arguments):
        return subprocess.run(["/bin/sh", str(ROOT / "src/preforkctl.sh"), *arguments],
                              capture_output=True, text=True, env=env, timeout=60)
    assert "Syntax OK" in ctl("configtest", *options).stderr
    assert ctl("start", *options).returncode == 0
    server.pid = server.read_pid()
    assert server.request("/").status == 200
    assert ctl("graceful", *options).returncode == 0
    assert "VirtualHost configuration" in ctl("-S", *options).stdout
    result = ctl("stpo")
    assert result.returncode == 1 and "no verb stpo" in result.stderr
    assert ctl("stop", *options).returncode == 0
    assert not (server.dir / "logs/preforkd.pid").exists()
