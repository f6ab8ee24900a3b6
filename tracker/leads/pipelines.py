"""The two pipelines every installation begins with; a municipality may change them as data."""

from dataclasses import dataclass

from sqlalchemy import select

from tracker.core.db import Work
from tracker.leads.models import LeadState, Phase, Pipeline, Stage

_OPEN, _WON, _PARKED, _LOST = LeadState.OPEN, LeadState.WON, LeadState.PARKED, LeadState.LOST


@dataclass(frozen=True, slots=True)
class _Step:
    key: str
    name_lt: str
    name_en: str
    state: LeadState
    phase: Phase
    probability: int | None
    asks: str = ""
    """`value`: from here on it must be known; `procurement`: from here on a notice warns of it."""


_V, _W, _VW = "value", "procurement", "value procurement"
BUSINESS = (
    _Step("new", "Naujas kontaktas", "New contact", _OPEN, Phase.NEW, 5),
    _Step("contacted", "Susisiekta", "Contacted", _OPEN, Phase.CONTACTED, 10),
    _Step("qualified", "Patvirtintas poreikis", "Qualified", _OPEN, Phase.TALKING, 25),
    _Step("meeting", "Susitikimas", "Meeting", _OPEN, Phase.TALKING, 40),
    _Step("proposal", "Pasiūlymas", "Proposal", _OPEN, Phase.TALKING, 55, _W),
    _Step("pilot", "Bandomasis projektas", "Pilot", _OPEN, Phase.PILOT, 70, _VW),
    _Step("agreement", "Susitarimas", "Agreement", _OPEN, Phase.AGREED, 85, _VW),
    _Step("running", "Vykdoma", "Running", _WON, Phase.AGREED, 100, _VW),
    _Step("completed", "Įgyvendinta", "Completed", _WON, Phase.AGREED, 100, _VW),
    _Step("parked", "Atidėta", "On hold", _PARKED, Phase.CLOSED, None),
    _Step("lost", "Nutraukta", "Closed without result", _LOST, Phase.CLOSED, 0),
)
_MOU = "Bendradarbiavimo susitarimas", "Cooperation agreement (MoU)"
INSTITUTIONAL = (
    _Step("contact", "Užmegztas kontaktas", "Contact made", _OPEN, Phase.NEW, 5),
    _Step("scoping", "Derinamos sritys", "Areas being agreed", _OPEN, Phase.TALKING, 20),
    _Step("letter_of_intent", "Ketinimų protokolas", "Letter of intent", _OPEN, Phase.TALKING, 40),
    _Step("council_decision", "Tarybos sprendimas", "Council decision", _OPEN, Phase.PILOT, 60),
    _Step("mou", *_MOU, _OPEN, Phase.AGREED, 80, _V),
    _Step("joint_project", "Bendras projektas", "Joint project", _WON, Phase.AGREED, 100, _V),
    _Step(
        "active_partnership", "Veikianti partnerystė", "Active partnership", _WON, Phase.AGREED, 100
    ),
    _Step("parked", "Atidėta", "On hold", _PARKED, Phase.CLOSED, None),
    _Step("terminated", "Nutraukta", "Terminated", _LOST, Phase.CLOSED, 0),
)
PIPELINES = (
    ("business", "Verslo galimybės", "Business leads", BUSINESS),
    ("institutional", "Institucinis bendradarbiavimas", "Institutional cooperation", INSTITUTIONAL),
)


def install_pipelines(work: Work) -> None:
    """Make the two pipelines where there are none yet; what a municipality changed stays."""
    if work.session.scalar(select(Pipeline.id).limit(1)) is not None:
        return
    for position, (key, name_lt, name_en, steps) in enumerate(PIPELINES, start=1):
        pipeline = Pipeline(key=key, name_lt=name_lt, name_en=name_en, position=position)
        work.session.add(pipeline)
        work.session.flush()
        work.session.add_all(_stage(pipeline, place, step) for place, step in enumerate(steps, 1))


def _stage(pipeline: Pipeline, position: int, step: _Step) -> Stage:
    return Stage(
        pipeline_id=pipeline.id,
        key=step.key,
        name_lt=step.name_lt,
        name_en=step.name_en,
        position=position,
        state=step.state,
        phase=step.phase,
        probability=step.probability,
        needs_value=_V in step.asks,
        warns_of_procurement=_W in step.asks,
    )
