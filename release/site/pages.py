"""Pages of the project's root as pages of the site, and links to its other files as links to the forge."""

import re
from pathlib import Path

from mkdocs.structure.files import File

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
PAGES = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")
HOME = re.search(r"<project.home>(.*)</project.home>", (ROOT / "pom.xml").read_text())[1]
LINK = re.compile(r"\]\(([^)#\s:]*)(#[^)\s]*)?\)")


def on_config(config):
    if "OWNER" not in HOME:
        config.repo_url = HOME
    return config


def on_files(files, config):
    for name in PAGES:
        files.append(File.generated(config, f"project/{name}", abs_src_path=str(ROOT / name)))
    for name in ("site.css", "favicon.svg", "rounds.js"):
        files.append(File.generated(config, name, abs_src_path=str(HERE / name)))
    return files


def on_page_markdown(markdown, page, config, files):
    here = "" if page.file.src_uri.startswith("project/") else "docs/"

    def link(match):
        target, anchor = match[1], match[2] or ""
        if not target:
            return match[0]
        path = (ROOT / here / target).resolve()
        if not path.exists():
            raise ValueError(f"{page.file.src_uri}: no file {target}")
        name = path.relative_to(ROOT).as_posix()
        up = "../" if here == "" else ""
        if name.startswith("docs/") and path.is_file():
            return f"]({up}{name.removeprefix('docs/')}{anchor})"
        if name in PAGES:
            return f"]({'' if up else 'project/'}{name}{anchor})"
        return f"]({HOME}/blob/main/{name}{anchor})"

    markdown = LINK.sub(link, markdown)
    if page.file.src_uri == "java.md" and (ROOT / "target/reports/apidocs/index.html").exists():
        markdown = markdown.replace("# Java\n", '# Java\n\n<a href="api/index.html">The Javadoc of all public types</a>\n', 1)
    # What a forge does not show, a page of the site has.
    markdown = re.sub(r"<!-- site: (\S+) -->", lambda part: (HERE / part[1]).read_text(), markdown)
    # A language with a file's name after it is a convention of our tests.
    return re.sub(r"(?m)^```(\w+) (\S+)$", r'```\1 title="\2"', markdown)
