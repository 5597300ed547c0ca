"""A list of actions as two firms keep it: its mapping, and rows as CSV or for a workbook."""

from __future__ import annotations

HEADER = [
    "N°", "Action", "Responsable", "Partie", "Décidée le", "Échéance", "Indicateur", "Effet attendu", "Valeur",
    "Faite le", "État", "Remarque",
]  # fmt: skip
ACTIONS = """
table: actions
owed_by: OWED
EVERYmatch: {name: "NAME"}
file: {format: FORMAT}
columns:
  action_key: {from: N°}
  what: {from: Action}
  owner: {from: Responsable}
  acts: {from: Partie, values: {Client: client, Prestataire: provider}}
  decided_on: {from: Décidée le, format: "%d/%m/%Y"}
  due_on: {from: Échéance, format: "%d/%m/%Y"}
  figure: {from: Indicateur}
  effect_expected: {from: Effet attendu}
  effect_value: {from: Valeur}
  done_on: {from: Faite le, format: "%d/%m/%Y"}
  status: {from: État, values: {ouverte: open, faite: done, retirée: withdrawn}}
  remark: {from: Remarque}
"""
CSV = 'csv, separator: ";", decimal: ","'


def source(
    *, owed_by: str = "client", every: str = "", name: str = "actions*.csv", form: str = CSV, more: str = ""
) -> str:
    """The mapping of a list; `every` and `more` are further lines."""
    text = ACTIONS.replace("OWED", owed_by).replace("NAME", name).replace("FORMAT", form)
    return text.replace("EVERY", f"{every}\n" if every else "") + more


def action(key: str = "A1", **cells: str) -> list[str]:
    """One row: an open action of the provider, decided on 16 November, but for the cells that are stated."""
    usual = {
        "what": "Former à la relance", "owner": "Plateau", "acts": "Prestataire", "decided": "16/11/2026",
        "due": "30/11/2026", "figure": "answer_rate.agent", "effect": "deux points de mieux", "value": "0,02",
        "done": "", "status": "ouverte", "remark": "",
    }  # fmt: skip
    return [key, *(usual | cells).values()]


def csv(*rows: list[str]) -> str:
    return "\n".join(";".join(row) for row in [HEADER, *rows]) + "\n"
