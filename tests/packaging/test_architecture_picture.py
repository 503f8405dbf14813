"""The architecture's picture shows today's packages and imports."""

from __future__ import annotations

import importlib.util

from tests.helpers.places import ROOT


def test_the_picture_is_up_to_date() -> None:
    script = ROOT / "packaging/architecture_picture.py"
    spec = importlib.util.spec_from_file_location(script.stem, script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    kept = module.PICTURE.read_text("utf-8")
    assert kept == module.draw(), "run: python packaging/architecture_picture.py"
