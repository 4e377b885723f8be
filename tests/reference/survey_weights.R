# Reference values of weighted shares and means by R's package survey (Lumley): a logit of answering, inverse
# probability weights, raking to two margins, linearised variances with finite-population correction.
# Prints quantity,value; `make referee` compares it with survey_weights.csv.

suppressPackageStartupMessages(library(survey))
options(survey.lonely.psu = "fail", digits = 17)

invited <- read.csv("survey_weights_data.csv", stringsAsFactors = TRUE)
N <- nrow(invited)
model <- glm(answered ~ wealth + relevel(size, "small") + east, binomial, invited, control = glm.control(epsilon = 1e-14, maxit = 100))
invited$p <- fitted(model)
mine <- subset(invited, answered == 1)
mine$base <- N / nrow(mine)
mine$ipw <- (1 / mine$p) * N / sum(1 / mine$p)
mine$N <- N
# subset() keeps the rows of a calibrated design at weight zero, and zero times NA is NA
mine$known <- !is.na(mine$y)
mine$y[!mine$known] <- 0
mine$ties[!mine$known] <- 0
mine$country_N <- as.numeric(table(invited$country)[as.character(mine$country)])

designs <- list(
  unweighted = svydesign(ids = ~1, weights = ~base, fpc = ~N, data = mine),
  ipw = svydesign(ids = ~1, strata = ~country, weights = ~ipw, fpc = ~country_N, data = mine)
)
margins <- list(~country, ~size)
totals <- list(
  data.frame(country = levels(invited$country), Freq = as.numeric(table(invited$country))),
  data.frame(size = levels(invited$size), Freq = as.numeric(table(invited$size)))
)
designs$raked <- calibrate(designs$ipw, margins, totals, calfun = "raking", epsilon = 1e-13, maxit = 200)
by_ipf <- rake(designs$ipw, margins, totals, control = list(maxit = 500, epsilon = 1e-11))

say <- function(quantity, value) cat(sprintf("%s,%.15g\n", quantity, as.numeric(value)))
cat("quantity,value\n")
terms <- c("constant", "wealth", "size: large", "size: middle", "east")
for (place in seq_along(terms)) say(paste0("logit.", terms[place]), coef(model)[[place]])
for (name in names(designs)) {
  weight <- weights(designs[[name]])
  say(paste0(name, ".deff"), length(weight) * sum(weight^2) / sum(weight)^2)
  say(paste0(name, ".largest"), max(weight))
  known <- subset(designs[[name]], known)
  share <- svymean(~y, known)
  interval <- attr(svyciprop(~y, known, method = "xlogit", df = degf(known)), "ci")
  mean_ties <- svymean(~ties, known)
  ends <- confint(mean_ties, df = degf(known))
  say(paste0(name, ".y"), coef(share))
  say(paste0(name, ".y.se"), SE(share))
  say(paste0(name, ".y.low"), interval[1])
  say(paste0(name, ".y.high"), interval[2])
  say(paste0(name, ".ties"), coef(mean_ties))
  say(paste0(name, ".ties.se"), SE(mean_ties))
  say(paste0(name, ".ties.low"), ends[1])
  say(paste0(name, ".ties.high"), ends[2])
  by_east <- svyby(~y, ~east, known, svymean)
  say(paste0(name, ".y.east"), coef(by_east)[["1"]])
  say(paste0(name, ".y.east.se"), SE(by_east)[2])
  # the same domain mean as a ratio of totals over all answers
  ratio <- svyratio(~I(y * east), ~I(known * east), designs[[name]])
  say(paste0(name, ".ratio.east"), coef(ratio))
  say(paste0(name, ".ratio.east.se"), SE(ratio))
}
say("ipf.smallest", min(weights(by_ipf)))
say("ipf.largest", max(weights(by_ipf)))
say("ipf.y", coef(svymean(~y, subset(by_ipf, known))))
for (unit in head(mine$unit, 25)) say(paste0("weight.", unit), weights(designs$raked)[mine$unit == unit])
