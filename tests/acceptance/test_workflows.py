"""What continuous integration does: the files are understood, and every command in them is one that there is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / ".github/workflows").glob("*.yml"))


def jobs(file: Path) -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))["jobs"]
    return loaded


def commands(job: dict[str, Any]) -> str:
    return "\n".join(step.get("run", "") for step in job["steps"])


RELEASE = jobs(ROOT / ".github/workflows/release.yml")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_target_and_script_is_there(file: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    said = "\n".join(commands(job) for job in jobs(file).values())
    named = set(re.findall(r"^\s*make ([a-z-]+)", said, re.MULTILINE))
    assert named
    assert named - targets == set()
    scripts = re.findall(r"(?:bash|-File) ([\w.\\/-]+)", said)
    assert [script for script in scripts if not (ROOT / script.replace("\\", "/")).is_file()] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_job_waits_for_jobs_that_are_there_and_ends(file: Path) -> None:
    all_jobs = jobs(file)
    for name, job in all_jobs.items():
        needs = job.get("needs", [])
        assert set([needs] if isinstance(needs, str) else needs) <= set(all_jobs), name
        assert 0 < job["timeout-minutes"] <= 120, name


def test_a_release_goes_from_tests_to_production() -> None:
    def before(name: str) -> set[str]:
        needs = RELEASE[name].get("needs", [])
        direct = {needs} if isinstance(needs, str) else set(needs)
        return direct.union(*(before(each) for each in direct)) if direct else set()

    others = {"test", "build-linux", "build-windows", "sign", "try-linux", "try-windows"}
    assert before("pilot") == others
    assert before("production") == {*others, "pilot"}
    for ring in ("pilot", "production"):
        assert RELEASE[ring]["environment"] == ring, "somebody is asked"
        assert "make publish" in commands(RELEASE[ring])


def test_the_keys_are_in_one_job_which_builds_nothing() -> None:
    with_keys = [name for name, job in RELEASE.items() if "secrets." in yaml.safe_dump(job)]
    assert with_keys == ["sign"]
    said = commands(RELEASE["sign"])
    assert re.findall(r"make [a-z-]+", said) == ["make sign-release"]
    assert ".ci/run" not in said
    last = [step for step in RELEASE["sign"]["steps"] if "rm -rf" in step.get("run", "")]
    assert [step["if"] for step in last] == ["always()"]


def test_the_same_steps_run_anywhere() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    steps = makefile.partition("\nrehearse-release:")[2].partition("\n\n")[0]
    for target in ("bundle", "installer-windows", "signing-test-ca", "sign-release", "publish"):
        assert target in steps


def test_every_name_of_a_key_is_one_that_signing_knows() -> None:
    known = set(re.findall(r"SIGNING_\w+", (ROOT / "installer/sign.sh").read_text(encoding="utf-8")))
    said = (ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8")
    exported = set(re.findall(r"\b(SIGNING_\w+)=", said)) | set(re.findall(r"^ +(SIGNING_\w+):", said, re.MULTILINE))
    assert exported - known == set()
