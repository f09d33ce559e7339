"""Kernels that are forked from one Python, which has imported the libraries that every chapter needs.

To import pandas, Altair and SciPy takes a kernel longer than most chapters take to run. A fork has them
already and is fresh in all else: its namespace is empty, and no module of the book is loaded.

It is spoken to by files, not by ports: a port that was free when it was chosen may be another program's when
the kernel asks for it, and then nobody ever answers.
"""

import gc
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from functools import cache
from uuid import uuid4

from jupyter_client.provisioning import LocalProvisioner

PRELOADED = ["ipykernel.kernelapp", "ipykernel.debugger", "psutil", "pandas", "altair", "scipy.stats"]
NOTEBOOK_COLUMNS = 20
"""How many columns pandas shows in a notebook; imported outside of one it takes what fits a terminal."""


def run_kernel(connection_file, folder, environment, path):
    """Become the kernel that a connection file describes, in a folder."""
    import pandas
    from ipykernel.kernelapp import IPKernelApp

    gc.freeze()  # what was imported before stays: Python need not look there for garbage, nor often
    gc.set_threshold(50_000)

    pandas.set_option("display.max_columns", NOTEBOOK_COLUMNS)
    os.setsid()
    os.chdir(folder)
    os.environ.update(environment, JPY_PARENT_PID=str(os.getppid()))
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stderr.fileno())
    sys.path[:] = path
    sys.argv[1:] = ["-f", connection_file]
    IPKernelApp.launch_instance()


start_kernel = LocalProvisioner.launch_kernel
prepare_kernel = LocalProvisioner.pre_launch
FORKS = multiprocessing.get_context("forkserver")


class ForkedKernel(FORKS.Process):
    """A forked process under the names by which Jupyter knows a started one."""

    stdin = stdout = stderr = None

    def poll(self):
        return self.exitcode

    def wait(self):
        self.join()
        return self.exitcode

    def send_signal(self, signal):
        os.kill(self.pid, signal)


@cache
def path_of_a_fresh_python():
    """Return where a started kernel looks for modules, which is not where pytest does."""
    tell = "import json, sys; print(json.dumps(sys.path[1:]))"
    return json.loads(subprocess.run([sys.executable, "-c", tell], capture_output=True, check=True).stdout)


async def pre_launch(provisioner, **options):
    """Prepare a kernel that is spoken to by files, whose names are short, as those of sockets must be."""
    manager = provisioner.parent
    if manager.transport != "ipc":  # else it is started again
        manager.transport = "ipc"
        manager.ip = os.path.join(tempfile.gettempdir(), f"kernel-{uuid4().hex}")
    return await prepare_kernel(provisioner, **options)


async def launch_kernel(provisioner, cmd, cwd=None, env=None, **options):
    """Fork a kernel in place of starting `cmd`."""
    argv = (provisioner.parent.connection_file, cwd or os.getcwd(), env or {}, path_of_a_fresh_python())
    provisioner.process = ForkedKernel(target=run_kernel, args=argv, daemon=True)
    provisioner.process.start()
    provisioner.pid = provisioner.process.pid
    provisioner.cwd = cwd
    return provisioner.connection_info


def install():
    """Let every kernel of this process be forked."""
    FORKS.set_forkserver_preload(PRELOADED)
    LocalProvisioner.pre_launch = pre_launch
    LocalProvisioner.launch_kernel = launch_kernel
