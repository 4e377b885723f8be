# P values for many tests, Moran's I, area under the curve and calibration, as base R has them or by their definitions.
# Prints quantity,value. Run from this folder: Rscript robustness.R

say <- function(name, values) {
  cat(sprintf("%s_%d,%.15g\n", name, seq_along(values), values), sep = "")
}
cat("quantity,value\n")

p <- c(0.0003, 0.21, 0.011, 0.011, 0.8, 0.04, 0.0499, 0.0021)
say("p", p)
say("holm", p.adjust(p, "holm"))
say("bh", p.adjust(p, "BH"))

# eight places, three nearest neighbours by the haversine formula, weights of a row add up to one
latitude <- c(50.1, 48.2, 52.5, 41.9, 40.4, 59.3, 45.8, 54.7)
longitude <- c(8.7, 16.4, 13.4, 12.5, -3.7, 18.1, 15.9, 25.3)
x <- c(1, 0, 1, 0, 0, 1, 1, 0.5)
n <- length(x)
rad <- pi / 180
w <- matrix(0, n, n)
for (i in 1:n) {
  h <- sin((latitude - latitude[i]) * rad / 2)^2 +
    cos(latitude * rad) * cos(latitude[i] * rad) * sin((longitude - longitude[i]) * rad / 2)^2
  near <- setdiff(order(2 * asin(sqrt(h))), i)[1:3]
  w[i, near] <- 1 / 3
}
z <- x - mean(x)
say("latitude", latitude)
say("longitude", longitude)
say("x", x)
say("moran", n / sum(w) * sum(w * outer(z, z)) / sum(z^2))

# outcomes and probabilities: pairs in the right order, and the line of the outcome on the logit
y <- c(1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1)
q <- c(0.8, 0.3, 0.55, 0.4, 0.4, 0.2, 0.9, 0.6, 0.35, 0.1, 0.75, 0.62)
above <- outer(q[y == 1], q[y == 0], ">") + 0.5 * outer(q[y == 1], q[y == 0], "==")
exact <- glm.control(epsilon = 1e-14, maxit = 100)
say("y", y)
say("q", q)
say("auc", mean(above))
say("intercept", coef(glm(y ~ 1, binomial, offset = qlogis(q), control = exact)))
say("slope", coef(glm(y ~ qlogis(q), binomial, control = exact))[2])
