"""Log lines as JSON with a request id; nothing a person typed can forge one."""

import logging
import re
import sys

import structlog
from structlog.typing import EventDict

_ROW = re.compile(r"\nDETAIL:.*?(?=\n\n|\n\[SQL|\nCONTEXT|\Z)", re.DOTALL)
"""Where PostgreSQL shows the row that it refuses."""


def set_up_logs(*, level: int = logging.INFO) -> None:
    """Write every log line, ours and the libraries', as one JSON object to standard error."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(),
        structlog.processors.format_exc_info,
        _leave_out_rows,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    # Alembic tells of every step of an empty database; the first thing to read is the link below.
    logging.getLogger("alembic").setLevel(logging.WARNING)


def _leave_out_rows(_logger: object, _method: str, line: EventDict) -> EventDict:
    """Leave out the row that PostgreSQL refused: it holds what people typed, or a hash."""
    if "exception" in line:
        line["exception"] = _ROW.sub("", line["exception"])
    return line
