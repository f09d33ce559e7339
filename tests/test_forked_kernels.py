"""A kernel that is forked tells a chapter the same as one that is started."""

import sys
from glob import glob

import forked_kernels
import pytest
from jupyter_client.manager import run_kernel
from jupyter_client.provisioning import LocalProvisioner

SURROUNDINGS = """
import os, re, sys, pandas
options = re.findall(r"currently: (.*?)]", pandas.describe_option(_print_desc=False).lower())
loaded = {name.partition(".")[0] for name in sys.modules} & {"onearm", "seven_patients", "conftest", "pytest"}
sys.path, sys.argv[1:-1], os.getcwd(), options, loaded, [name for name in globals() if name[0] != "_"]
"""


def told_by_a_kernel(cwd):
    """Return what a kernel sees around it."""
    told = []

    def hear(message):
        if message["msg_type"] in ("execute_result", "error"):
            told.append(message["content"])

    with run_kernel(cwd=str(cwd)) as client:
        client.execute_interactive(SURROUNDINGS, output_hook=hear, timeout=60)
    [content] = told
    return content["data"]["text/plain"]


ON_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux alone")


@ON_LINUX
def test_a_forked_kernel_sees_what_a_started_one_sees(monkeypatch, tmp_path):
    assert LocalProvisioner.launch_kernel is forked_kernels.launch_kernel
    forked = told_by_a_kernel(tmp_path)
    monkeypatch.setattr(LocalProvisioner, "launch_kernel", forked_kernels.start_kernel)
    assert told_by_a_kernel(tmp_path) == forked


@ON_LINUX
def test_a_forked_kernel_takes_no_port_and_leaves_no_file(tmp_path):
    with run_kernel(cwd=str(tmp_path)) as client:
        assert client.transport == "ipc"
        files = f"{client.ip}-*"
        assert glob(files)
    assert glob(files) == []
