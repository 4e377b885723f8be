# The referee: what R says of the same models on the same data.
# Rscript referee.R FOLDER: reads the data there, prints case, quantity, term, value to standard output.
# Optimisers of R's packages stop early; their estimates are taken to the maximum of R's own densities by Newton's
# method with numerical derivatives (numDeriv), after a check that the package is near.
suppressMessages({
  library(MASS); library(pscl); library(sandwich); library(lme4); library(ordinal); library(survival)
  library(brglm2); library(nnet); library(survey); library(numDeriv)
})
folder <- commandArgs(trailingOnly = TRUE)[1]
read <- function(name) read.csv(file.path(folder, name))
bio <- read("biochemists.csv"); endo <- read("endometrial.csv"); cities <- read("cities.csv")
cat("case,quantity,term,value\n")
say <- function(case, quantity, term, value) {
  term <- ifelse(term == "(Intercept)", "constant", gsub("`", "", term))
  term <- sub("\\(Intercept\\)", "constant", term)
  cat(sprintf("%s,%s,%s,%.15g\n", case, quantity, term, value), sep = "")
}
errors <- function(v) sqrt(diag(as.matrix(v)))
# Newton's method in parameters that are whitened, so that numerical derivatives keep their digits: p = at + L (z - 1)
polish <- function(f, start, near = 1e-2) {
  at <- start
  root <- t(chol(solve(-hessian(f, start))))
  one <- rep(1, length(start))
  steps <- list(d = 0.05, r = 6)
  for (i in 1:8) {
    g <- function(z) f(at + drop(root %*% (z - 1)))
    h <- hessian(g, one, method.args = steps)
    step <- solve(-h, grad(g, one, method.args = steps))
    at <- at + drop(root %*% step)
    root <- root %*% t(chol(solve(-h)))
    if (max(abs(step)) < 1e-11) break
  }
  stopifnot(max(abs(at - start) / pmax(1, abs(at))) < near)
  g <- function(z) f(at + drop(root %*% (z - 1)))
  list(at = at, vcov = root %*% solve(-hessian(g, one, method.args = steps)) %*% t(root), value = f(at))
}
give <- function(case, names, p) {
  say(case, "estimate", names, p$at)
  say(case, "std_error", names, errors(p$vcov))
  say(case, "log_likelihood", "all", p$value)
}
tight <- glm.control(epsilon = 1e-15, maxit = 200)
given <- function(case, fit, vcov_of = vcov) {
  say(case, "estimate", names(coef(fit)), coef(fit))
  say(case, "std_error", names(coef(fit)), errors(vcov_of(fit)))
  say(case, "log_likelihood", "all", as.numeric(logLik(fit)))
}
clusters <- function(case, fit, by) {
  say(case, "HC0", names(coef(fit)), errors(sandwich(fit)))
  say(case, "CV1", names(coef(fit)), errors(vcovCL(fit, cluster = by, type = "HC1")))
}

# ---- counts ------------------------------------------------------------------------------------------------------
form <- art ~ women + married + kid5 + phd + ment
ties <- ties ~ size + wealth + port
counts <- function(name, formula, data) {
  x <- model.matrix(formula, data); y <- model.response(model.frame(formula, data)); k <- ncol(x)
  terms <- colnames(x)
  zero <- paste0("zero part: ", ifelse(terms == "(Intercept)", "constant", terms))
  pois <- glm(formula, poisson, data, control = tight)
  given(paste0(name, " poisson"), pois)
  say(paste0(name, " poisson"), "zeros", "all", sum(dpois(0, fitted(pois))))
  dnb <- function(y, b, alpha) dnbinom(y, size = 1 / alpha, mu = exp(x[seq_along(y), , drop = FALSE] %*% b), log = TRUE)
  nb <- glm.nb(formula, data, control = tight)
  both <- polish(function(p) sum(dnb(y, p[1:k], p[k + 1])), c(coef(nb), 1 / nb$theta), near = 1e-4)
  case <- paste0(name, " negative binomial")
  give(case, c(terms, "alpha"), both)
  say(case, "theta_fixed_error", terms, errors(vcov(nb)))
  say(case, "zeros", "all", sum(exp(dnb(0 * y, both$at[1:k], both$at[k + 1]))))
  say(case, "likelihood_ratio", "all", 2 * (both$value - as.numeric(logLik(pois))))
  # truncated at zero
  above <- y > 0; xp <- x[above, ]; yp <- y[above]
  tp <- function(b) { m <- exp(xp %*% b); sum(dpois(yp, m, log = TRUE) - ppois(0, m, lower.tail = FALSE, log.p = TRUE)) }
  tn <- function(p) {
    m <- exp(xp %*% p[1:k]); r <- 1 / p[k + 1]
    sum(dnbinom(yp, size = r, mu = m, log = TRUE) - pnbinom(0, size = r, mu = m, lower.tail = FALSE, log.p = TRUE))
  }
  hp <- hurdle(formula, data = data); hn <- hurdle(formula, data = data, dist = "negbin")
  tpp <- polish(tp, hp$coefficients$count); tnn <- polish(tn, c(hn$coefficients$count, 1 / hn$theta[["count"]]))
  give(paste0(name, " truncated poisson"), terms, tpp)
  give(paste0(name, " truncated negative binomial"), c(terms, "alpha"), tnn)
  any <- glm(update(formula, I(as.integer(y > 0)) ~ .), binomial, cbind(data, y = y), control = tight)
  joined <- function(count) list(
    at = c(coef(any), count$at), value = as.numeric(logLik(any)) + count$value,
    vcov = rbind(cbind(vcov(any), matrix(0, k, length(count$at))), cbind(matrix(0, length(count$at), k), count$vcov))
  )
  give(paste0(name, " hurdle poisson"), c(zero, terms), joined(tpp))
  give(paste0(name, " hurdle negative binomial"), c(zero, terms, "alpha"), joined(tnn))
  # inflated zeros
  inflated <- function(p, f0, f) {
    pi <- plogis(x %*% p[1:k])
    sum(ifelse(y == 0, log(pi + (1 - pi) * f0), log(1 - pi) + f))
  }
  zp <- function(p) { m <- exp(x %*% p[k + 1:k]); inflated(p, dpois(0, m), dpois(y, m, log = TRUE)) }
  zn <- function(p) {
    m <- exp(x %*% p[k + 1:k]); r <- 1 / p[2 * k + 1]
    inflated(p, dnbinom(0, size = r, mu = m), dnbinom(y, size = r, mu = m, log = TRUE))
  }
  fp <- zeroinfl(formula, data = data); fn <- zeroinfl(formula, data = data, dist = "negbin")
  zip <- polish(zp, c(fp$coefficients$zero, fp$coefficients$count))
  zinb <- polish(zn, c(fn$coefficients$zero, fn$coefficients$count, 1 / fn$theta))
  give(paste0(name, " zero-inflated poisson"), c(zero, terms), zip)
  give(paste0(name, " zero-inflated negative binomial"), c(zero, terms, "alpha"), zinb)
  pi <- plogis(x %*% zip$at[1:k])
  say(paste0(name, " zero-inflated poisson"), "zeros", "all", sum(pi + (1 - pi) * dpois(0, exp(x %*% zip$at[k + 1:k]))))
  # average effect of one unit more of the first factor on the expected count, with the covariance of the model
  more <- x; more[, 2] <- more[, 2] + 1
  mean_zip <- function(p, x) (1 - plogis(x %*% p[1:k])) * exp(x %*% p[k + 1:k])
  mean_hnb <- function(p, x) {
    m <- exp(x %*% p[k + 1:k]); r <- 1 / p[2 * k + 1]
    plogis(x %*% p[1:k]) * m / (1 - dnbinom(0, size = r, mu = m))
  }
  effect <- function(case, mean_of, p) {
    average <- function(at) mean(mean_of(at, more) - mean_of(at, x))
    slope <- grad(average, p$at)
    say(case, "effect", "first", average(p$at))
    say(case, "effect_error", "first", sqrt(drop(slope %*% p$vcov %*% slope)))
  }
  effect(paste0(name, " zero-inflated poisson"), mean_zip, zip)
  effect(paste0(name, " hurdle negative binomial"), mean_hnb, joined(tnn))
}
counts("biochemists", form, bio)
counts("cities", ties, cities)
shifted <- glm(ties ~ port + east + offset(size), poisson, cities, control = tight)
given("cities poisson with offset", shifted)
clusters("cities poisson with offset", shifted, cities$country)
x <- model.matrix(~ port + east, cities); none <- x; none[, 2] <- 0; all <- x; all[, 2] <- 1
average <- function(b) mean(exp(all %*% b + cities$size) - exp(none %*% b + cities$size))
slope <- grad(average, coef(shifted))
say("cities poisson with offset", "effect", "port", average(coef(shifted)))
say("cities poisson with offset", "effect_error", "port",
    sqrt(drop(slope %*% vcovCL(shifted, cluster = cities$country, type = "HC1") %*% slope)))

# ---- yes or no ---------------------------------------------------------------------------------------------------
core <- china ~ size + wealth + port + east
plain <- glm(core, binomial, cities, control = tight)
given("cities logit", plain)
clusters("cities logit", plain, cities$country)
doubled <- transform(cities, size = size + log(2))
average <- function(b) {
  x <- model.matrix(core, cities); more <- model.matrix(core, doubled)
  mean(plogis(more %*% b) - plogis(x %*% b))
}
slope <- grad(average, coef(plain))
say("cities logit", "effect", "doubling", average(coef(plain)))
say("cities logit", "effect_error", "doubling",
    sqrt(drop(slope %*% vcovCL(plain, cluster = cities$country, type = "HC1") %*% slope)))
flat <- lm(core, cities)
given("cities linear probability", flat)
clusters("cities linear probability", flat, cities$country)
design <- svydesign(ids = ~country, weights = ~weight, data = cities)
weighted <- svyglm(core, design, family = quasibinomial(), control = tight)
say("cities logit with weights", "estimate", names(coef(weighted)), coef(weighted))
say("cities logit with weights", "survey_error", names(coef(weighted)), errors(vcov(weighted)))
# JK1 from the whole estimate: each country left out, the other weights as they are
replicates <- as.svrepdesign(design, type = "JK1", mse = TRUE)
jackknifed <- svyglm(core, replicates, family = quasibinomial(), control = tight)
say("cities logit with weights", "jackknife_error", names(coef(weighted)), errors(vcov(jackknifed)))
# weighted average effect of a doubling of size
x <- model.matrix(core, cities); more <- model.matrix(core, doubled)
average <- function(b) weighted.mean(plogis(more %*% b) - plogis(x %*% b), cities$weight)
slope <- grad(average, coef(weighted))
say("cities logit with weights", "effect", "doubling", average(coef(weighted)))
say("cities logit with weights", "effect_error", "doubling", sqrt(drop(slope %*% vcov(weighted) %*% slope)))
counted <- svyglm(ties ~ size + wealth + port, design, family = quasipoisson(), control = tight)
say("cities poisson with weights", "estimate", names(coef(counted)), coef(counted))
say("cities poisson with weights", "survey_error", names(coef(counted)), errors(vcov(counted)))
straight <- svyglm(core, design, family = gaussian())
say("cities linear probability with weights", "estimate", names(coef(straight)), coef(straight))
say("cities linear probability with weights", "survey_error", names(coef(straight)), errors(vcov(straight)))

firth <- function(case, formula, data) {
  fit <- glm(formula, binomial, data, method = "brglmFit", type = "AS_mean", epsilon = 1e-13, maxit = 10000)
  x <- model.matrix(formula, data); y <- model.response(model.frame(formula, data)); k <- ncol(x)
  say(case, "estimate", colnames(x), coef(fit))
  say(case, "std_error", colnames(x), errors(vcov(fit)))
  penalised <- function(b) {
    eta <- drop(x %*% b); w <- plogis(eta) * plogis(-eta)
    sum(plogis(ifelse(y == 1, eta, -eta), log.p = TRUE)) +
      0.5 * as.numeric(determinant(crossprod(x, w * x))$modulus)
  }
  at <- polish(penalised, coef(fit), near = 1e-5)
  say(case, "log_likelihood", "all", at$value)
  # profile of each coefficient: the others at their maximum by Newton, the ends by root finding
  profile <- function(j, value) {
    inner <- function(o) { b <- numeric(k); b[j] <- value; b[-j] <- o; penalised(b) }
    o <- at$at[-j]
    o <- optim(o, function(o) -inner(o), method = "BFGS", control = list(maxit = 2000, reltol = 1e-14))$par
    polish(inner, o, near = Inf)$value
  }
  for (j in 2:k) {
    fall <- function(value) 2 * (at$value - profile(j, value)) - qchisq(0.95, 1)
    reach <- errors(at$vcov)[j]
    ends <- sapply(c(-1, 1), function(side) {
      far <- 2
      while (fall(at$at[j] + side * far * reach) < 0) far <- far * 1.5
      uniroot(fall, sort(at$at[j] + c(0, side * far * reach)), tol = 1e-12)$root
    })
    say(case, "conf_low", colnames(x)[j], ends[1])
    say(case, "conf_high", colnames(x)[j], ends[2])
    say(case, "p_value", colnames(x)[j], pchisq(2 * (at$value - profile(j, 0)), 1, lower.tail = FALSE))
  }
  eta <- drop(x %*% coef(fit)); w <- plogis(eta) * plogis(-eta)
  flic <- glm(y ~ 1 + offset(eta), family = binomial(), control = tight)
  say(case, "flic_shift", "constant", coef(flic))
  h <- w * rowSums((x %*% solve(crossprod(x, w * x))) * x)
  twice <- data.frame(y = c(y, y, 1 - y), rbind(x, x, x)[, -1], mark = rep(0:1, c(length(y), 2 * length(y))))
  weights <- c(rep(1, length(y)), h / 2, h / 2)
  flac <- suppressWarnings(glm(as.formula("y ~ .", environment()), binomial, twice, weights = weights, control = tight))
  say(sub("firth", "flac", case), "estimate", sub("mark", "augmented", c("constant", names(twice)[-1])), coef(flac))
}
firth("endometrial firth", HG ~ NV + PI + EH, endo)
firth("cities firth", core, cities)

# ---- countries ---------------------------------------------------------------------------------------------------
varies <- ave(cities$china, cities$country, FUN = function(v) mean(v) %in% c(0, 1)) == 0
inner <- china ~ size + wealth + port
fixed <- glm(update(inner, . ~ . + factor(country)), binomial, cities[varies, ], control = tight)
terms <- c("constant", "size", "wealth", "port")
say("cities fixed-effects logit", "estimate", terms[-1], coef(fixed)[2:4])
say("cities fixed-effects logit", "std_error", terms[-1], errors(vcov(fixed))[2:4])
say("cities fixed-effects logit", "log_likelihood", "all", as.numeric(logLik(fixed)))
exact <- clogit(china ~ size + wealth + port + strata(country), cities[varies, ], method = "exact",
                control = coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 100))
given("cities conditional logit", exact)
random <- function(case, formula, data) {
  fit <- suppressWarnings(glmer(formula, data, binomial, nAGQ = 25, control = glmerControl(
    tolPwrss = 1e-13, optimizer = "bobyqa", optCtrl = list(rhoend = 1e-9, maxfun = 1e5), calc.derivs = FALSE)))
  terms <- c(names(fixef(fit)), "sigma of country")
  deviance <- update(fit, devFunOnly = TRUE)
  k <- length(fixef(fit))
  value <- function(p) -deviance(c(p[k + 1], p[1:k])) / 2
  p <- c(fixef(fit), getME(fit, "theta"))
  top <- polish(value, p)
  say(case, "estimate", terms, top$at)
  say(case, "std_error", terms, errors(top$vcov))
  say(case, "log_likelihood", "all", as.numeric(logLik(fit)))
}
centred <- transform(cities, size = size - 12, wealth = wealth - 10)
random("cities random-intercept logit", china ~ size + wealth + port + east + (1 | country), centred)
means <- function(v) ave(v, cities$country)
split <- with(centred, data.frame(china, country, east,
  "size: within" = size - means(size), "wealth: within" = wealth - means(wealth), "port: within" = port - means(port),
  "size: between" = means(size), "wealth: between" = means(wealth), "port: between" = means(port), check.names = FALSE))
random("cities within-between logit", china ~ `size: within` + `wealth: within` + `port: within` + east +
         `size: between` + `wealth: between` + `port: between` + (1 | country), split)

# ---- several answers ---------------------------------------------------------------------------------------------
steps <- factor(cities$importance)
order <- clm(steps ~ size + wealth + port + east, data = cities, control = clm.control(gradTol = 1e-12, maxIter = 200))
names <- c(paste(0:2, "|", 1:3), "size", "wealth", "port", "east")
say("cities ordered logit", "estimate", names, coef(order))
say("cities ordered logit", "std_error", names, errors(vcov(order)))
say("cities ordered logit", "log_likelihood", "all", as.numeric(logLik(order)))
# Brant (1990)
x <- model.matrix(~ size + wealth + port + east, cities); k <- ncol(x)
cuts <- lapply(0:2, function(cut) glm(as.integer(cities$importance > cut) ~ x - 1, family = binomial(), control = tight))
share <- sapply(cuts, fitted)
joint <- matrix(0, 3 * k, 3 * k)
for (i in 1:3) for (j in i:3) {
  w <- share[, j] - share[, i] * share[, j]
  block <- solve(crossprod(x, share[, i] * (1 - share[, i]) * x)) %*% crossprod(x, w * x) %*%
    solve(crossprod(x, share[, j] * (1 - share[, j]) * x))
  joint[(i - 1) * k + 1:k, (j - 1) * k + 1:k] <- block
  joint[(j - 1) * k + 1:k, (i - 1) * k + 1:k] <- t(block)
}
slopes <- as.vector(outer(2:k, (0:2) * k, "+"))
d <- rbind(cbind(diag(k - 1), -diag(k - 1), 0 * diag(k - 1)), cbind(diag(k - 1), 0 * diag(k - 1), -diag(k - 1)))
b <- unlist(lapply(cuts, function(fit) coef(fit)[2:k]))
say("cities ordered logit", "brant", "all",
    drop(t(d %*% b) %*% solve(d %*% joint[slopes, slopes] %*% t(d), d %*% b)))
type <- cities$china + 2 * cities$us
chosen <- multinom(type ~ size + wealth + port, cities, trace = FALSE, reltol = 1e-15, maxit = 5000)
x <- model.matrix(~ size + wealth + port, cities); k <- ncol(x)
shares <- function(p) { eta <- cbind(0, x %*% matrix(p, k)); sum(eta[cbind(seq_along(type), type + 1)] - log(rowSums(exp(eta)))) }
give("cities multinomial logit",
     paste0(rep(c("CN only", "US only", "both"), each = k), ": ", terms), polish(shares, as.vector(t(coef(chosen)))))

# ---- two outcomes ------------------------------------------------------------------------------------------------
# rounded factors, so that few pairs of predictors are to be integrated
x <- cbind(constant = 1, size = round(cities$size) - 12, port = cities$port); k <- ncol(x)
cell <- interaction(x[, 2], x[, 3], cities$china, cities$us, drop = TRUE)
first <- !duplicated(cell); count <- as.vector(table(cell)[as.character(cell[first])])
xs <- x[first, ]; s1 <- 2 * cities$china[first] - 1; s2 <- 2 * cities$us[first] - 1
pair <- function(h, k, r) integrate(function(z) dnorm(z) * pnorm((k - r * z) / sqrt(1 - r^2)), -Inf, h, rel.tol = 1e-12, abs.tol = 0, subdivisions = 2000)$value
two <- function(p) sum(count * log(mapply(pair, s1 * (xs %*% p[1:k]), s2 * (xs %*% p[k + 1:k]), s1 * s2 * p[2 * k + 1])))
one <- lapply(c("china", "us"), function(y) coef(glm(cities[[y]] ~ x - 1, family = binomial("probit"))))
start <- optim(c(unlist(one), 0.3), function(p) if (abs(p[2 * k + 1]) > 0.99) 1e9 else -two(p), method = "BFGS", control = list(maxit = 500, reltol = 1e-12))$par
give("cities bivariate probit", c(paste0("CN: ", colnames(x)), paste0("US: ", colnames(x)), "rho"), polish(two, start))

# ---- a source that errs (Hausman, Abrevaya and Scott-Morton 1998), the likelihood written out ---------------------
informants <- read("informants.csv")
x <- model.matrix(~ size + wealth + port, informants); y <- informants$says; k <- ncol(x)
terms <- c(colnames(x), "share of false yes", "share of false no")
says <- function(p, fixed = NULL) {
  a <- if (is.null(fixed)) p[k + 1:2] else fixed
  prob <- a[1] + (1 - a[1] - a[2]) * plogis(x %*% p[1:k])
  if (any(prob <= 0 | prob >= 1)) return(-1e9)
  dbinom(y, 1, prob, log = TRUE)
}
total <- function(p) sum(says(p))
began <- coef(glm(says ~ size + wealth + port, binomial, informants))
start <- optim(c(1.5 * began, 0.05, 0.1), function(p) -total(p), method = "BFGS", control = list(maxit = 2000, reltol = 1e-14))
free <- polish(total, start$par)
give("informants misclassified logit", terms, free)
# CV1: contributions of units to the score by numerical derivatives
scores <- jacobian(function(p) says(p), free$at)
sums <- rowsum(scores, informants$country); g <- nrow(sums); n <- nrow(x)
say("informants misclassified logit", "CV1", terms, errors(
  g / (g - 1) * (n - 1) / (n - length(free$at)) * free$vcov %*% crossprod(sums) %*% free$vcov))
more <- x; more[, "size"] <- more[, "size"] + log(2)
average <- function(p) mean(plogis(more %*% p[1:k]) - plogis(x %*% p[1:k]))
slope <- grad(average, free$at)
say("informants misclassified logit", "effect", "doubling", average(free$at))
say("informants misclassified logit", "effect_error", "doubling", sqrt(drop(slope %*% free$vcov %*% slope)))
fixed <- function(p) sum(says(p, c(0.06, 0.15)))
known <- polish(fixed, optim(start$par[1:k], function(p) -fixed(p), method = "BFGS", control = list(reltol = 1e-14))$par)
give("informants misclassified logit with shares", colnames(x), known)
