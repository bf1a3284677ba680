"""The stories of the demo, each one transaction: who wrote what, who built on it, and where it stands."""

from __future__ import annotations

from datetime import date

from assessments import actions
from assessments.models import Assessment, Version
from exports.demo.acts import Telling, begin, build_on, propose, rewrite
from exports.demo.people import World

Places = dict[str, Assessment | Version]
"""What a story leaves behind that is worth a visit, by what it shows."""


def school_suite(world: World, today: date) -> Places:
    """A public reference DPIA; two municipalities built on its first version; it has a second since.

    One of them has not taken that over yet, and proposes a change of her own.
    """
    reference = begin(world, "dpia-skolesky", today)
    first = reference.submit()
    reference.approve(first)
    reference.share("public")
    ours = build_on(reference, first, "fjordvik", "dpia-skolesky-fjordvik", today)
    ours.pen().confirm(only=ours.book["confirm"])
    theirs = build_on(reference, first, "nordheim", "dpia-skolesky-nordheim", today)
    theirs.pen().confirm()
    waiting = theirs.submit()
    changes = reference.book["second"]
    rewrite(reference, changes)
    reference.approve(reference.submit(changes["message"]), changes)
    propose(ours)
    return {
        "Referanse-DPIA, åpen for alle": reference.assessment,
        "Fjordviks DPIA, bygger på referansen, delvis bekreftet": ours.assessment,
        "Nordheims DPIA, venter på personvernombudet": waiting,
    }


def shared_platform(world: World, today: date) -> Places:
    """A ROS and a DPIA of one platform, linked and sharing measures; a fork of the ROS waits for approval."""
    ros = begin(world, "ros-driftsplattform", today)
    approved = ros.submit()
    ros.approve(approved)
    ros.share("members")
    dpia = begin(world, "dpia-fellesplattform", today)
    _take_measures(ros, approved, dpia)
    actions.link(ros=ros.assessment, dpia=dpia.assessment, by=ros.author)
    dpia.approve(dpia.submit())
    dpia.share("public")
    fork = build_on(ros, approved, "fjordvik", "ros-driftsplattform-fjordvik", today)
    fork.pen().confirm()
    return {
        "Granlis ROS, delt med alle virksomheter": ros.assessment,
        "Granlis DPIA, lenket til ROS-en": dpia.assessment,
        "Fjordviks ROS, venter på godkjenning": fork.submit(),
    }


def school_home_portal(world: World, today: date) -> Places:
    """A ROS in force whose measures are followed up, and a fork of it nobody has worked on yet."""
    ros = begin(world, "ros-skole-hjem", today)
    approved = ros.submit()
    ros.approve(approved)
    ros.share("members")
    for name, fields in ros.book["follow_up"].items():
        measure = ros.names[f"measures/{name}"]
        actions.follow_up(assessment=ros.assessment, measure=measure, fields=fields, by=ros.author)
    actions.fork(version=approved, owner=world.agencies["nordheim"], by=world.people["sigrun"])
    return {"Fjordviks ROS, i kraft, med oppfølging av tiltak": ros.assessment}


def exposure_app(world: World, today: date) -> Places:
    """A public DPIA on another scale."""
    dpia = begin(world, "dpia-smittevarsling", today)
    dpia.approve(dpia.submit())
    dpia.share("public")
    return {"DPIA på 3×3-skala, åpen for alle": dpia.assessment}


def form_engine(world: World, today: date) -> Places:
    """A ROS in nynorsk that is in force, but should have been looked at again."""
    ros = begin(world, "ros-skjemaveven", today)
    ros.approve(ros.submit())
    ros.share("members")
    return {"Nordheims ROS på nynorsk, over fristen": ros.assessment}


def user_sync(world: World, today: date) -> Places:
    """A ROS the risk owner sent back, with a reviewer's comments."""
    ros = begin(world, "ros-brukersynk", today)
    version = ros.submit()
    for each in ros.book["comments"]:
        place = each["path"].partition("/")
        path = f"{place[0]}/{ros.names[each['path']]}" if place[2] else each["path"]
        actions.comment(version=version, path=path, text=each["text"], by=world.people[each["by"]])
    actions.request_changes(version=version, reason=ros.book["sent_back"], by=ros.role("approver"))
    return {"Fjordviks ROS, sendt tilbake med kommentarer": version}


def invoice_robot(world: World, today: date) -> Places:
    """A ROS that was withdrawn because the robot was stopped."""
    ros = begin(world, "ros-fakturarobot", today)
    version = ros.submit()
    actions.withdraw(version=version, reason=ros.book["withdrawn"], by=ros.author)
    return {"Fjordviks ROS, trukket": version}


def alarm_duty(world: World, today: date) -> Places:
    """A ROS in force that nobody outside the agency may see; members know of it, and one asks for it."""
    ros = begin(world, "ros-tryggvakt", today)
    ros.approve(ros.submit())
    ros.share("private", listed_to=ros.book["listed_to"])
    asked = ros.book["asked"]
    agency, by = world.agencies[asked["agency"]], world.people[asked["by"]]
    actions.ask_access(assessment=ros.assessment, agency=agency, reason=asked["reason"], by=by)
    return {"Fjordviks ROS, bare oppført for andre, som Nordheim ber om å få se": ros.assessment}


def public_journal(world: World, today: date) -> Places:
    """A ROS in force that one agency is named to see until a day, with places withheld from it."""
    ros = begin(world, "ros-postliste", today)
    ros.pen().withhold(ros.book["withheld"])
    ros.approve(ros.submit())
    ros.name(ros.book["named"])
    return {"Granlis ROS, vist bare for Fjordvik, delvis unntatt": ros.assessment}


STORIES = (
    school_suite,
    shared_platform,
    school_home_portal,
    exposure_app,
    form_engine,
    user_sync,
    invoice_robot,
    alarm_duty,
    public_journal,
)


def _take_measures(ros: Telling, version: Version, dpia: Telling) -> None:
    """Bring the measures both need into the DPIA's draft, and answer there what only a DPIA asks."""
    taken = dpia.book["taken"]
    rows = [ros.names[f"measures/{name}"] for name in taken]
    actions.take_measures(assessment=dpia.assessment, version=version, rows=rows, by=dpia.author)
    pen = dpia.pen()
    for name, cells in taken.items():
        row = dpia.names[f"measures/{name}"] = ros.names[f"measures/{name}"]
        pen.change("measures", row, cells)
    pen.change_named(dpia.book["cells"])
