"""Where the checkout lies, and the real signatures beside it, which may be absent."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REAL_DATA = ROOT.parent / "shared" / "data"
REAL_SIGNATURES = REAL_DATA / "signatures"
