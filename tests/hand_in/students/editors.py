"""One notebook as four editors save it, and as it comes from machines with other habits of writing files."""

import copy
import json
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]


def jupyterlab(notebook: Json) -> Json:
    """JupyterLab 4: everything is kept; what was run is timed, and cells may be folded."""
    made = _with_language(notebook, "python3", "Python 3 (ipykernel)")
    for cell in made["cells"]:
        cell["metadata"] |= {"editable": True, "slideshow": {"slide_type": ""}}
        if cell["cell_type"] == "code":
            cell["metadata"] |= {
                "execution": {"iopub.execute_input": "2026-11-20T01:58:11.402Z", "shell.execute_reply": "2026"},
                "jupyter": {"source_hidden": False},
            }
            cell["execution_count"] = 3
    return made


def notebook_7(notebook: Json) -> Json:
    """Notebook 7: as JupyterLab, with the state of widgets, such as progress bars, in its metadata."""
    made = _with_language(notebook, "python3", "Python 3 (ipykernel)")
    state = {"state": {"1f": {"model_module": "@jupyter-widgets/base", "state": {}}}, "version_major": 2}
    made["metadata"]["widgets"] = {"application/vnd.jupyter.widget-state+json": state}
    for cell in made["cells"]:
        cell["metadata"] |= {"editable": False, "trusted": True}
    return made


def vs_code(notebook: Json) -> Json:
    """VS Code: the environment's name for the kernel, an older minor without ids, its own key in metadata."""
    made = _without_ids(_with_language(notebook, "python3", ".venv"), minor=2)
    for cell in made["cells"]:
        cell["metadata"] = {"vscode": {"languageId": "python"}}
    return made


def colab(notebook: Json) -> Json:
    """Colab: nbformat 4.0, ids of its own inside the metadata, and of ours nothing."""
    made = _without_ids(notebook, minor=0)
    made["metadata"] = {
        "colab": {"provenance": [], "toc_visible": True},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
        "accelerator": "GPU",
    }
    for number, cell in enumerate(made["cells"]):
        cell["metadata"] = {"id": f"Zk3_{number:08d}", "colab": {"base_uri": "https://localhost:8080/"}}
        if cell["cell_type"] == "code":
            cell["metadata"]["outputId"] = "8f1c1e1a-0000"
    return made


EDITORS: dict[str, Callable[[Json], Json]] = {
    "JupyterLab": jupyterlab,
    "Notebook 7": notebook_7,
    "VS Code": vs_code,
    "Colab": colab,
}


def as_file(notebook: Json) -> bytes:
    """As Jupyter writes it."""
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


def with_windows_lines(notebook: Json) -> bytes:
    """CR LF between the lines of the file, as git writes it on Windows, and inside every cell."""
    made = copy.deepcopy(notebook)
    for cell in made["cells"]:
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")
    return as_file(made).replace(b"\n", b"\r\n")


def with_a_mark_in_front(notebook: Json) -> bytes:
    """A byte order mark, as editors of Windows put it."""
    return b"\xef\xbb\xbf" + as_file(notebook)


def in_plain_ascii(notebook: Json) -> bytes:
    """Every letter outside ASCII as an escape, all in one line."""
    return json.dumps(notebook, ensure_ascii=True).encode()


FILES: dict[str, Callable[[Json], bytes]] = {
    "CR LF": with_windows_lines,
    "byte order mark": with_a_mark_in_front,
    "ASCII": in_plain_ascii,
}


def _with_language(notebook: Json, name: str, shown: str) -> Json:
    made = copy.deepcopy(notebook)
    made["metadata"] = {
        **made["metadata"],
        "kernelspec": {"display_name": shown, "language": "python", "name": name},
        "language_info": {
            "codemirror_mode": {"name": "ipython", "version": 3},
            "file_extension": ".py",
            "mimetype": "text/x-python",
            "name": "python",
            "nbconvert_exporter": "python",
            "pygments_lexer": "ipython3",
            "version": "3.12.4",
        },
    }
    return made


def _without_ids(notebook: Json, minor: int) -> Json:
    made = copy.deepcopy(notebook)
    made["nbformat_minor"] = minor
    for cell in made["cells"]:
        cell.pop("id", None)
    return made
