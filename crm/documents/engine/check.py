"""Is a document type sound? Read, then every error at once: shape of the process, fields, handlers, triggers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from crm.documents.engine.findings import Finding, TypeInvalid, from_invalid, from_pydantic, near
from crm.documents.engine.graph import check_graph
from crm.documents.engine.model import (
    Branch,
    CallBack,
    CreateDocument,
    DocumentType,
    Effect,
    End,
    Handler,
    Notify,
    SendMessage,
    SetField,
    Task,
    Trigger,
)
from crm.errors import Invalid
from crm.fields.check import check_definitions
from crm.fields.conditions import check as check_condition

Names = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class Known:
    """What a type may refer to, kind → names (user, role, unit, position, calendar, queue, template, document type,
    questionnaire, dictionary). A kind that is absent is not checked."""

    names: Names = field(default_factory=dict)


def read(raw: object) -> DocumentType:
    """Raises TypeInvalid with every error of form."""
    try:
        return DocumentType.model_validate(raw, strict=False)
    except ValidationError as error:
        raise TypeInvalid(from_pydantic(error, raw)) from error


def check(kind: DocumentType, known: Known) -> list[Finding]:
    """Everything wrong with a type that could be read."""
    return [*_twice(kind), *check_graph(kind.process), *_Checker(kind, known).findings()]


def checked(raw: object, known: Known) -> DocumentType:
    """Read and check. Raises TypeInvalid."""
    kind = read(raw)
    findings = check(kind, known)
    if findings:
        raise TypeInvalid(findings)
    return kind


def named(kind: DocumentType) -> set[tuple[str, str]]:
    """What a type refers to outside of itself: kind, as in `Known`, and name."""
    checker = _Checker(kind, Known())
    checker.findings()
    return checker.named


def _twice(kind: DocumentType) -> list[Finding]:
    groups: list[tuple[str, Iterable[str]]] = [
        ("form.sections", (section.code for section in kind.form.sections)),
        ("form.fields", (definition.code for definition in kind.form.fields)),
        ("process.nodes", (node.code for node in kind.process.nodes)),
        ("triggers", (trigger.code for trigger in kind.triggers)),
        *((f"process.nodes.{t.code}.outcomes", (outcome.code for outcome in t.outcomes)) for t in kind.process.tasks()),
    ]
    found = []
    for place, codes in groups:
        seen: set[str] = set()
        for code in codes:
            if code in seen:
                found.append(Finding("twice", place, {"name": code}))
            seen.add(code)
    return found


class _Checker:
    """Fields, conditions and names outside of the type."""

    def __init__(self, kind: DocumentType, known: Known) -> None:
        self._kind = kind
        self._known = known
        self._definitions = kind.form.fields
        self._fields: dict[str, str] = {definition.code: definition.kind for definition in self._definitions}
        self._found: list[Finding] = []
        self.named: set[tuple[str, str]] = set()
        """What `findings` has met of other records' names."""

    def findings(self) -> list[Finding]:
        try:
            check_definitions(self._definitions, dictionaries=self._known.names.get("dictionary"))
        except Invalid as error:
            self._found.append(from_invalid(error, "form"))
        for node in self._kind.process.nodes:
            place = f"process.nodes.{node.code}"
            if isinstance(node, Task):
                self._task(node, place)
            elif isinstance(node, Branch):
                for number, case in enumerate(node.cases):
                    self._condition(case.if_, f"{place}.cases.{number}.if")
        for trigger in self._kind.triggers:
            self._trigger(trigger, f"triggers.{trigger.code}")
        for role in self._kind.confidential.roles if self._kind.confidential else ():
            self._name("role", role, "confidential.roles")
        for survey in self._kind.surveys:
            self._name("questionnaire", survey, "surveys")
        if self._kind.reopen is not None:
            tasks = [task.code for task in self._kind.process.tasks()]
            if self._kind.reopen not in tasks:
                self._add("unknown_node", "reopen", near(self._kind.reopen, tasks))
        return self._found

    def _task(self, task: Task, place: str) -> None:
        if not task.outcomes:
            self._add("no_outcome", place)
        elif all(outcome.if_ is not None for outcome in task.outcomes):
            self._add("all_conditional", f"{place}.outcomes")
        for name in (*(code for code in task.edit if code != "*"), *task.required):
            self._field(name, f"{place}.{'required' if name in task.required else 'edit'}")
        for outcome in task.outcomes:
            for name in outcome.required:
                self._field(name, f"{place}.outcomes.{outcome.code}.required")
            self._condition(outcome.if_, f"{place}.outcomes.{outcome.code}.if")
        self._handler(task.handler, f"{place}.handler")
        for survey in task.surveys:
            self._name("questionnaire", survey, f"{place}.surveys")
        deadline = task.deadline
        if deadline is not None:
            if deadline.minutes is None and deadline.field is None:
                self._add("no_deadline", f"{place}.deadline")
            self._field(deadline.field, f"{place}.deadline.field", "datetime")
            self._name("calendar", deadline.hours, f"{place}.deadline.hours")

    def _handler(self, handler: Handler, place: str) -> None:
        for name in ("user", "role", "position", "field"):
            value = getattr(handler, name)
            if handler.by == name and value is None:
                self._add("handler_needs", f"{place}.{name}", {"by": handler.by, "name": name})
        for name in ("user", "role", "unit", "position"):
            self._name(name, getattr(handler, name), f"{place}.{name}")
        self._field(handler.field, f"{place}.field", "user", "unit")
        self._field(handler.region, f"{place}.region", "text", "choice")

    def _trigger(self, trigger: Trigger, place: str) -> None:
        tasks = {task.code: task for task in self._kind.process.tasks()}
        nodes = [node.code for node in self._kind.process.nodes]
        if trigger.node is not None and trigger.node not in nodes:
            self._add("unknown_node", f"{place}.node", near(trigger.node, nodes))
        else:
            self._moment(trigger, place, tasks)
        if trigger.when == "field" and trigger.if_ is None:
            self._add("needs_if", place)
        if trigger.when == "timer" and trigger.after is None:
            self._add("needs_after", place)
        self._condition(trigger.if_, f"{place}.if")
        self._name("calendar", trigger.hours, f"{place}.hours")
        for number, effect in enumerate(trigger.do):
            self._effect(effect, trigger, f"{place}.do.{number}")

    def _moment(self, trigger: Trigger, place: str, tasks: Mapping[str, Task]) -> None:
        """Whether the moment of a trigger ever comes."""
        node = self._kind.process.node(trigger.node) if trigger.node is not None else None
        step = tasks.get(trigger.node or "")
        if trigger.when in {"exit", "deadline", "appointment"} and node is not None and step is None:
            self._add("not_a_step", f"{place}.node", {"name": node.code, "when": trigger.when})
            return
        if trigger.when == "timer" and node is not None and not isinstance(node, Task | End):
            self._add("not_waited_at", f"{place}.node", {"name": node.code})
            return
        meant, name = ([step] if step is not None else [*tasks.values()]), trigger.node or "*"
        if trigger.when == "deadline" and not any(task.deadline for task in meant):
            self._add("without_deadline", f"{place}.node" if trigger.node else place, {"name": name})
        if trigger.outcome is not None and trigger.when != "exit":
            self._add("outcome_of_exit", f"{place}.outcome", {"when": trigger.when})
        elif trigger.outcome is not None:
            known = [outcome.code for task in meant for outcome in task.outcomes]
            if trigger.outcome not in known:
                self._add("unknown_outcome", f"{place}.outcome", near(trigger.outcome, known) | {"node": name})

    def _effect(self, effect: Effect, trigger: Trigger, place: str) -> None:
        match effect:
            case SetField():
                self._field(effect.field, f"{place}.field")
                self._field(effect.to.field, f"{place}.to.field")
            case CreateDocument():
                self._name("document type", effect.type, f"{place}.type", self._kind.code)
                for value in effect.fields.values():
                    self._field(value.field, f"{place}.fields")
                if effect.type == self._kind.code and trigger.when == "entry" and trigger.if_ is None:
                    self._add("endless_trigger", place)
            case Notify():
                for recipient in effect.to:
                    kind, _, name = recipient.partition(":")
                    if kind == "field":
                        self._field(name, f"{place}.to", "user", "unit")
                    elif name:
                        self._name(kind, name, f"{place}.to")
            case CallBack():
                self._name("queue", effect.queue, f"{place}.queue")
                self._reached(effect.number, f"{place}.number")
            case SendMessage():
                self._name("template", effect.template, f"{place}.template")
                self._reached(effect.to, f"{place}.to")

    def _reached(self, to: str, place: str) -> None:
        """A number or an address: the customer's, or that in a field."""
        if to != "customer":
            self._field(to, place, "phone", "text")

    def _condition(self, condition: dict[str, Any] | None, place: str) -> None:
        if condition is None:
            return
        try:
            check_condition(condition, self._definitions, place="")
        except Invalid as error:
            self._found.append(from_invalid(error, place, "bad_condition"))

    def _field(self, name: str | None, place: str, *kinds: str) -> None:
        if name is None:
            return
        if name not in self._fields:
            self._add("unknown_field", place, near(name, self._fields))
        elif kinds and self._fields[name] not in kinds:
            self._add("field_kind", place, {"name": name, "kind": self._fields[name], "wanted": " / ".join(kinds)})

    def _name(self, kind: str, name: str | None, place: str, *also: str) -> None:
        if name is not None and name not in also:
            self.named.add((kind, name))
        names = self._known.names.get(kind)
        if name is not None and names is not None and name not in names and name not in also:
            self._add("unknown", place, near(name, names) | {"what": kind})

    def _add(self, code: str, place: str, values: Mapping[str, str] | None = None) -> None:
        self._found.append(Finding(code, place, values or {}))
