"""Rehearse a class: a JupyterHub on this machine, and trainees who all run one chapter at once.

    python tools/classroom.py PROXY [TRAINEES [CHAPTER]]

PROXY is the command `configurable-http-proxy`; `jupyterhub`, which no lock names, is installed beside the
book by hand. Everything listens on 127.0.0.1 alone and ends with this command. Each trainee logs in, gets a
server and a copy of the book, and runs the chapter through that server. A table tells for each how long
server and chapter took, how much memory they hold (of a page that processes share, each one's part), and
whether each output is as stored.
"""

import json
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import nbformat
import requests
import websocket

ROOT = Path(__file__).resolve().parents[1]
CHAPTER = "chapters/design/operating-characteristics.ipynb"
HUB = "http://127.0.0.1:8765"
PATIENCE = 300  # seconds, for any one step

CONFIG = """
c.JupyterHub.bind_url = {hub!r}
c.JupyterHub.hub_bind_url = "http://127.0.0.1:8766"
c.JupyterHub.db_url = "sqlite://"
c.JupyterHub.cookie_secret_file = {folder!r} + "/cookie_secret"
c.ConfigurableHTTPProxy.command = {proxy!r}
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:8767"
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = "rehearsal"
c.Authenticator.allow_all = True
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {folder!r} + "/{{username}}"
c.Spawner.cmd = [{python!r}, "-m", "jupyterhub.singleuser"]
c.Spawner.args = ["--allow-root"]
c.Spawner.default_url = "/lab/tree/seven-patients/chapters/index.ipynb"
c.Spawner.start_timeout = c.Spawner.http_timeout = {patience}
c.JupyterHub.concurrent_spawn_limit = 100
"""


def start_hub(folder, proxy):
    """Start the hub and its proxy, and return the process once it answers."""
    config = folder / "jupyterhub_config.py"
    text = CONFIG.format(hub=HUB, folder=str(folder), proxy=[proxy], python=sys.executable, patience=PATIENCE)
    config.write_text(text, encoding="utf-8")
    with open(folder / "hub.log", "w", encoding="utf-8") as log:
        command = [sys.executable, "-m", "jupyterhub", "--config", config]
        hub = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and hub.poll() is None:
        try:
            requests.get(f"{HUB}/hub/health", timeout=5).raise_for_status()
            return hub
        except requests.RequestException:
            time.sleep(1)
    hub.terminate()
    raise SystemExit((folder / "hub.log").read_text(encoding="utf-8"))


def log_in(name):
    """Log a trainee in as a browser does, and return a token for the trainee's own server."""
    session = requests.Session()
    session.get(f"{HUB}/hub/login", timeout=PATIENCE).raise_for_status()

    def post(address, **content):
        key = {"_xsrf": session.cookies.get("_xsrf", path="/hub/")}
        answer = session.post(f"{HUB}/hub/{address}", params=key, timeout=PATIENCE, **content)
        answer.raise_for_status()
        return answer

    post("login", data={"username": name, "password": "rehearsal"})
    return post(f"api/users/{name}/tokens", json={}).json()["token"]


def start_server(name, token):
    """Start a trainee's server, and return how many seconds it took until it answered."""
    begun = time.monotonic()
    headers = {"Authorization": f"token {token}"}
    requests.post(f"{HUB}/hub/api/users/{name}/server", headers=headers, timeout=PATIENCE).raise_for_status()
    while time.monotonic() < begun + PATIENCE:
        if requests.get(f"{HUB}/user/{name}/api/status", headers=headers, timeout=PATIENCE).ok:
            return time.monotonic() - begun
        time.sleep(1)
    raise TimeoutError(f"the server of {name} did not start in {PATIENCE} s")


def execute(kernel, source):
    """Run a cell in a kernel at the other end of a websocket, and return its outputs."""
    message = {
        "header": {
            "msg_id": uuid4().hex,
            "msg_type": "execute_request",
            "session": "",
            "username": "",
            "version": "5.3",
        },
        "parent_header": {},
        "metadata": {},
        "content": {"code": source, "silent": False, "store_history": True, "allow_stdin": False},
        "channel": "shell",
    }
    kernel.send(json.dumps(message))
    outputs = []
    while True:
        answer = json.loads(kernel.recv())
        if answer["parent_header"].get("msg_id") != message["header"]["msg_id"]:
            continue
        if answer["msg_type"] in {"stream", "display_data", "execute_result", "error"}:
            output = nbformat.v4.output_from_msg(answer)
            if outputs and output.get("name", "none") == outputs[-1].get("name"):  # a stream, in pieces
                outputs[-1].text += output.text
            else:
                outputs.append(output)
        if answer["msg_type"] == "status" and answer["content"]["execution_state"] == "idle":
            return outputs


def run_chapter(name, token, path):
    """Run a chapter through a trainee's server; tell the seconds, and which cells gave other outputs."""
    begun = time.monotonic()
    server, headers = f"{HUB}/user/{name}", {"Authorization": f"token {token}"}
    wanted = {"name": "python3", "path": f"seven-patients/{path}"}
    answer = requests.post(f"{server}/api/kernels", headers=headers, json=wanted, timeout=PATIENCE)
    answer.raise_for_status()
    channels = f"{server.replace('http', 'ws', 1)}/api/kernels/{answer.json()['id']}/channels"
    kernel = websocket.create_connection(channels, header=headers, timeout=PATIENCE)
    stored = nbformat.read(ROOT / path, as_version=4)
    code = [cell for cell in stored.cells if cell.cell_type == "code"]
    differ = [cell.id for cell in code if execute(kernel, cell.source) != cell.outputs]
    kernel.close()
    return time.monotonic() - begun, differ


def memory(name):
    """Return the megabytes that a trainee's processes hold, each page divided among those that share it."""
    total = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            variables = (process / "environ").read_bytes().split(b"\0")
            if f"JUPYTERHUB_USER={name}".encode() in variables:
                total += int(re.search(r"^Pss:\s+(\d+)", (process / "smaps_rollup").read_text(), re.M)[1])
        except OSError:
            pass
    return total / 1024


def main(proxy, trainees=10, chapter=CHAPTER):
    """Hold the class, and print what it took."""
    with TemporaryDirectory() as temporary, ThreadPoolExecutor(int(trainees)) as together:
        folder = Path(temporary)
        names = [f"trainee-{number:02d}" for number in range(1, int(trainees) + 1)]
        for name in names:
            subprocess.run(["git", "clone", "--quiet", ROOT, folder / name / "seven-patients"], check=True)
        hub = start_hub(folder, proxy)
        try:
            tokens = list(together.map(log_in, names))
            starts = list(together.map(start_server, names, tokens))
            runs = list(together.map(run_chapter, names, tokens, [chapter] * len(names)))
            held = [memory(name) for name in names]
        finally:
            hub.terminate()
            hub.wait(PATIENCE)
    print(f"{'trainee':12}{'server, s':>12}{'chapter, s':>12}{'memory, MB':>12}  outputs")
    for name, start, (seconds, differ), megabytes in zip(names, starts, runs, held, strict=True):
        outputs = f"differ in {', '.join(differ)}" if differ else "as stored"
        print(f"{name:12}{start:12.0f}{seconds:12.0f}{megabytes:12.0f}  {outputs}")
    return any(differ for _, differ in runs)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
