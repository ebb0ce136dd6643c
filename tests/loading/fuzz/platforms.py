"""Small exports of platforms, with all that makes them hard to read."""

import json
from typing import Any


def surveymonkey() -> str:
    """Return an export with two header rows, of which blank cells belong to what is before them."""
    return (
        "Respondent ID,Collector ID,Start Date,End Date,IP Address,Email Address,First Name,"
        "Last Name,Custom Data 1,How often do you visit?,Which do you own? Tick all.,,,,"
        "<strong>Rate</strong> these\xa0shops,,Anything else?\n"
        ",,,,,,,,,Response,Phone,Tablet,None of these,Other (please specify),North,South,"
        "Open-Ended Response\n"
        "118001,41,01/02/2026 10:00:00,01/02/2026 10:05:00,192.0.2.1,a@example.org,,,,Daily,Phone,,"
        ',,Good,Bad,"Fine, thanks"\n'
        "118002,41,01/02/2026 11:00:00,01/02/2026 11:05:00,192.0.2.2,,,,,Never,Phone,Tablet,,"
        "a fridge,Bad,Bad,=cmd()\n"
        "118003,41,01/02/2026 12:00:00,01/02/2026 12:05:00,192.0.2.3,,,,,,,,None of these,,Good,,\n"
    )


def google_forms() -> str:
    """Return an export whose check boxes stand in one cell, commas and all."""
    return (
        "Timestamp,Email Address,How often do you visit?,Which do you own?,Rate [North],"
        "Rate [South],Age\n"
        '2026/01/02 10:00:00 AM GMT+1,a@example.org,Daily,"Phone, Tablet",Good,Bad,34\n'
        '2026/01/02 11:00:00 AM GMT+1,b@example.org,Never,"Phone, Other, and more",Bad,Good,29\n'
        "2026/01/02 12:00:00 PM GMT+1,c@example.org,Daily,Phone,Good,Good,41\n"
        '2026/01/02 1:00:00 PM GMT+1,d@example.org,,"Tablet, Other, and more",,Bad,\n'
    )


def kobo() -> tuple[str, dict[str, list[list[Any]]]]:
    """Return an export, and the sheets of its XLSForm."""
    data = (
        "start,end,visit/often,visit/owned,visit/owned/phone,visit/owned/tablet,age,_id,_uuid,"
        "_submission_time,_index\n"
        "2026-01-02T10:00:00.000+01:00,2026-01-02T10:05:00.000+01:00,daily,phone tablet,1,1,34,101,"
        "0b7c6f6e-0000-4000-8000-000000000001,2026-01-02T10:05:01,1\n"
        "2026-01-02T11:00:00.000+01:00,2026-01-02T11:05:00.000+01:00,never,phone,1,0,28,102,"
        "0b7c6f6e-0000-4000-8000-000000000002,2026-01-02T11:05:01,2\n"
        "2026-01-02T12:00:00.000+01:00,2026-01-02T12:05:00.000+01:00,,,,,,103,"
        "0b7c6f6e-0000-4000-8000-000000000003,2026-01-02T12:05:01,3\n"
    )
    survey = [
        ["type", "name", "label::English (en)", "label::Nederlands (nl)", "relevant"],
        ["start", "start", None, None, None],
        ["end", "end", None, None, None],
        ["begin_group", "visit", "Your visit", "Uw bezoek", None],
        ["select_one often", "often", "How often?", "Hoe vaak?", None],
        ["select_multiple owned", "owned", "Owned", "In bezit", "${often} = 'daily'"],
        ["end_group", None, None, None, None],
        ["integer", "age", "Age", "Leeftijd", None],
    ]
    choices = [
        ["list_name", "name", "label::English (en)", "label::Nederlands (nl)"],
        ["often", "daily", "Daily", "Dagelijks"],
        ["often", "never", "Never", "Nooit"],
        ["owned", "phone", "Phone", "Telefoon"],
        ["owned", "tablet", "Tablet", "Tablet"],
    ]
    settings = [["form_title", "form_id"], ["Visits", "visits"]]
    return data, {"survey": survey, "choices": choices, "settings": settings}


def quantipy() -> tuple[str, str]:
    """Return rows, and the description of their columns."""

    def values(*labels: str) -> list[dict[str, Any]]:
        return [{"value": place, "text": {"en-GB": each}} for place, each in enumerate(labels, 1)]

    def column(name: str, kind: str, **more: Any) -> dict[str, Any]:
        return {"name": name, "parent": {}, "text": {"en-GB": f"{name}?"}, "type": kind, **more}

    part = {"q5": {"type": "array"}}
    columns = {
        "id": column("id", "int"),
        "often": column("often", "single", values=values("Daily", "Never")),
        "owned": column("owned", "delimited set", values=values("Phone", "Tablet", "None")),
        "q5_1": column("q5_1", "single", values="lib@values@q5") | {"parent": part},
        "q5_2": column("q5_2", "single", values="lib@values@q5") | {"parent": part},
        "weight": column("weight", "float"),
        "why": column("why", "string"),
    }
    items = [{"source": f"columns@q5_{place}", "text": {"en-GB": str(place)}} for place in (1, 2)]
    mask = {"name": "q5", "type": "array", "subtype": "single", "items": items}
    mask |= {"text": {"en-GB": "Rate"}, "values": "lib@values@q5"}
    sets = {"data file": {"items": [f"columns@{each}" for each in columns], "text": {"en-GB": ""}}}
    meta = {
        "columns": columns,
        "info": {"name": "visits"},
        "lib": {"values": {"q5": values("Good", "Bad")}, "default text": "en-GB"},
        "masks": {"q5": mask},
        "sets": sets,
        "type": "pandas.DataFrame",
    }
    data = (
        "id,often,owned,q5_1,q5_2,weight,why\n1,1,1;3;,1,2,0.5,=cmd()\n2,2,2;,2,,1.5,\n3,,,,1,1,x\n"
    )
    return data, json.dumps(meta)
