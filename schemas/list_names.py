"""The public lists of prices by their names."""

from __future__ import annotations

from typing import Literal

ListName = Literal["genai-prices", "litellm", "aws"]
"""The public lists of prices that are known."""
