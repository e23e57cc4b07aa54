"""What Prometheus is told about the web process."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector

_FAST = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Metrics:
    """One registry per web process, so that several can live in one test."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self.requests = Counter(
            "hotline_http_requests", "HTTP requests", ["method", "route", "status"], registry=self.registry
        )
        self.request_seconds = Histogram(
            "hotline_http_request_seconds", "Time to answer", ["route"], buckets=_FAST, registry=self.registry
        )
        self.logins_failed = Counter("hotline_logins_failed", "Refused log-ins", registry=self.registry)
        self.news = Counter("hotline_news", "News heard from the core", ["type"], registry=self.registry)
        self.news_stored = Counter("hotline_news_stored", "Durable news stored", registry=self.registry)
        self.news_rejected = Counter("hotline_news_rejected", "News that could not be stored", registry=self.registry)
        self.news_waiting = Gauge("hotline_news_waiting", "Durable news not stored yet", registry=self.registry)
        self.lookups = Histogram(
            "hotline_lookup_seconds", "Directory lookups for the core", ["name"], buckets=_FAST, registry=self.registry
        )
        self.live_clients = Gauge("hotline_live_clients", "Open live websockets", registry=self.registry)
        self.live_frames = Counter("hotline_live_frames", "Frames queued to live websockets", registry=self.registry)
        self.live_lagging = Counter("hotline_live_lagging", "Live clients dropped as too slow", registry=self.registry)
        self.softphones = Gauge("hotline_softphones", "Open softphone websockets", registry=self.registry)
        self.core_up = Gauge("hotline_core_up", "1 while the core is connected", registry=self.registry)
        self.recordings_waiting = Gauge(
            "hotline_recordings_waiting", "Recordings that wait to be made playable", registry=self.registry
        )

    def exposition(self) -> bytes:
        return generate_latest(self.registry)
