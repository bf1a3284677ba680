"""What the fixtures say: invented, but shaped like the real thing."""
# ruff: noqa: E501 - running text reads better unbroken

from __future__ import annotations

from typing import Any

ORDINARY = (
    "Løsningen brukes av skolene til å planlegge undervisning, levere oppgaver og gi tilbakemelding. "
    "Kommunen bestemmer hvilke tjenester som er slått på, og går gjennom innstillingene to ganger i året. "
    "Det som er beskrevet her, gjelder alle skolene i kommunen."
)
SHORT = "Vurdert av arbeidsgruppen"
ADVICE = "Rådet er å vente med videomøter om enkeltelever til rutinen er på plass, og å informere foresatte før skolestart."

DPIA_FIELDS: dict[str, Any] = {
    "title": "Skoleskyen – kjernetjenester i grunnskolen",
    "summary_for_publication": (
        "Kommunen har vurdert hva Skoleskyen betyr for personvernet til elevene. Kjernetjenestene kan brukes når "
        "tiltakene i planen er gjennomført.\n\nTre forhold krever særlig oppmerksomhet:\n\n"
        "- elever med **skjermet adresse**\n- helseopplysninger i videomøter\n- tilleggstjenester der leverandøren selv bestemmer formålet\n\n"
        "Vurderingen bygger på [veiledningen til Datatilsynet](https://www.datatilsynet.no/)."
    ),
    "purposes": (
        "Skolen behandler opplysningene for å:\n\n1. gi opplæring og tilpasse den til eleven\n2. dokumentere faglig utvikling\n"
        "3. samarbeide med hjemmet\n\nOpplysningene brukes ikke til å sammenligne skoler eller lærere."
    ),
    "context": (
        "Elevene kan ikke velge bort løsningen. *Maktforholdet* mellom skole og elev gjør at samtykke ikke er et mulig "
        "behandlingsgrunnlag.\n\n> Foreldreutvalget har bedt om at nye tjenester tas opp med dem først.\n\n"
        "Kjente problemer er beskrevet i avviksrapportene fra 2024 og 2025."
    ),
    "wp248_criteria": ("c7", "c8"),
    "number_of_data_subjects": 12400,
    "residual_level": "moderate",
    "review_date": "2027-03-01",
    "case_number": "2026/123",
    "licence": "CC-BY-4.0",
    "adapted_information": None,
    "further_processing": None,
}
_MEASURES = [
    ("Slå av tilleggstjenester for alle elever", "adopter", "Siri Sikker", "2026-05-01", "done"),
    (
        "Pseudonyme brukernavn for elever med skjermet adresse",
        "adopter",
        "Rektorene",
        "2026-06-15",
        "in_progress",
    ),
    ("Avtalefeste lagringstid for diagnosedata", "supplier", "Innkjøp", "2026-09-01", "not_started"),
    ("Automatisk sletting når eleven slutter", "solution_owner", "IT-drift", "2026-08-01", "in_progress"),
    (
        "Godkjenne relasjonen mellom barn og foresatt før kontoen åpnes",
        "adopter",
        "Skolekontoret",
        "2026-04-01",
        "done",
    ),
]


def _measures() -> list[dict[str, Any]]:
    return [
        {
            "title": title,
            "description": "Innstillingen settes sentralt og kontrolleres hvert kvartal. Avvik meldes samme dag.",
            "who_must_do_it": who,
            "effect": "preventive",
            "responsible": responsible,
            "deadline": deadline,
            "status": status,
            "other_control_refs": ("ISO/IEC 27002 5.15",),
        }
        for title, who, responsible, deadline, status in _MEASURES
    ]


# title, likelihood and impact before, likelihood and impact after, numbers of its measures
_PRIVACY = [
    ("Leverandøren bruker elevdata til egne formål", 3, 4, 2, 4, (3,)),
    ("Elev med skjermet adresse blir synlig i adressebok eller delt mappe", 3, 5, 1, 5, (2,)),
    ("Nye funksjoner slås på uten vurdering", 4, 3, 2, 3, (1,)),
    ("Særlige kategorier deles i videomøte", 3, 4, 2, 4, (1, 3)),
    ("Konto og data slettes ikke når eleven slutter", 4, 3, 2, 2, (4,)),
    ("Foresatte og elever forstår ikke hva som skjer med opplysningene", 4, 2, 2, 2, ()),
]
_SECURITY = [
    ("Forelder uten foreldreansvar får tilgang til barnets opplysninger", 4, 5, 2, 5, (5,)),
    ("Skjermet adresse vises i klasseliste, varsel eller eksport", 3, 5, 1, 5, (2,)),
    ("Feil i synkronisering gir utsending til gale mottakere", 3, 4, 2, 3, (4, 5)),
    ("Kontoovertakelse hos foresatt med gjenbrukt passord", 3, 3, 1, 3, (1,)),
    ("Ansatt slår opp barn uten tjenstlig behov", 3, 4, 2, 3, (4,)),
    ("Portalen er nede under en krise", 2, 4, 2, 2, ()),
    ("Sårbarhet i appen gir tilgang til andres data", 2, 5, 1, 4, (3,)),
]
_CONSEQUENCE = (
    "Opplysninger om barnet kan komme på avveie og brukes til å oppsøke familien. Tilliten mellom skole og hjem svekkes, "
    "og kommunen må melde avviket."
)
_RATIONALE = (
    "Har skjedd i sektoren de siste to årene. Kontrollen ved innmelding er manuell, og feilene oppdages som regel av dem "
    "det gjelder. Konsekvensen er satt ut fra den som rammes hardest."
)


def _scenario(
    title: str, before: tuple[int, int], after: tuple[int, int], measures: tuple[int, ...]
) -> dict[str, Any]:
    return {
        "title": title,
        "description": "Opplysningene hentes automatisk fra skolesystemet. En feil i kilden slår ut i portalen uten at noen ser den først.",
        "threat_actors": ("accident", "careless-employee"),
        "likelihood_before": before[0],
        "impact_before": before[1],
        "rationale": _RATIONALE,
        "treatment": "reduce",
        "existing_measures": ("manuell kontroll ved innmelding", "roller per skole"),
        "measures": tuple(f"measures-{number}" for number in measures),
        "likelihood_after": after[0],
        "impact_after": after[1],
        "rationale_after": "Tiltakene fjerner den vanligste årsaken. Resten håndteres i avviksrutinen.",
    }


DPIA_ROWS: dict[str, list[dict[str, Any]]] = {
    "solutions": [{"solution": {"id": "s1", "label": "Skoleskyen"}, "version": "2026.1"}],
    "participants": [
        {"name": "Siri Sikker", "role": "ciso", "unit": "IT og digitalisering"},
        {"name": "Ola Ombud", "role": "dpo", "unit": "Personvern"},
        {"name": "Per Pedagog", "role": "subject_expert", "unit": "Oppvekst"},
    ],
    "personal_data": [
        {
            "category": "Navn og klasse",
            "data_class": "ordinary",
            "source": "Skolesystemet",
            "mandatory": True,
        },
        {
            "category": "Skjermet adresse",
            "data_class": "protected_address",
            "source": "Folkeregisteret",
            "mandatory": True,
        },
        {"category": "Elevarbeid", "data_class": "ordinary", "source": "Eleven", "mandatory": False},
    ],
    "measures": _measures(),
    "scenarios": [
        _scenario(title, (s, k), (s2, k2), measures)
        | {
            "category": "unlawful_access",
            "consequence_for_person": _CONSEQUENCE,
            "affected_groups": ("elever", "foresatte"),
        }
        for title, s, k, s2, k2, measures in _PRIVACY
    ],
}
ROS_FIELDS: dict[str, Any] = {
    "title": "Kommunikasjonsportal skole–hjem",
    "summary_for_publication": (
        "Analysen dekker portal og app for meldinger, fravær og samtykker. Hovedfunnet er at relasjonen mellom barn og "
        "foresatt må være kontrollert før noen får tilgang."
    ),
    "regulations": ("Personvernforordningen", "Opplæringslova", "eForvaltningsforskriften § 15"),
    "contains_classified": False,
    "scale": "no-municipal-5x5",
    "recovery_point": None,
}
ROS_OWN_FIELDS: dict[str, Any] = {
    "title": "Portal skole–hjem i Fjordvik",
    "differs_here": "Vi bruker ikke samtykkemodulen, og pålogging går alltid gjennom ID-porten.",
    "reuse_justified": "Samme løsning, samme type opplysninger og samme formål som hos Bysund.",
    "occasion": "procurement",
    "contains_classified": False,
    "scale": "no-municipal-5x5",
    "review_date": "2027-02-01",
    "main_findings": "To scenarier er uakseptable før tiltak. Begge handler om hvem som kobles til barnet.",
    "disclosure_class": "members",
    "licence": "CC-BY-4.0",
}
ROS_ROWS: dict[str, list[dict[str, Any]]] = {
    "solutions": [{"solution": {"id": "s2", "label": "Portal skole–hjem"}, "version": "4.2"}],
    "participants": DPIA_ROWS["participants"],
    "measures": _measures(),
    "scenarios": [
        _scenario(title, (s, k), (s2, k2), measures)
        | {
            "risk_kind": "security",
            "vulnerabilities": ("design", "routine"),
            "cia": ("confidentiality",),
            "consequence": _CONSEQUENCE,
            "knowledge_strength": "medium",
            "manageability": "high",
            "impact_person": 4,
            "impact_trust": 3,
            "assets_affected": ("Elevopplysninger",),
        }
        for title, s, k, s2, k2, measures in _SECURITY
    ],
}
