"""A LimeSurvey survey of this project's own: its structure, and exports of its answers."""

from collections.abc import Mapping, Sequence
from pathlib import Path

Rows = Sequence[Mapping[str, object]]

#: Code, type, English and Dutch wording, other, mandatory, relevance.
QUESTIONS = (
    ("sex", "G", "Sex", "Geslacht", "N", "N", "1"),
    ("often", "L", "<b>How</b> often,&nbsp;{NAME}?", "Hoe vaak?", "Y", "N", "1"),
    ("own", "M", "Which do you own?", "Welke hebt u?", "Y", "N", "1"),
    ("why", "M", "Why?", "Waarom?", "N", "N", '((own_SQ1.NAOK == "Y"))'),
    ("agree", "F", "Do you agree?", "Eens?", "N", "N", 'often.NAOK == "A1" or sex.NAOK != "F"'),
    ("dual", "1", "Now and then", "Nu en dan", "N", "N", "1"),
    ("age", "N", "Age", "Leeftijd", "N", "Y", "strlen(sex) > 0"),
    ("again", "Y", "Again?", "Weer?", "N", "N", "!is_empty(age)"),
    ("rank", "R", "Best first", "Beste eerst", "N", "N", "1"),
    ("spent", "K", "Spent", "Besteed", "N", "N", "1"),
    ("cells", ":", "How many", "Hoeveel", "N", "N", "1"),
    ("point", "A", "Marks", "Cijfers", "N", "N", "1"),
    ("note", "T", "Say more", "Zeg meer", "N", "N", "1"),
    ("day", "D", "When", "Wanneer", "N", "N", "1"),
)
#: Question, code, scale, English and Dutch wording.
ROWS = (
    ("own", "SQ1", 0, "Phone", "Telefoon"),
    ("own", "SQ2", 0, "Tablet", "Tablet"),
    ("own", "SQ3", 0, "None of these", "Geen"),
    ("why", "a", 0, "Work", "Werk"),
    ("why", "b", 0, "Fun", "Plezier"),
    ("agree", "r1", 0, "Fast", "Snel"),
    ("agree", "r2", 0, "Cheap", "Goedkoop"),
    ("dual", "x", 0, "Home", "Thuis"),
    ("spent", "s", 0, "Shops", "Winkels"),
    ("cells", "y", 0, "Here", "Hier"),
    ("cells", "z", 1, "Today", "Vandaag"),
    ("point", "p", 0, "Colour", "Kleur"),
)
ANSWERS = (
    ("often", "A1", 0, "Daily", "Dagelijks"),
    ("often", "A2", 0, "Never", "Nooit"),
    ("agree", "3", 0, "Yes", "Ja"),
    ("agree", "1", 0, "No", "Nee"),
    ("dual", "1", 0, "Good", "Goed"),
    ("dual", "2", 0, "Bad", "Slecht"),
    ("dual", "1", 1, "Rising", "Stijgend"),
    ("dual", "2", 1, "Falling", "Dalend"),
    ("rank", "m", 0, "Maps", "Kaarten"),
    ("rank", "c", 0, "Calls", "Bellen"),
)
ATTRIBUTES = (
    ("own", "exclude_all_others", "SQ3", ""),
    ("own", "other_replace_text", "Another one", "en"),
    ("own", "other_replace_text", "Een ander", "nl"),
    ("dual", "dualscale_headerA", "Now", "en"),
)
CODES = (
    "id,submitdate,lastpage,startlanguage,seed,sex,often,often[other],own[SQ1],own[SQ2],own[SQ3],"
    "own[other],why[a],why[b],agree[r1],agree[r2],dual[x][1],dual[x][2],age,again,rank[1],rank[2],"
    "spent[s],cells[y_z],point[p],note,day"
)
CODED = (
    "1,2026-01-02 10:00:00,3,en,11,F,A1,,Y,,,,Y,,3,1,1,2,34,Y,m,c,12.5,3,5,=cmd(),"
    "1990-01-02 00:00:00",
    "2,2026-01-02 11:00:00,3,nl,12,M,-oth-,weekly,,,,a fridge,,,1,3,2,1,28,N,c,m,7,1,1,N/A,",
    "3,2026-01-02 12:00:00,3,en,13,,A2,,,,,,,,,,,,,,,,,,,,",
    "4,,1,en,14,F,A2,,,,,,,,,,,,,,,,,,,,",
)
WORDED = (
    'Response ID,Date submitted,Last page,Start language,Seed,Sex,"How often, {NAME}?",'
    '"How often, {NAME}? [Other]",Which do you own? [Phone],Which do you own? [Tablet],'
    "Which do you own? [None of these],Which do you own? [Other],Why? [Work],Why? [Fun],"
    "Do you agree? [Fast],Do you agree? [Cheap],Now and then [Home][Scale 1],"
    "Now and then [Home][Scale 2],Age,Again?,Best first [Rank 1],Best first [Rank 2],Spent [Shops],"
    "How many [Here][Today],Marks [Colour],Say more,When"
)
FULL = (
    "1,2026-01-02 10:00:00,3,en,11,Female,Daily,,Yes,No,No,,Yes,No,Yes,No,Good,Falling,34,Yes,Maps,"
    "Calls,12.5,3,5,=cmd(),1990-01-02 00:00:00",
    "2,2026-01-02 11:00:00,3,nl,12,Male,Other,weekly,No,No,No,a fridge,N/A,N/A,No,Yes,Bad,Rising,"
    "28,No,Calls,Maps,7,1,1,N/A,",
    "3,2026-01-02 12:00:00,3,en,13,N/A,Never,,No,No,No,,N/A,N/A,,,,,,N/A,,,,,,,",
    "4,,1,en,14,Female,Never,,N/A,N/A,N/A,,N/A,N/A,,,,,,N/A,,,,,,,",
)


def table(name: str, rows: Rows) -> str:
    """Return a table of a structure."""
    told = "".join(
        "<row>"
        + "".join(f"<{key}><![CDATA[{value}]]></{key}>" for key, value in row.items())
        + "</row>"
        for row in rows
    )
    return f"<{name}><rows>{told}</rows></{name}>"


def structure(*, old: bool = False, before: str = "") -> str:
    """Return the survey's structure as XML, as LimeSurvey writes it since version 4, or before."""
    ids = {each[0]: str(place) for place, each in enumerate(QUESTIONS, 1)}
    languages = ("en", "nl")
    questions, texts, subquestions, answers, said = [], [], [], [], []
    for place, (code, kind, *words, other, mandatory, relevance) in enumerate(QUESTIONS):
        row = {
            "qid": ids[code],
            "parent_qid": 0,
            "sid": 123456,
            "gid": 1,
            "type": kind,
            "title": code,
            "other": other,
            "mandatory": mandatory,
            "question_order": place,
            "relevance": relevance,
        }
        worded = [
            {"qid": ids[code], "question": w, "language": tongue}
            for w, tongue in zip(words, languages, strict=True)
        ]
        questions += [{**row, **each} for each in worded] if old else [row]
        texts += worded
    for place, (owner, code, scale, *words) in enumerate(ROWS, 100):
        row = {
            "qid": place,
            "parent_qid": ids[owner],
            "title": code,
            "scale_id": scale,
            "question_order": 1000 - place if owner == "none" else place,
            "relevance": 1,
        }
        worded = [
            {"qid": place, "question": w, "language": tongue}
            for w, tongue in zip(words, languages, strict=True)
        ]
        subquestions += [{**row, **each} for each in worded] if old else [row]
        texts += worded
    for place, (owner, code, scale, *words) in enumerate(ANSWERS, 1):
        row = {"qid": ids[owner], "code": code, "sortorder": place, "scale_id": scale}
        key = {} if old else {"aid": place}
        worded = [
            {**key, "answer": w, "language": tongue}
            for w, tongue in zip(words, languages, strict=True)
        ]
        answers += [{**row, **each} for each in worded] if old else [{**row, **key}]
        said += worded
    settings = [
        {"qid": ids[code], "attribute": name, "value": value, "language": language}
        for code, name, value, language in ATTRIBUTES
    ]
    parts = [
        table("surveys", [{"sid": 123456, "language": "en", "additional_languages": "nl"}]),
        table(
            "surveys_languagesettings", [{"surveyls_language": "en", "surveyls_title": "Visits"}]
        ),
        table("groups", [{"gid": 1, "group_order": 1, "grelevance": ""}]),
        table("questions", questions),
        table("subquestions", subquestions),
        table("answers", answers),
        table("question_attributes", settings),
    ]
    if not old:
        parts += [table("question_l10ns", texts), table("answer_l10ns", said)]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n{before}<document>'
        "<LimeSurveyDocType>Survey</LimeSurveyDocType><DBVersion>400</DBVersion>"
        "<languages><language>en</language><language>nl</language></languages>"
        + "".join(parts)
        + "</document>"
    )


def tab_separated() -> str:
    """Return the survey's structure as a table."""
    header = [
        "id",
        "related_id",
        "class",
        "type/scale",
        "name",
        "relevance",
        "text",
        "help",
        "language",
        "validation",
        "mandatory",
        "other",
        "exclude_all_others",
        "other_replace_text",
        "dualscale_headerA",
    ]
    rows = [
        ["", "", "S", "", "sid", "", "123456"],
        ["", "", "S", "", "language", "", "en"],
        ["", "", "S", "", "additional_languages", "", "nl"],
        ["", "", "SL", "", "surveyls_title", "", "Visits", "", "en"],
    ]
    for n, language in enumerate(("en", "nl")):
        rows.append(["1", "", "G", "0", "First", "", "", "", language])
        for place, (code, kind, *words, other, mandatory, relevance) in enumerate(QUESTIONS, 1):
            own = {
                (name, tongue): value for owner, name, value, tongue in ATTRIBUTES if owner == code
            }
            further = [own.get((name, language), own.get((name, ""), "")) for name in header[12:]]
            rows.append(
                [
                    str(place),
                    "",
                    "Q",
                    kind,
                    code,
                    relevance,
                    words[n],
                    "",
                    language,
                    "",
                    mandatory,
                    other,
                    *further,
                ]
            )
            for kind_of, those in (("SQ", ROWS), ("A", ANSWERS)):
                for owner, name, scale, *said in those:
                    if owner == code:
                        rows.append(
                            [str(place), "", kind_of, str(scale), name, "1", said[n], "", language]
                        )
    lines = ["\t".join(header)]
    lines += [
        "\t".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' if cell else "" for cell in row)
        for row in rows
    ]
    return "\ufeff" + "\n".join(lines) + "\n"


def write(folder: Path, header: str = CODES, rows: Sequence[str] = CODED) -> Path:
    """Write an export, and return its path."""
    path = folder / "results-survey123456.csv"
    path.write_text("\n".join([header, *rows]) + "\n", "utf-8")
    return path
