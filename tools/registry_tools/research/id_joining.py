"""
Measure how well ids are joined to models, on ids of LiteLLM's price map labelled by hand.

    registry-tools evaluate id-joining [--shown]

`labelled_ids.csv` holds 200 keys drawn at random from the text rows of the providers we list, and the model that a person
read in each, without seeing any rule: a model's id, ``none`` for what isn't in the data, ``unsure`` for what can't be told.
Precision is the share of joins that are right, recall the share of labelled models that are found. Whoever can't be told
counts in neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from registry_tools.arguments import command_parser
from registry_tools.merging import model_names
from registry_tools.places import INPUTS
from registry_tools.tables import read_rows
from registry_tools.toml_files import read_toml
from registry_tools.upstream.litellm import native_id
from registry_tools.upstream.providers import PROVIDERS, keys

__all__ = ["Measured", "main", "measure"]

_NONE, _UNSURE = "none", "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """
    How the joins compare with the labels.

    Attributes:
        joined: Ids that the rules join to a model, of those a person could tell.
        right: Of these, the ones joined to the model that the person read.
        labelled: Ids in which the person read a model.
        wrong: Each id joined otherwise: the id, the model joined, the label.
        missed: Each id that has a label and no join.
    """

    joined: int
    right: int
    labelled: int
    wrong: tuple[tuple[str, str, str], ...]
    missed: tuple[tuple[str, str], ...]

    @property
    def precision(self) -> float:
        """The share of joins that are right, 0 to 1."""
        return self.right / self.joined

    @property
    def recall(self) -> float:
        """The share of labelled models that are found, 0 to 1."""
        return self.right / self.labelled


def measure(labels: Path, names: Path, decisions: Path) -> Measured:
    """Join each labelled id by the rules, the table of names and what a person decided, and compare."""
    table = model_names.read_names(names)
    decided = read_toml(decisions)
    providers, developers = keys("litellm"), {item.id: item.developer for item in PROVIDERS}
    joined = right = labelled = 0
    wrong: list[tuple[str, str, str]] = []
    missed: list[tuple[str, str]] = []
    rows = [row for row in read_rows(labels) if row["model"] != _UNSURE]
    for row in rows:
        provider = providers[row["provider"]]
        own = native_id(row["key"], row["provider"])
        found = model_names.resolve(provider, own, table, own_developer=developers[provider])
        model = found.model if isinstance(found, model_names.Resolved) else None
        decision = decided.get(f"{provider}/{own}", {})
        model = None if "leave_out" in decision else decision.get("model", model)
        labelled += row["model"] != _NONE
        if model is None:
            missed += [(row["key"], row["model"])] if row["model"] != _NONE else []
            continue
        joined += 1
        right += model == row["model"]
        wrong += [(row["key"], model, row["model"])] if model != row["model"] else []
    return Measured(joined=joined, right=right, labelled=labelled, wrong=tuple(wrong), missed=tuple(missed))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print precision and recall, and each difference."""
    parser = command_parser("evaluate id-joining", __doc__)
    parser.add_argument("--labels", type=Path, default=INPUTS / "labelled_ids.csv")
    parser.add_argument("--names", type=Path, default=INPUTS / "names.csv")
    parser.add_argument("--decisions", type=Path, default=INPUTS / "offering_decisions.toml")
    options = parser.parse_args(arguments)
    found = measure(options.labels, options.names, options.decisions)
    print(f"precision {found.precision:.1%} ({found.right} of {found.joined} joins)")
    print(f"recall {found.recall:.1%} ({found.right} of {found.labelled} labelled models)")
    for key, model, label in found.wrong:
        print(f"wrong   {key}: {model}, labelled {label}")
    for key, label in found.missed:
        print(f"missed  {key}: {label}")
    return 0
