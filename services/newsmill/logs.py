"""Structured logs on stderr: one JSON object a line in containers, coloured lines on a terminal."""

import logging
import sys

import structlog

from newsmill.redaction import redacted
from newsmill.settings import RuntimeSettings

QUIET = (
    "aiokafka",
    "asyncio",
    "courlan",
    "faust",
    "htmldate",
    "mode",
    "newsmill.streaming",  # Faust's services log under the module of their subclass
    "trafilatura",
)
"""Loggers that log every step; only their warnings and errors are kept."""

REPEAT_SECONDS = 10.0


def set_up_logs(settings: RuntimeSettings, room: str, *, tells_of_brokers: bool = False) -> None:
    """Send this process's logs, and those of its libraries, to stderr.

    A process that `tells_of_brokers` says itself when they are away and when they are back; what
    their client says beside that is for debugging.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(),
    ]
    renderer: structlog.typing.Processor
    if settings.log_format == "json":
        shared.append(structlog.processors.format_exc_info)
        renderer = structlog.processors.JSONRenderer()
    else:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
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
                renderer,
                _without_secrets,
            ],
        )
    )
    handler.addFilter(_RepeatFilter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    if tells_of_brokers and root.level > logging.DEBUG:
        logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    structlog.contextvars.bind_contextvars(room=room)


def _without_secrets(_logger: object, _method: str, line: object) -> str:
    """The rendered line, tracebacks and libraries' messages included, without URLs' secrets."""
    return redacted(str(line))


class _RepeatFilter(logging.Filter):
    """Rate-limits aiokafka's repeated messages: it logs every try to reach a broker."""

    def __init__(self) -> None:
        super().__init__()
        self._logged_at: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether `record` is logged: not if aiokafka logged the same in the last seconds."""
        if not record.name.startswith("aiokafka"):
            return True
        template = str(record.msg)
        if record.created - self._logged_at.get(template, 0.0) < REPEAT_SECONDS:
            return False
        self._logged_at[template] = record.created
        return True


def logger(name: str) -> structlog.stdlib.BoundLogger:
    """A logger: an event in a few words, everything else as fields."""
    bound: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return bound
