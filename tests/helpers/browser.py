"""Chromium without a window, spoken to over its own pipe (the DevTools protocol)."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


class Browser:
    """One page of a browser; use it as a context."""

    def __init__(self, *, width: int = 1280, height: int = 900) -> None:
        self._size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self._number = 0
        self._session: str | None = None
        self._rest = b""
        self.problems: list[str] = []

    def __enter__(self) -> Browser:
        self._profile = tempfile.TemporaryDirectory()
        theirs_in, self._to = os.pipe()
        self._from, theirs_out = os.pipe()
        options = (
            "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run "
            f"--remote-debugging-pipe --user-data-dir={self._profile.name} about:blank"
        )
        self._process = subprocess.Popen(
            ["bash", "-c", f"exec {CHROMIUM} {options} 3<&{theirs_in} 4>&{theirs_out}"],
            pass_fds=(theirs_in, theirs_out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setDeviceMetricsOverride", **self._size)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(timeout=30)
        os.close(self._to)
        os.close(self._from)
        self._profile.cleanup()

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401
        """Call a method of the protocol and wait for its result."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            found = self._next()
            if found.get("id") == self._number:
                assert "error" not in found, found
                result: dict[str, Any] = found["result"]
                return result

    def open(self, page: Path, *, choices: str = "") -> None:
        """Open a page of this machine."""
        # Another page first, because a change of the choices alone loads nothing.
        for address in ("about:blank", page.as_uri() + choices):
            self.call("Page.navigate", url=address)
            while self._next().get("method") != "Page.loadEventFired":
                pass

    def run(self, script: str) -> Any:  # noqa: ANN401
        """Run a script in the page and return its value."""
        found = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def text_of(self, place: str) -> str:
        """The text of the first element that a selector names."""
        return str(self.run(f"document.querySelector({place!r}).textContent"))

    def choose(self, name: str, value: str) -> str:
        """Change a filter of a batch's report as a person does; gives the line with the count."""
        self.run(
            f"{{const one = document.getElementById('by-{name}'); one.value = {value!r};"
            "one.dispatchEvent(new Event('input')); one.dispatchEvent(new Event('change'));}"
        )
        return self.text_of("#count")

    def drawn(self) -> None:
        """Wait until what has changed is on the screen."""
        self.run("drawn = false; requestAnimationFrame(() => setTimeout(() => drawn = true))")
        while not self.run("drawn"):
            pass

    def resize(self, *, width: int, height: int) -> None:
        """Give the page another size, in pixels."""
        size = {**self._size, "width": width, "height": height}
        self.call("Emulation.setDeviceMetricsOverride", **size)

    def picture(self, *, dark: bool) -> bytes:
        """A screenshot as PNG."""
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self.call("Emulation.setEmulatedMedia", features=scheme)
        return base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            part = os.read(self._from, 2**20)
            assert part, "the browser has ended"
            self._rest += part
        text, _, self._rest = self._rest.partition(b"\0")
        found: dict[str, Any] = json.loads(text)
        match found.get("method"):
            case "Network.requestWillBeSent":
                address = found["params"]["request"]["url"]
                if not address.startswith(("file:", "data:", "about:", "blob:")):
                    self.problems.append(f"asked for {address}")
            case "Log.entryAdded" | "Runtime.exceptionThrown":
                self.problems.append(json.dumps(found["params"]))
        return found
