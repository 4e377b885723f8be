"""Field tables of the network of units and partner places."""

from __future__ import annotations

from paradiplomacy.fields import Dataset, Field
from paradiplomacy.findings.fields import WORLD

PARTNER = Field("partner", "text", "partner country", required=True)
LEVEL = Field("level", "text", "level of the units", required=True)
ADMIN1 = Field("admin1", "text", "province or state of the partner place", required=True)

NETWORK_LOCATED = Dataset(
    name="network_located",
    content="ties",
    description="Partner places as ties name them, and where the gazetteer finds them; those it cannot tell, with the "
    "reason.",
    key=("partner", "level", "place"),
    fields=(
        PARTNER,
        LEVEL,
        Field("place", "text", "partner place as the ties name it", required=True),
        Field("ties", "integer", "ties with it", minimum=1, required=True),
        Field("found", "boolean", "province or state are known; otherwise the place is set aside", required=True),
        Field("reason", "text", "how it was found, or why it was not", required=True),
        Field("place_id", "text", "place of the gazetteer (GeoNames)"),
        Field("kind", "text", "kind of place"),
        Field("admin1", "text", "province or state"),
        Field("population", "integer", "inhabitants; of a province or state those of its cities", minimum=0),
        Field("latitude", "number", "latitude, WGS 84; of a province or state that of its people", unit="degrees"),
        Field("longitude", "number", "longitude, WGS 84", unit="degrees"),
        Field("port_km", "number", "distance to the nearest sea port; empty where the list of ports has none of the "
              "country", unit="km", minimum=0),
        Field("coastal", "boolean", "a sea port is as near as it must be of a port city of the frame"),
        WORLD,
    ),
)  # fmt: skip

NETWORK_PLACES = Dataset(
    name="network_places",
    content="ties",
    description="Provinces and states by ties, with years (table T4).",
    key=("partner", "level", "admin1"),
    fields=(
        PARTNER,
        LEVEL,
        ADMIN1,
        Field("ties", "integer", "ties", label="Ties", minimum=1, required=True),
        Field("units", "integer", "units with a tie there", label="Units", minimum=1, required=True),
        Field("places", "integer", "places with a tie", label="Places", minimum=1, required=True),
        Field("share", "number", "share of the ties with the partner", unit="share", minimum=0, maximum=1,
              required=True),
        Field("conf_low", "number", "lower end of the interval of resampled units", minimum=0, maximum=1),
        Field("conf_high", "number", "upper end of it", minimum=0, maximum=1),
        Field("with_year", "integer", "ties of which a source tells the year of the beginning", minimum=0,
              required=True),
        Field("first_year", "integer", "earliest year", label="First", unit="year"),
        Field("median_year", "number", "median year", label="Median", unit="year"),
        Field("community", "integer", "community of units and provinces in which it lies, the largest first",
              minimum=1, required=True),
        WORLD,
    ),
)  # fmt: skip

NETWORK_UNITS = Dataset(
    name="network_units",
    content="units",
    description="Units of the network: how many ties, places and provinces or states each has.",
    key=("partner", "level", "unit_id"),
    fields=(
        PARTNER,
        LEVEL,
        Field("unit_id", "text", "unit of the frame", required=True),
        Field("country", "text", "country of the unit", required=True),
        Field("ties", "integer", "ties with places that are found", minimum=1, required=True),
        Field("provinces", "integer", "provinces or states among them", minimum=1, required=True),
        Field("neighbours", "integer", "other units with a tie to one of these provinces or states", minimum=0,
              required=True),
        Field("community", "integer", "community of units and provinces in which it lies", minimum=1, required=True),
        WORLD,
    ),
)  # fmt: skip

NETWORK_FLOWS = Dataset(
    name="network_flows",
    content="ties",
    description="Ties between countries of the units and provinces or states.",
    key=("partner", "level", "country", "admin1"),
    fields=(
        PARTNER,
        LEVEL,
        Field("country", "text", "country of the units", required=True),
        Field("country_name", "text", "its name", required=True),
        ADMIN1,
        Field("ties", "integer", "ties", minimum=1, required=True),
        WORLD,
    ),
)

MEASURES = {  # measure: what it is
    "ties": "ties with places that are found",
    "not located": "ties with places that are set aside",
    "units": "units with such a tie",
    "provinces": "provinces or states with a tie",
    "degree": "ties per unit, mean",
    "density": "share of the pairs of a unit and a province or state that have a tie",
    "components": "separate parts of the network of units and provinces or states",
    "largest component": "share of its units and provinces or states in the largest part",
    "gini": "Gini index of ties over all provinces or states",
    "herfindahl": "Herfindahl index of ties over provinces or states",
    "effective provinces": "provinces or states of equal weight with the same Herfindahl index (its inverse)",
    "top five": "share of ties with the five most frequent provinces or states",
    "modularity": "modularity of the communities; null: mean of networks with the same degrees",
    "shared": "share of the pairs of provinces or states that share a unit; null: as before",
    "size": "Spearman's correlation of the populations of unit and partner place over ties",
    "coast": "logarithm of the odds ratio of port city by coastal partner place over ties",
    "distance": "elasticity of the expected number of ties to distance, by choice among partner places",
    "asymmetry": "change of its logarithm by one unit of the absolute log ratio of both populations",
    "region tie": "logarithm of the odds ratio that a city has a tie when its region has one, within countries",
}

NETWORK_SUMMARY = Dataset(
    name="network_summary",
    content="ties",
    description="Measures of the network of units and partner places, and tests on it.",
    key=("partner", "level", "measure"),
    fields=(
        PARTNER,
        LEVEL,
        Field(
            "measure",
            "text",
            "; ".join(f"{name}: {text}" for name, text in MEASURES.items()),
            allowed=tuple(MEASURES),
            required=True,
        ),
        Field("order", "integer", "place in print", minimum=0, required=True),
        Field("n", "integer", "ties, units or pairs that it rests on", minimum=0, required=True),
        Field("estimate", "number", "the measure; empty where it cannot be computed"),
        Field("conf_low", "number", "lower end of its interval"),
        Field("conf_high", "number", "upper end of its interval"),
        Field("null", "number", "mean of the permutations or of the networks with the same degrees"),
        Field("p_value", "number", "two-sided p value; by permutation, and of distance and asymmetry by t(G - 1)",
              minimum=0, maximum=1),
        Field("note", "text", "what the reader must know"),
        WORLD,
    ),
)  # fmt: skip
