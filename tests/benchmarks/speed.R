# The bootstrap of a logit with R's glm and boot: seconds for a number of resamples of the data of speed.py.
# Run by speed.py: Rscript speed.R DATA.csv RESAMPLES
arguments <- commandArgs(trailingOnly = TRUE)
data <- read.csv(arguments[1])
set.seed(1)
refit <- function(d, i) coef(glm(y ~ ., binomial(), d[i, ]))
started <- proc.time()[["user.self"]]
invisible(boot::boot(data, refit, R = as.integer(arguments[2])))
cat(proc.time()[["user.self"]] - started)
