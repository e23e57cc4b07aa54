"""The web process: composition root. `python -m server.web` runs it; the core need not be there."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import structlog
import uvloop
from aiohttp import web
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from crm.base import utcnow
from crm.calls.forms import close_wrap_ups
from crm.customers.merging import latecomers
from crm.events.store import forget_before as forget_events
from crm.imports.files import remove_older
from crm.knowledge.approval import warn_of_ends
from crm.live.settings import live_settings
from crm.messages.box import forget_old
from crm.notices.service import tell_started
from crm.outside.list_imports import forget_old_changes
from crm.phones import warm_up
from crm.routing.settings import facts
from crm.surveys.service import company_names, issue_links, links_wanted
from crm.versions.keeping import keep_all
from crm.webhooks.store import forget_before as forget_deliveries
from recordings.sealing import KeyFile
from recordings.service import Recordings
from server import attachments, devices, logs, platform
from server.alarm_log import AlarmLog
from server.auth import Argon2Passwords
from server.configuration import ConfigurationPublisher
from server.database import Database
from server.document_watch import EVERY, DocumentWatch
from server.events import Feed
from server.figures import Figures
from server.heap import settle
from server.http.app import LONGEST_LINE, make_app
from server.http.context import Web
from server.import_worker import ImportWorker
from server.live.hub import Hub
from server.login_keys import LoginKeys
from server.login_watch import LoginWatch
from server.lookups import Lookups
from server.mail_worker import MailWorker
from server.mailings import MailingWorker
from server.metrics import Metrics
from server.news import NewsConsumer
from server.outbox.worker import OutboxWorker
from server.parent import die_with_parent
from server.phone_messages import PhoneMessages
from server.prompts.library import PhoneRecordings
from server.queue_alarms import QueueWatch
from server.recording_alarms import Alarms
from server.recording_keeper import RecordingKeeper
from server.recording_worker import RecordingWorker
from server.schedule import Schedule
from server.search import build_missing
from server.seed import ADMINISTRATOR, seed, ship_documents
from server.settings import SOURCE, Settings, load
from server.webhooks.sender import HttpSender
from server.webhooks.worker import Webhooks
from telephony.bus import BusClient
from telephony.domain_events import Envelope
from telephony.errors import ConfigError, HotlineError

log = structlog.get_logger(__name__)

SHUTDOWN = 3.0
"""Seconds that open requests have to end when the process stops."""

DATABASE_AGAIN = 2.0
"""Seconds until what a core that has come is told is tried again, when the database was away."""


async def run(settings: Settings) -> None:
    """Serve until SIGTERM or SIGINT. Raises ConfigError for a wrong file, OSError when the port is taken."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with serving(settings):
        settle()
        await stop.wait()
        log.info("web.stopping")


@asynccontextmanager
async def serving(settings: Settings) -> AsyncIterator[Web]:
    """Everything of the web process, running: database migrated and seeded, HTTP served, the core's line kept."""
    settings.make_folders()
    db = Database(settings.database)
    passwords = Argon2Passwords()
    try:
        await db.migrate()
        await _first_start(settings, db, passwords)
        async with (
            HttpSender(private=settings.webhook_private) as sender,
            _wired(settings, db, passwords, sender) as parts,
        ):
            yield parts
    finally:
        passwords.close()
        await db.close()


async def _first_start(settings: Settings, db: Database, passwords: Argon2Passwords) -> None:
    given = settings.admin_password.get_secret_value() if settings.admin_password else None
    made_up = await seed(db, SOURCE, passwords, password=given, demo=settings.demo)
    await ship_documents(db, SOURCE)
    async with db.write() as session:
        await keep_all(session)
    if made_up is not None:
        # On the terminal alone: the log is kept.
        print(f"\n  管理员 administrator: {ADMINISTRATOR}   密码 password: {made_up}\n", flush=True)


@asynccontextmanager
async def _wired(
    settings: Settings, db: Database, passwords: Argon2Passwords, sender: HttpSender
) -> AsyncIterator[Web]:
    metrics = Metrics()
    hub = Hub(metrics)
    feed = Feed()
    db.show, db.told = (lambda frame: hub.tell(frame.user, frame.kind, dict(frame.data))), feed.stored
    alarm_log = AlarmLog(db, lambda: (view["id"] for view in (*alarms.board.shown(), *hub.queue_alarms.shown())))
    alarms = Alarms(hub.publish, told=alarm_log.told)
    recordings = Recordings(
        settings.recordings_dir, keys=KeyFile(settings.recording_keys_file, needed=bool(settings.recording_keys))
    )
    worker = RecordingWorker(db, recordings, metrics, alarms)
    keeper = RecordingKeeper(db, recordings, alarms, settings.recording_days)
    async with db.read() as session:
        company = await facts(session)
        await alarms.recall(session)
    figures = Figures(db, hub, lambda: parts.company.zone)
    phone_recordings = PhoneRecordings(
        db,
        settings.recordings_dir,
        settings.root,
        lambda session: configuration.publish(session),  # noqa: PLW0108 - it is made below
    )
    phone_messages = PhoneMessages(
        db,
        recordings,
        company=lambda: parts.company,
        wake_mail=lambda: mail.wake(),  # noqa: PLW0108 - it is made below
        wake_keeper=keeper.wake,
    )
    lookups = Lookups(db, metrics, lambda: parts.company, passwords, phone_recordings, phone_messages.queries())
    webhooks = Webhooks(db, feed, sender)
    outbox = OutboxWorker(db, settings.root)
    mailings = MailingWorker(db)

    def stored(epoch: str, n: int) -> None:
        figures.stored(epoch, n)
        feed.stored()

    def heard(epoch: str, envelope: Envelope) -> None:
        figures.heard(epoch, envelope)
        alarms.heard(envelope)

    consumer = NewsConsumer(
        db,
        hub,
        metrics,
        ack=lambda n: core.ack(n),  # noqa: PLW0108 - the line is made below
        on_recording=worker.wake,
        on_voicemail=lambda: mail.wake(),  # noqa: PLW0108 - it is made below
        area_code=lambda: parts.company.area_code,
        heard=heard,
        on_stored=stored,
    )
    line = CoreLine(hub)
    core = BusClient(
        settings.core_socket,
        on_news=consumer.take,
        on_ask={"directory.customer": lookups.customer, "directory.query": lookups.query},
        since=consumer.since,
        on_state=line.changed,
    )
    configuration = ConfigurationPublisher(db, core, hub)
    imports = ImportWorker(db, settings, hub.tell)
    mail = MailWorker(db, core, lambda: parts.company.zone)
    parts = Web(
        settings=settings,
        db=db,
        core=core,
        hub=hub,
        passwords=passwords,
        login_keys=LoginKeys(settings.root / "login-keys.json"),
        metrics=metrics,
        recordings=recordings,
        configuration=configuration,
        company=company,
        feed=feed,
        alarms=alarms.board,
        told_alarm=alarm_log.told,
        sender=sender,
        webhooks=webhooks,
        outbox=outbox,
        wake_keeper=keeper.wake,
        wake_mail=mail.wake,
        wake_imports=imports.wake,
        wake_mailings=mailings.wake,
    )
    await LoginWatch(parts).begin()
    await configuration.load_names()
    async with db.read() as session:
        hub.tell_agents = (await live_settings(session)).supervision.tell_agents
    await figures.start()
    runner = await _listen(parts)
    warming = asyncio.create_task(asyncio.to_thread(warm_up))
    indexing = asyncio.create_task(build_missing(db), name="search-index")
    schedule = _ticks(parts, worker, keeper, phone_recordings, phone_messages)
    tasks = [
        asyncio.create_task(work, name=name)
        for name, work in (
            ("core", core.run()),
            ("news", consumer.run()),
            ("recordings", worker.run()),
            ("recording-keeper", keeper.run()),
            ("voicemails", mail.run()),
            ("imports", imports.run()),
            ("figures", figures.run()),
            ("alarm-log", alarm_log.run()),
            ("webhooks", webhooks.run()),
            ("outbox", outbox.run()),
            ("mailings", mailings.run()),
            ("core-line", line.run(parts, configuration)),
        )
    ]
    for task in (*tasks, indexing):
        task.add_done_callback(_must_not_end)
    try:
        yield parts
    finally:
        schedule.stop()
        await runner.cleanup()
        await _end([*tasks, warming, indexing])


class CoreLine:
    """What to do when the core comes and goes: its snapshot, our configuration, our endpoints."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._came = asyncio.Event()

    def changed(self, up: bool) -> None:
        if up:
            self._hub.begin_rebuild()
            self._came.set()
        else:
            self._hub.core_up(up=False)

    async def run(self, parts: Web, configuration: ConfigurationPublisher) -> None:
        while True:
            await self._came.wait()
            self._came.clear()
            parts.metrics.core_up.set(1)
            try:
                await configuration.send()
                self._hub.finish_rebuild(await parts.core.request("live.snapshot", {}))
                parts.wake_mail()
                await devices.restore(parts)
            except HotlineError as error:
                log.warning("core.not_ready", error=str(error))
            except SQLAlchemyError as error:
                log.warning("core.database_away", error=str(error))
                await asyncio.sleep(DATABASE_AGAIN)
                if parts.core.connected:
                    self._came.set()


async def _listen(parts: Web) -> web.AppRunner:
    settings = parts.settings
    app = make_app(parts, SOURCE / "web" / "dist")
    runner = web.AppRunner(
        app, access_log=None, shutdown_timeout=SHUTDOWN, handle_signals=False, max_line_size=LONGEST_LINE
    )
    await runner.setup()
    site = web.TCPSite(runner, settings.http_host, settings.http_port)
    try:
        await site.start()
    except OSError as error:
        await runner.cleanup()
        raise ConfigError(
            f"cannot listen on {settings.http_host}:{settings.http_port}: {error.strerror or error}; "
            "choose another HOTLINE_HTTP_PORT"
        ) from error
    log.info("web.listening", address=f"http://{settings.http_host}:{settings.http_port}")
    return runner


async def _old_list_imports(db: Database) -> None:
    async with db.write() as session:
        await forget_old_changes(session, utcnow())


async def _late_to_merges(db: Database) -> None:
    async with db.write() as session:
        await latecomers(session, utcnow())


def _ticks(
    parts: Web,
    worker: RecordingWorker,
    keeper: RecordingKeeper,
    phone_recordings: PhoneRecordings,
    phone_messages: PhoneMessages,
) -> Schedule:
    async def forget() -> None:
        before = time.time() - parts.settings.event_days * 86400
        await parts.db.store(lambda connection: forget_events(connection, before))
        await parts.db.store(lambda connection: forget_deliveries(connection, before))

    async def survey_links() -> None:
        async with parts.db.read() as session:
            waiting = await links_wanted(session)
        if waiting:
            async with parts.db.write() as session:
                made = await issue_links(session, parts.settings.public_base, company_names(parts.company))
            log.info("surveys.links", queued=made)

    async def old_messages() -> None:
        async with parts.db.write() as session:
            await forget_old(session, utcnow())

    async def ending_articles() -> None:
        async with parts.db.write() as session:
            await warn_of_ends(session, utcnow())

    async def started_notices() -> None:
        async with parts.db.write() as session:
            await tell_started(session, utcnow())

    async def wrap_ups() -> None:
        async with parts.db.write() as session:
            await close_wrap_ups(session, utcnow())

    schedule = Schedule()

    async def health() -> None:
        await platform.watch(parts, parts.alarms)

    schedule.every(platform.EVERY, "platform", health)
    schedule.every(platform.QUEUES_EVERY, "queue-alarms", partial(platform.watch_queues, parts, QueueWatch()))
    schedule.every(6 * 3600, "event-retention", forget)
    schedule.every(6 * 3600, "old-messages", old_messages)
    schedule.every(3600, "ending-articles", ending_articles)
    schedule.every(30, "started-notices", started_notices)
    schedule.every(15, "wrap-ups", wrap_ups)
    schedule.every(60, "late-to-merges", lambda: _late_to_merges(parts.db))
    schedule.every(10, "survey-links", survey_links)
    LoginWatch(parts).on(schedule)
    schedule.every(60, "devices", lambda: devices.remove_orphans(parts))
    documents = DocumentWatch(parts)
    schedule.every(EVERY, "documents", documents.tick)
    schedule.every(3600, "idempotency", documents.forget)
    files = parts.settings.imports_dir, parts.settings.import_days
    schedule.every(6 * 3600, "import-files", partial(asyncio.to_thread, remove_older, *files))
    schedule.every(6 * 3600, "list-imports", partial(_old_list_imports, parts.db))
    schedule.every(300, "recording-leftovers", worker.take_leftovers)
    schedule.every(6 * 3600, "recording-retention", keeper.keep_rules)
    schedule.every(3600, "recording-scrub", keeper.scrub)
    schedule.every(600, "phone-copies", phone_messages.remove_old)
    schedule.every(3600, "attachments", lambda: attachments.clean_up(parts.db, attachments.files_of(parts.settings)))
    schedule.every(3600, "prompt-drafts", lambda: phone_recordings.remove_old(time.time()))
    schedule.start()
    return schedule


async def _end(tasks: list[asyncio.Task[None]]) -> None:
    """Cancel until each has ended: a cancellation that meets an answer just arriving can be lost in `wait_for`."""
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=0.2)


def _must_not_end(task: asyncio.Task[None]) -> None:
    """These tasks run for ever; one that fails takes the process down, and the supervisor starts it anew."""
    if not task.cancelled() and (error := task.exception()) is not None:
        log.critical("web.task_failed", task=task.get_name(), error=str(error), exc_info=error)
        signal.raise_signal(signal.SIGTERM)


def main() -> int:
    try:
        settings = load()
        logs.configure("web", settings.log_level)
        die_with_parent()
        with contextlib.suppress(KeyboardInterrupt):
            uvloop.run(run(settings))
    except HotlineError as error:
        log.error("web.failed", error=str(error))  # noqa: TRY400 - one clear line
        return 2
    except OperationalError as error:
        if error.statement is not None:
            raise
        log.error("web.no_database", error=" ".join(str(error.orig).split()))  # noqa: TRY400 - one clear line
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
