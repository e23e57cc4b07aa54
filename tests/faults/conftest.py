"""The homes of fault tests share one set of rendered prompts."""

from tests.integration.core.conftest import home, sounds

__all__ = ["home", "sounds"]
