"""Where things are on the workshop's pages."""

from playwright.sync_api import Locator, Page


def row(page: Page, number: int) -> Locator:
    """Return a task's row."""
    return page.locator(f"#task-{number}")


def tick(page: Page, number: int) -> Locator:
    """Return the button that says a task is done."""
    return row(page, number).locator("[data-done]")


def toast(page: Page) -> Locator:
    """Return the toast that is shown."""
    return page.locator("#toasts .toast")
