# Covariances of a logit, a Poisson and a linear model with clusters and weights, as R's packages give them.
# Writes clusters_expected.csv: case, family, quantity, row, column, value. Packages: sandwich, clubSandwich, survey, mitools, MASS.
# Run from this folder: Rscript clusters.R

suppressPackageStartupMessages({
  library(sandwich)
  library(clubSandwich)
  library(survey)
})
RNGversion("4.0.0")
set.seed(20230926)
n <- 240
size <- c(60, 45, 30, 25, 20, 15, 12, 11, 9, 7, 4, 2)
g <- rep(letters[seq_along(size)], size)
h <- sample(paste0("h", 1:9), n, replace = TRUE)
x1 <- round(rnorm(n, 12, 1), 6)
x2 <- round(rnorm(n) + 0.5 * rnorm(12)[match(g, letters)], 6)
x3 <- as.numeric(runif(n) < 0.3)
eta <- -0.3 + 0.5 * (x1 - 12) + 0.4 * x2 + 0.3 * x3 + 0.6 * rnorm(12)[match(g, letters)]
w <- round(runif(n, 0.5, 3), 6)
d <- data.frame(
  g, h, x1, x2, x3, w,
  logit = as.numeric(runif(n) < plogis(eta)), poisson = rpois(n, exp(0.5 * eta)), linear = round(eta + rnorm(n), 6),
  counts = rnbinom(n, size = 1.2, mu = exp(1 + 0.5 * eta))
)
write.csv(d, "clusters_data.csv", row.names = FALSE, quote = FALSE)

rows <- list()
keep <- function(family, quantity, m) {
  m <- as.matrix(m)
  rows[[length(rows) + 1]] <<- data.frame(
    family = family, quantity = quantity, row = as.vector(row(m)), column = as.vector(col(m)),
    value = as.vector(m)
  )
}
families <- list(logit = binomial(), poisson = poisson(), linear = gaussian())
control <- glm.control(epsilon = 1e-15, maxit = 100)
G <- length(size)
for (f in names(families)) {
  formula <- as.formula(paste(f, "~ x1 + x2 + x3"))
  fit <- glm(formula, families[[f]], d, control = control)
  k <- length(coef(fit))
  keep(f, "coefficients", coef(fit))
  for (type in c("HC0", "HC1", "HC2", "HC3")) keep(f, type, vcovHC(fit, type = type))
  keep(f, "CV1", vcovCL(fit, cluster = d$g, type = "HC1", cadjust = TRUE))
  # clubSandwich's CR3 is the one-step jackknife without the factor (G-1)/G
  keep(f, "CV3 one step", vcovCR(fit, cluster = d$g, type = "CR3") * (G - 1) / G)
  # exact: each country left out and the model fitted again
  deleted <- t(sapply(letters[seq_len(G)], function(one) {
    coef(glm(formula, families[[f]], d[d$g != one, ], control = control))
  }))
  keep(f, "deleted", deleted)
  keep(f, "CV3", (G - 1) / G * crossprod(sweep(deleted, 2, coef(fit))))
  # leverages: trace of the block of the hat matrix
  keep(f, "leverage", tapply(hatvalues(fit), d$g, sum))
  # survey weights: primary sampling units with replacement
  design <- svydesign(ids = ~g, weights = ~w, data = d)
  weighted <- svyglm(formula, design, family = if (f == "logit") quasibinomial() else families[[f]], control = control)
  keep(f, "weighted coefficients", coef(weighted))
  keep(f, "survey", vcov(weighted))
}

# Restricted score wild bootstrap, all 2^12 combinations of Rademacher's signs, of the logit's x2 = 0 and x2 = 0.2
# (Kline and Santos 2012; MacKinnon, Nielsen and Webb 2024), by plain regressions of the linearised model.
signs <- as.matrix(expand.grid(rep(list(c(1, -1)), G)))
X <- model.matrix(~ x1 + x2 + x3, d)
fit <- glm(logit ~ x1 + x2 + x3, binomial(), d, control = control)
error <- sqrt(diag(vcovCL(fit, cluster = d$g, type = "HC1", cadjust = TRUE)))
cv1 <- function(Z, u) {
  bread <- solve(crossprod(Z))
  meat <- crossprod(rowsum(Z * u, d$g))
  G / (G - 1) * (n - 1) / (n - ncol(Z)) * bread %*% meat %*% bread
}
for (value in c(0, 0.2)) {
  null <- glm(logit ~ x1 + x3 + offset(value * x2), binomial(), d, control = control)
  p <- fitted(null)
  root <- sqrt(p * (1 - p))
  Z <- X * root
  u <- (d$logit - p) / root
  projection <- solve(crossprod(Z), t(Z))
  drawn <- apply(signs, 1, function(v) {
    y <- u * v[match(d$g, letters)]
    b <- drop(projection %*% y)
    b["x2"] / sqrt(cv1(Z, drop(y - Z %*% b))["x2", "x2"])
  })
  observed <- (coef(fit)["x2"] - value) / error["x2"]
  keep("logit", paste("bootstrap", value), mean(abs(drawn) >= abs(observed) * (1 - 1e-9)))
}

# Average marginal effect of 0.5 more of x2 with the delta method under CV1, its jackknife, and its difference from that on
# another outcome (a count above zero) among other countries (all but a): both models without the same country at once.
effect <- function(formula, data) {
  fit <- glm(formula, binomial(), data, control = control)
  low <- model.matrix(~ x1 + x2 + x3, d)
  high <- low
  high[, "x2"] <- high[, "x2"] + 0.5
  list(
    value = mean(plogis(high %*% coef(fit)) - plogis(low %*% coef(fit))),
    gradient = colMeans(high * dlogis(drop(high %*% coef(fit))) - low * dlogis(drop(low %*% coef(fit))))
  )
}
d$some <- as.numeric(d$poisson > 0)
one <- effect(logit ~ x1 + x2 + x3, d)
two <- effect(some ~ x1 + x2 + x3, d[d$g != "a", ])
slope <- one$gradient
keep("effect", "value", one$value)
keep("effect", "delta error", sqrt(slope %*% vcovCL(fit, cluster = d$g, type = "HC1", cadjust = TRUE) %*% slope))
apart <- sapply(letters[seq_len(G)], function(left) {
  effect(logit ~ x1 + x2 + x3, d[d$g != left, ])$value - effect(some ~ x1 + x2 + x3, d[!d$g %in% c("a", left), ])$value
})
keep("effect", "difference", one$value - two$value)
keep("effect", "difference error", sqrt((G - 1) / G * sum((apart - (one$value - two$value))^2)))

# Negative binomial without each country
nb <- t(sapply(letters[seq_len(G)], function(left) {
  m <- MASS::glm.nb(counts ~ x1 + x2 + x3, d[d$g != left, ], control = glm.control(epsilon = 1e-13, maxit = 200))
  c(coef(m), 1 / m$theta)
}))
keep("negative binomial", "deleted", nb)

# Rubin's rules: the logit without one country each as if they were imputations, with growing variances. Degrees of freedom
# by Barnard and Rubin (1999), as the package mice has them; those of mitools leave out the factor 1 + 1/m in one place.
variance <- vcovCL(fit, cluster = d$g, type = "HC1", cadjust = TRUE)
estimates <- lapply(letters[seq_len(G)], function(one) {
  coef(glm(logit ~ x1 + x2 + x3, binomial(), d[d$g != one, ], control = control))
})
pooled <- mitools::MIcombine(estimates, lapply(seq_len(G), function(i) variance * (1 + i / 10)))
keep("pool", "estimates", coef(pooled))
keep("pool", "covariance", vcov(pooled))
share <- (1 + 1 / G) * diag(cov(do.call(rbind, estimates))) / diag(vcov(pooled))
observed <- 27 / 29 * 26 * (1 - share)
keep("pool", "df", 1 / (share^2 / (G - 1) + 1 / observed))

expected <- do.call(rbind, rows)
expected$value <- sprintf("%.12g", expected$value)
write.csv(expected, "clusters_expected.csv", row.names = FALSE, quote = FALSE)
