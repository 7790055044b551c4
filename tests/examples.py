"""How many examples the tests with generated values take: few by default, many in a thorough run.

`pytest --hypothesis-profile=thorough` is the thorough run; CONTRIBUTING.md has the whole command. In both, a busy
machine is no failure: there is no deadline, and no health check of speed. A test that lists health checks of its own
replaces that list, so it has to name `too_slow`, too.
"""

from __future__ import annotations

from typing import Final

from hypothesis import HealthCheck, settings

THOROUGH: Final = "thorough"
QUICK: Final = 30
"""Examples of a test that does not say how many; a thorough run takes the hundred of Hypothesis."""


def register() -> None:
    """Make the two profiles known, and use the quick one unless another is asked for.

    The quick one builds on the profile that Hypothesis chose: in CI its examples are the same in every run, so that
    nobody's pull request is red by chance. A thorough run looks for new ones, wherever it runs.
    """
    any_speed = [HealthCheck.too_slow]
    settings.register_profile("quick", settings(max_examples=QUICK, deadline=None, suppress_health_check=any_speed))
    settings.register_profile(
        THOROUGH, settings(settings.get_profile("default"), deadline=None, suppress_health_check=any_speed)
    )
    settings.load_profile("quick")


def examples(quick: int, *, thorough: int) -> int:
    """How many examples a slow test takes in this run."""
    return thorough if settings.get_current_profile_name() == THOROUGH else quick
