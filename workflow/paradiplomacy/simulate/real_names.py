"""Combinations of the syllables of `names` that are real places, found with GeoNames and lists of municipalities."""

from __future__ import annotations

# folded as `names.folded` does
FOLDED = """
alomata alora altenberg altenburg altenstadt argyrokastro barneveld beaucourt beaufort belovo blankenburg
blankenheim boroslav borovo branice camposano dornburg dornstadt elsteraue falkenberg fehervar finsterwalde
friesenheim granby gulbene haapajarvi haapavesi hasselby hirschberg javornik kalvija kamenec kamienica karhumaki
karleby kerkland kerkrade klintso konigsberg konigsbruck langedijk langeland lingewaard malinovo mandela marbourg
medine meerhout mezohegyes monteria mouvaux muhlhausen muhlheim muhltal nagybanya nagyhegyes nagylak nieuwpoort
norland novigrad ochsenfurt oldenburg paszto rage raucesti riberia rochefort rodenburg rosas saaremaa salzburg
sarvar slavonice sonderborg starograd steinberg steinfurt steinheim tarnogrod tarnovo torreblanca ujvidek vasto
vasvar veendam vestby vestland vilanova villahermosa villamayor villanueva weidenberg weidenheim westerburg westerlo
westerveld westerwolde wolfsberg wolfsburg zandam zeleznice zemaiciai zlatitsa zlatograd
"""
REAL_NAMES: frozenset[str] = frozenset(FOLDED.split())
