"""Let repo2docker write the Dockerfile of the image for a hub, and read it.

    python tools/image.py

The command is the one that `chapters/reference/publishing.md` gives a publisher, except that nothing is
built, so that no Docker is needed. Binder makes its image of the same folder, `.binder/`. Needs pipx and a
network.
"""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REPO2DOCKER = ["pipx", "run", "--spec", "jupyter-repo2docker==2026.4.0"]
TOLD = re.compile(r"^ +(jupyter-repo2docker --no-run .+?)\n +```$", re.MULTILINE | re.DOTALL)
WANTED = {
    "the Python of .binder/runtime.txt": r"^Building conda environment for python={python}$",
    "the book, for the user without rights": r"^COPY --chown=1000:1000 src/ ",
    "no rights for what the book runs": r"^USER \$\{{NB_USER\}}\s(?=[^$]*RUN \./\.binder/postBuild$)",
    "the book's own script, which installs the lock": r"^RUN \./\.binder/postBuild$",
    "no other list of packages": r"\A(?!.*requirements)",
    "what the command adds, at the end": r"^RUN pip install nbgitpuller==\S+\s*\Z",
}
"""What must stand in the Dockerfile, each as a pattern."""


def command():
    """Return the command that the page tells, for a Dockerfile alone.

    >>> command()[:3]
    ['jupyter-repo2docker', '--no-build', '--debug']
    """
    (told,) = TOLD.findall((ROOT / "chapters/reference/publishing.md").read_text(encoding="utf-8"))
    name, _, *options = shlex.split(told.replace("YOUR-REGISTRY", "registry.test"))
    return [name, "--no-build", "--debug", *options]


def missing(dockerfile, python):
    r"""Return what a Dockerfile lacks, as repo2docker tells it.

    >>> missing("Building conda environment for python=3.12\nCOPY --chown=1000:1000 src/ a\n", "3.12")[1:]
    ["the book's own script, which installs the lock", 'what the command adds, at the end']
    """
    return [
        wanted
        for wanted, pattern in WANTED.items()
        if not re.search(pattern.format(python=python), dockerfile, re.MULTILINE | re.DOTALL)
    ]


def main():
    """Write the Dockerfile, read it, and tell what it lacks."""
    if not shutil.which("pipx"):
        return "pipx must be on the path."
    done = subprocess.run([*REPO2DOCKER, *command()], cwd=ROOT, capture_output=True, text=True)
    said = done.stderr + done.stdout  # the Dockerfile last
    if done.returncode:
        return said
    python = (ROOT / ".binder/runtime.txt").read_text(encoding="utf-8").strip().removeprefix("python-")
    lacks = missing(said, python)
    print(said if lacks else f"{said.count('RUN ')} commands, all that is wanted among them")
    return "\n".join(["The Dockerfile lacks:", *lacks]) if lacks else None


if __name__ == "__main__":
    raise SystemExit(main())
