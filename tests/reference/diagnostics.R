# What R says of the measures of the checks of models, on the data of clusters.R. Prints quantity,value; the script
# referee.py runs it again. Base R and its package MASS; definitions are written out where no package has them.
d <- read.csv("clusters_data.csv")
d$kind <- factor(c("a", "b", "c")[1 + (seq_len(nrow(d)) * 7) %% 3 * (d$x2 > -0.5)])
control <- glm.control(epsilon = 1e-15, maxit = 100)
cat("quantity,value\n")
say <- function(quantity, value) cat(sprintf("%s,%.15g\n", quantity, value), sep = "")

# variance inflation: of one column by the regression on the others, of a factor by determinants (Fox and Monette 1992)
for (one in c("x1", "x2", "x3")) {
  others <- c(setdiff(c("x1", "x2", "x3"), one), "kind")
  say(paste("inflation", one), 1 / (1 - summary(lm(reformulate(others, one), d))$r.squared))
}
X <- model.matrix(~ x1 + x2 + x3 + kind, d)
R <- cor(X[, -1])
say("inflation kind", sqrt(det(R[4:5, 4:5]) * det(R[1:3, 1:3]) / det(R)))
say("condition number", kappa(scale(X[, -1]), exact = TRUE))

# overdispersion (Dean 1992) and zeros (Wilson and Einbeck 2019) of a Poisson model; expected counts of NB2
pois <- glm(counts ~ x1 + x2 + x3, poisson, d, control = control)
mu <- fitted(pois)
say("Dean", sum((d$counts - mu)^2 - d$counts) / sqrt(2 * sum(mu^2)))
say("zeros", (sum(d$counts == 0) - sum(exp(-mu))) / sqrt(sum(exp(-mu) * (1 - exp(-mu)))))
for (count in 0:3) say(paste("expected Poisson", count), sum(dpois(count, mu)))
nb <- MASS::glm.nb(counts ~ x1 + x2 + x3, d, control = glm.control(epsilon = 1e-14, maxit = 200))
for (count in 0:3) say(paste("expected NB2", count), sum(dnbinom(count, mu = fitted(nb), size = nb$theta)))

# Harrell's effective size of a variable with categories
size <- table(d$kind)
say("effective size", sum(size) - sum(size^3) / sum(size)^2)

# calibration slope of a logit that was fitted to six countries, among all
part <- glm(logit ~ x1 + x2 + x3, binomial(), d[d$g %in% c("a", "b", "c", "d", "e", "f"), ], control = control)
lp <- predict(part, d)
say("calibration slope", coef(glm(d$logit ~ lp, binomial(), control = control))[["lp"]])

# smallest effect that is found with a probability of 0.8 (Bloom 1995)
say("detectable effect", 0.04 * (qt(0.975, 11) + qt(0.8, 11)))

# effective number of clusters of each coefficient (Carter, Schnepel and Steigerwald 2017), cluster by cluster
fit <- glm(logit ~ x1 + x2 + x3, binomial(), d, control = control)
X <- model.matrix(fit)
bread <- vcov(fit)
w <- fitted(fit) * (1 - fitted(fit))
share <- sapply(split(seq_len(nrow(d)), d$g), function(i) {
  diag(bread %*% crossprod(X[i, , drop = FALSE] * sqrt(w[i])) %*% bread)
})
gamma <- apply(share, 1, function(one) mean((one / mean(one) - 1)^2))
for (one in names(gamma)) say(paste("effective clusters", one), ncol(share) / (1 + gamma[[one]]))

# restricted score wild bootstrap with Webb's six weights, drawn by a rule that both sides follow: weight number
# 1 + (7 j^2 + 3 j g + g^2) mod 6 of draw j and cluster g; the logit's x2 = 0
G <- length(unique(d$g)); n <- nrow(d)
webb <- c(-sqrt(1.5), -1, -sqrt(0.5), sqrt(0.5), 1, sqrt(1.5))
draws <- outer(1:600, seq_len(G), function(j, g) webb[1 + (7 * j^2 + 3 * j * g + g^2 + (j %/% 6) * g + (j %/% 36) * g^2) %% 6])
null <- glm(logit ~ x1 + x3, binomial(), d, control = control)
p <- fitted(null)
root <- sqrt(p * (1 - p))
Z <- X * root
u <- (d$logit - p) / root
cv1 <- function(Z, u) {
  bread <- solve(crossprod(Z))
  G / (G - 1) * (n - 1) / (n - ncol(Z)) * bread %*% crossprod(rowsum(Z * u, d$g)) %*% bread
}
member <- match(d$g, letters)
drawn <- apply(draws, 1, function(v) {
  y <- u * v[member]
  b <- drop(solve(crossprod(Z), crossprod(Z, y)))
  b["x2"] / sqrt(cv1(Z, drop(y - Z %*% b))["x2", "x2"])
})
rootp <- sqrt(w)
observed <- coef(fit)["x2"] / sqrt(cv1(X * rootp, (d$logit - fitted(fit)) / rootp)["x2", "x2"])
say("bootstrap Webb", mean(abs(drawn) >= abs(observed) * (1 - 1e-9)))

