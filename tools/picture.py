"""Draw README's picture: the walk of the front page in its start, on a white ground.

python tools/picture.py
"""

from pathlib import Path

from seven_patients_site.teaching import run_the_trial

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "_static" / "lattice.svg"
STANDING_ALONE = '<svg xmlns="http://www.w3.org/2000/svg" font-size="9" style="background: white" '


def picture():
    """Return the picture as SVG that stands in a file of its own."""
    v8 = run_the_trial.engine()
    drawn = v8.call("picture", run_the_trial.book())
    v8.close()
    return f"{drawn.replace('<svg ', STANDING_ALONE, 1)}\n"


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8", newline="\n")
