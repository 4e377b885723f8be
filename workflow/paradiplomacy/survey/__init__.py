"""Survey waves: raw exports recoded by their codebook, validated, with every answer set aside accounted for."""
