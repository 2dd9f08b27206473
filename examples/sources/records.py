"""The records of a place file, each made in one line; their fields are those the API takes."""

from __future__ import annotations

from typing import Any

from . import people

Record = dict[str, Any]


def figure(value: int, unit: str, zh: str, bound: str = "exact") -> Record:
    """A reported number. `bound`: how the report puts it, "exact", "over", "under" or "about"."""
    return {"value": value, "unit": unit, "zh": zh, "bound": bound}


def named(code: str, name: str) -> Record:
    """An entry of a list that only names things: groups, skills, aspects of work."""
    return {"code": code, "name": name}


def district(code: str, name: str) -> Record:
    return {"code": code, "kind": "district", "name": name, "parent": None, "community": None}


def subdistrict(code: str, name: str, parent: str) -> Record:
    return {"code": code, "kind": "subdistrict", "name": name, "parent": parent, "community": None}


def community(code: str, name: str, parent: str, **counts: int) -> Record:
    """`counts`: households, own_households, residents, party_members, where they are reported."""
    return {"code": code, "kind": "community", "name": name, "parent": parent, "community": code, **counts}


def compound(code: str, name: str, parent: str, buildings: int, **counts: int) -> list[Record]:
    """A compound of the community `parent` with its numbered buildings, ``<code>-b01`` and on."""
    whole = {"code": code, "kind": "compound", "name": name, "parent": parent, "community": parent, **counts}
    return [whole] + [
        {
            "code": f"{code}-b{n:02d}",
            "kind": "building",
            "name": f"{name}{n}号楼",
            "parent": code,
            "community": parent,
        }
        for n in range(1, buildings + 1)
    ]


def organisation(
    code: str,
    kind: str,
    name: str,
    community: str | None = None,
    paired_with: tuple[str, ...] = (),
    appraised: bool = False,
) -> Record:
    """`community`: None for an organisation of the whole district."""
    return {
        "code": code,
        "kind": kind,
        "name": name,
        "community": community,
        "paired_with": list(paired_with),
        "appraised": appraised,
    }


def volunteer(
    reference: str,
    person: int,
    community: str,
    group: str,
    party_member: bool,
    skills: tuple[str, ...] = (),
    home_community: str | None = None,
) -> Record:
    """`person`: number of an invented person; `home_community`: None when it is `community` itself."""
    return {
        "reference": reference,
        "name": people.name(person),
        "phone": people.phone(person),
        "community": community,
        "group": group,
        "party_member": party_member,
        "skills": list(skills),
        "home_community": home_community or community,
    }


def team(code: str, name: str, kind: str, community: str, members: list[Record], **more: str) -> Record:
    """A team of volunteers, led by the first of them. `more`: the ``parent`` of a group, the ``industry`` of an
    industry team."""
    references = [member["reference"] for member in members]
    return {
        "code": code,
        "name": name,
        "kind": kind,
        "community": community,
        "leader": references[0],
        "members": references,
        **more,
    }


def account(
    username: str, person: int, role: str, communities: tuple[str, ...], organisation: str | None = None
) -> Record:
    """A demo sign-in of a resident, a community worker, an officer (of `organisation`) or an administrator."""
    return {
        "username": username,
        "display_name": people.name(person),
        "roles": [role],
        "communities": list(communities),
        "organisation": organisation,
        "volunteer": None,
    }


def volunteer_account(username: str, volunteer: Record) -> Record:
    """A volunteer's demo sign-in."""
    return {
        "username": username,
        "display_name": volunteer["name"],
        "roles": ["volunteer"],
        "communities": [volunteer["community"]],
        "organisation": None,
        "volunteer": volunteer["reference"],
    }
